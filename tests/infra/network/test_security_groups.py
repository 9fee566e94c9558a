"""The rules open exactly the flows that the cluster needs, on both sides."""

import pytest

from infra.network.security_groups import SERVICE_PORT, Rule, rules
from workloads.service_spec import PORT

RULES = rules(["10.20.192.0/22", "10.20.196.0/22"], ["10.8.0.0/24"])


def opens(group: str, direction: str, peer: str, protocol: str, port: int) -> bool:
    return any(
        (rule.group, rule.direction, rule.peer, rule.protocol) == (group, direction, peer, protocol)
        and rule.from_port <= port <= rule.to_port
        for rule in RULES
    )


@pytest.mark.parametrize("port", [443, 10250, 9443, 10251])
def test_the_control_plane_reaches_kubelets_and_webhooks_from_both_sides(port: int) -> None:
    assert opens("cluster", "egress", "node", "tcp", port)
    assert opens("node", "ingress", "cluster", "tcp", port)


def test_nodes_reach_the_api_from_both_sides() -> None:
    assert opens("node", "egress", "cluster", "tcp", 443)
    assert opens("cluster", "ingress", "node", "tcp", 443)


@pytest.mark.parametrize(("protocol", "port"), [("udp", 53), ("tcp", 53), ("tcp", 5000), ("tcp", 65535)])
def test_pods_reach_each_other_across_nodes(protocol: str, port: int) -> None:
    assert opens("node", "egress", "node", protocol, port)
    assert opens("node", "ingress", "node", protocol, port)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_nothing_comes_in_from_anywhere_and_only_https_goes_out(rule: Rule) -> None:
    assert rule.description
    if rule.peer == "0.0.0.0/0":
        assert (rule.direction, rule.protocol, rule.from_port, rule.to_port) == ("egress", "tcp", 443, 443)


def test_nodes_accept_no_ssh() -> None:
    assert not opens("node", "ingress", "cluster", "tcp", 22)
    assert not opens("node", "ingress", "node", "tcp", 22)


def test_load_balancers_reach_services_where_they_listen_from_their_own_subnets_alone() -> None:
    assert opens("node", "ingress", "10.20.192.0/22", "tcp", PORT)
    assert opens("node", "ingress", "10.20.196.0/22", "tcp", PORT)
    assert not opens("node", "ingress", "10.20.0.0/16", "tcp", PORT)
    assert SERVICE_PORT == PORT


def test_removing_a_range_leaves_the_names_of_the_other_rules() -> None:
    both = {rule.name for rule in rules(["10.20.192.0/22"], ["10.8.0.0/24", "10.9.0.0/24"])}
    one = {rule.name for rule in rules(["10.20.192.0/22"], ["10.9.0.0/24"])}
    assert both - one == {"cluster-in-admin-10.8.0.0/24"}
    assert one <= both
