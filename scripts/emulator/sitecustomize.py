"""Python loads this when moto_server starts: its folder is on PYTHONPATH.

EC2 reports the description of every rule. moto 5.2.1 reports it for CIDR rules only, so that a plan right after the
deploy would want to write the description of each rule whose peer is a group or a prefix list once more.
"""

from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule

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


modify_rules = SecurityGroupBackend.modify_security_group_rules


def modify_rules_of_any_protocol(self, group_id, rules):
    """EC2 changes the description of a rule about every protocol too. moto asks for ports, which such a rule has none of."""
    everything = {rule_id: {**rule, "FromPort": -1, "ToPort": -1} for rule_id, rule in rules.items() if rule.get("IpProtocol") == "-1"}
    modify_rules(self, group_id, {**rules, **everything})
    for rule_id in everything:
        rule = self.get_security_group_by_name_or_id(group_id).get_rule(rule_id)
        rule.from_port = rule.to_port = None


SecurityGroupBackend.modify_security_group_rules = modify_rules_of_any_protocol
