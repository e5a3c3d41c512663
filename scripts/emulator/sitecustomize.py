"""Python loads this when moto_server starts: its folder is on PYTHONPATH. It mends what moto 5.2.1 does unlike EC2."""

from threading import Lock

from moto.ec2.models.security_groups import SecurityGroupRule
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

initialize = SecurityGroupRule.__init__
answer = DomainDispatcherApplication.__call__
turn = Lock()


def initialize_described(
    self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group=None, prefix_list_id=None, **rest
):
    """EC2 reports the description of every rule, moto of CIDR rules only: a plan right after the deploy would want to
    write the description of each rule whose peer is a group or a prefix list once more."""
    initialize(
        self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group, prefix_list_id, **rest
    )
    description = (source_group or prefix_list_id or {}).get("Description")
    if description is not None:
        self.ip_range = {**self.ip_range, "Description": description}


def answer_in_turn(self, environ, start_response):
    """moto walks through dictionaries to which another request may be adding, and then answers 500, also after it made
    the rule: the client's second try is a duplicate."""
    with turn:
        return answer(self, environ, start_response)


SecurityGroupRule.__init__ = initialize_described
DomainDispatcherApplication.__call__ = answer_in_turn
