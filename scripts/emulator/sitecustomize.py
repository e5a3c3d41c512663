"""Python loads this when moto_server starts: its folder is on PYTHONPATH.

EC2 reports the description of every rule. moto 5.2.1 reports it for CIDR rules only, so that a plan right after the
deploy would want to write the description of each rule whose peer is a group or a prefix list once more.
"""

from moto.ec2.models.security_groups import SecurityGroupRule

initialize = SecurityGroupRule.__init__


def initialize_described(
    self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group=None, prefix_list_id=None, **rest
):
    initialize(
        self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group, prefix_list_id, **rest
    )
    description = (source_group or prefix_list_id or {}).get("Description")
    if description is not None:
        self.ip_range = {**self.ip_range, "Description": description}


SecurityGroupRule.__init__ = initialize_described
