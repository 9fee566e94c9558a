"""The rules open exactly the flows that the platform needs, on both sides."""

import re

import pytest

from infra.network.security_groups import S3, Rule, rules
from preview.model import Result
from tests.support.resources import inputs_of_type, of_type

ADMINS, CLIENTS = "10.8.0.0/24", "203.0.113.0/24"
SERVICES = (5000, 8080)
RULES = rules([CLIENTS], [ADMINS], SERVICES, internet=True, s3=True, endpoints=True)
# EC2 takes at most 255 of these characters. Source: EC2 API reference, IpRange.
DESCRIPTION = re.compile(r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]{1,255}")


def opens(group: str, direction: str, peer: str, protocol: str, port: int) -> bool:
    return any(
        (rule.group, rule.direction, rule.peer, rule.protocol) == (group, direction, peer, protocol)
        and rule.from_port <= port <= rule.to_port
        for rule in RULES
    )


def names(**changes: bool) -> set[str]:
    everything = {"internet": True, "s3": True, "endpoints": True, **changes}
    return {rule.name for rule in rules([CLIENTS], [ADMINS], SERVICES, **everything)}


@pytest.mark.parametrize("port", [443, 10250, 9443, 10251])
def test_the_control_plane_reaches_kubelets_and_webhooks_from_both_sides(port: int) -> None:
    assert opens("cluster", "egress", "node", "tcp", port)
    assert opens("node", "ingress", "cluster", "tcp", port)


def test_nodes_reach_the_api_from_both_sides() -> None:
    assert opens("node", "egress", "cluster", "tcp", 443)
    assert opens("cluster", "ingress", "node", "tcp", 443)


def test_nodes_reach_endpoints_from_both_sides_and_endpoints_reach_nobody() -> None:
    assert opens("node", "egress", "endpoint", "tcp", 443)
    assert opens("endpoint", "ingress", "node", "tcp", 443)
    assert [rule for rule in RULES if (rule.group, rule.direction) == ("endpoint", "egress")] == []


@pytest.mark.parametrize(("protocol", "port"), [("udp", 53), ("tcp", 53), ("tcp", 5000), ("tcp", 65535)])
def test_pods_reach_each_other_across_nodes(protocol: str, port: int) -> None:
    assert opens("node", "egress", "node", protocol, port)
    assert opens("node", "ingress", "node", protocol, port)


def test_load_balancers_take_https_from_clients_alone_and_reach_services_where_they_listen() -> None:
    incoming = [rule for rule in RULES if (rule.group, rule.direction) == ("load-balancer", "ingress")]
    assert [(rule.peer, rule.from_port, rule.to_port) for rule in incoming] == [(CLIENTS, 443, 443)]
    outgoing = [rule for rule in RULES if (rule.group, rule.direction) == ("load-balancer", "egress")]
    assert [(rule.peer, rule.from_port, rule.to_port) for rule in outgoing] == [
        ("node", port, port) for port in SERVICES
    ]
    for port in SERVICES:
        assert opens("node", "ingress", "load-balancer", "tcp", port)


def test_without_exposed_services_load_balancers_reach_nobody() -> None:
    closed = rules([CLIENTS], [ADMINS], [], internet=True, s3=True, endpoints=True)
    gone = set(RULES) - set(closed)
    assert {rule.name for rule in gone} == {
        name for port in SERVICES for name in (f"load-balancer-out-{port}", f"node-in-load-balancer-{port}")
    }
    assert set(closed) <= set(RULES)


def test_a_runner_reaches_the_api_endpoints_and_aws_and_nobody_reaches_it() -> None:
    options = {"internet": True, "s3": True, "endpoints": True}
    added = set(rules([CLIENTS], [ADMINS], SERVICES, **options, runner=True)) - set(RULES)
    assert {(rule.group, rule.direction, rule.peer) for rule in added} == {
        ("runner", "egress", "cluster"),
        ("cluster", "ingress", "runner"),
        ("runner", "egress", "endpoint"),
        ("endpoint", "ingress", "runner"),
        ("runner", "egress", S3),
        ("runner", "egress", "0.0.0.0/0"),
    }
    assert {(rule.protocol, rule.from_port, rule.to_port) for rule in added} == {("tcp", 443, 443)}
    assert all(DESCRIPTION.fullmatch(rule.description) for rule in added)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_comes_in_from_anywhere_and_only_https_goes_out(rule: Rule) -> None:
    assert DESCRIPTION.fullmatch(rule.description)
    if rule.peer == "0.0.0.0/0":
        assert (rule.direction, rule.protocol, rule.from_port, rule.to_port) == ("egress", "tcp", 443, 443)


def test_nodes_accept_no_ssh() -> None:
    assert not any(
        rule.from_port <= 22 <= rule.to_port
        for rule in RULES
        if (rule.group, rule.direction) == ("node", "ingress")
    )


@pytest.mark.parametrize(
    ("switched_off", "gone"),
    [
        ("internet", {"node-out-https"}),
        ("s3", {"node-out-s3"}),
        ("endpoints", {"node-out-endpoints", "endpoint-in-nodes"}),
    ],
)
def test_what_a_stack_does_without_is_closed_and_nothing_else(switched_off: str, gone: set[str]) -> None:
    assert names() - names(**{switched_off: False}) == gone
    assert names(**{switched_off: False}) <= names()


def test_removing_a_range_leaves_the_names_of_the_other_rules() -> None:
    both = {
        rule.name
        for rule in rules(
            [CLIENTS], [ADMINS, "10.9.0.0/24"], SERVICES, internet=True, s3=True, endpoints=True
        )
    }
    assert both - names() == {"cluster-in-admin-10.9.0.0/24"}
    assert names() <= both


def test_the_rule_for_s3_names_the_addresses_that_its_gateway_leads_to(either_stack: Result) -> None:
    (gateway,) = (
        endpoint
        for endpoint in of_type(either_stack, "aws:ec2/vpcEndpoint:VpcEndpoint")
        if endpoint.inputs["vpcEndpointType"] == "Gateway"
    )
    (rule,) = (
        rule
        for rule in of_type(either_stack, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
        if rule.name == f"node-out-{S3}"
    )
    assert rule.inputs["prefixListId"] == gateway.outputs["prefixListId"]


def test_every_rule_of_a_stack_names_one_peer(either_stack: Result) -> None:
    peers = ("cidrIpv4", "referencedSecurityGroupId", "prefixListId")
    for kind in ("Ingress", "Egress"):
        token = f"aws:vpc/securityGroup{kind}Rule:SecurityGroup{kind}Rule"
        for rule in inputs_of_type(either_stack, token):
            assert sum(1 for peer in peers if rule.get(peer)) == 1, rule["description"]
