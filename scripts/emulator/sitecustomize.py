"""Corrects moto 5.2.1 where it differs from EC2. moto_server loads this at its start, because its folder is on PYTHONPATH."""

from functools import partial
from threading import Lock

from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule
from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from werkzeug.wrappers import Response

initialize = SecurityGroupRule.__init__
modify_rules = SecurityGroupBackend.modify_security_group_rules
answer = DomainDispatcherApplication.__call__
turn = Lock()
answered = {}


def initialize_described(
    self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, source_group=None, prefix_list_id=None, **rest
):
    """EC2 reports the description of every rule, moto only that of CIDR rules: a plan right after the deploy would write
    it again. EC2 also ignores descriptions when it rejects duplicate rules. moto compares them if the peer is a group,
    so that a duplicate would go unnoticed."""
    peer = source_group or prefix_list_id or {}
    description = peer.get("Description")
    bare_group = source_group and {key: value for key, value in source_group.items() if key != "Description"}
    initialize(self, ec2_backend, ip_protocol, group_id, from_port, to_port, ip_range, bare_group, prefix_list_id, **rest)
    if description is not None:
        self.ip_range = {**self.ip_range, "Description": description}


def modify_rules_of_any_protocol(self, group_id, rules):
    """EC2 can change the description of a rule for every protocol. moto requires its ports, and it has none."""
    portless = [rule_id for rule_id, rule in rules.items() if rule.get("IpProtocol") == "-1"]
    modify_rules(self, group_id, {**rules, **{rule_id: {**rules[rule_id], "FromPort": -1, "ToPort": -1} for rule_id in portless}})
    for rule_id in portless:
        rule = self.get_security_group_by_name_or_id(group_id).get_rule(rule_id)
        rule.from_port = rule.to_port = None


def answer_in_turn(self, environ, start_response):
    """Answers a request that is sent again after its answer was lost with the first answer: it has the id of the first
    attempt. This server closes each connection, and the AWS SDK for Go, in Terraform and in the provider, sometimes drops
    a connection in the middle of an answer and sends its request again. Without this, a rule would be its own duplicate.
    Two separate requests have two ids, so a real duplicate is rejected like in EC2.

    Answers one request at a time: moto changes plain lists without locks, so a rule added while another is revoked could
    be lost."""
    invocation = environ.get("HTTP_AMZ_SDK_INVOCATION_ID")
    with turn:
        response = answered.get(invocation)
        if response is None:
            response = Response.from_app(partial(answer, self), environ, buffered=True)
        if invocation and response.status_code < 500:
            answered[invocation] = response
    return response(environ, start_response)


def groups_of_interface(self):
    """An interface attaches the groups that were set last. moto adds those of the launch of its instance, so that it
    could never lose a group."""
    return self._group_set


NetworkInterface.group_set = property(groups_of_interface)
SecurityGroupRule.__init__ = initialize_described
DomainDispatcherApplication.__call__ = answer_in_turn
SecurityGroupBackend.modify_security_group_rules = modify_rules_of_any_protocol
