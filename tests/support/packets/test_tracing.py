"""The simulation asks security groups and network ACLs as AWS does."""

from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.support.packets.elements import GroupRule, NaclAssociation
from tests.support.packets.examples import (
    CLIENT,
    HTTPS,
    LEFT,
    NEIGHBOUR,
    OPEN_GROUPS,
    OPEN_NACL,
    SERVER,
    group,
    nacl,
    network,
)
from tests.support.packets.network import Interface, Outside
from tests.support.packets.ports import ALL, EPHEMERAL, NONE, ports
from tests.support.packets.tracing import trace


def test_ports_are_sets_that_read_as_ranges() -> None:
    assert str(ports(53) | ports(1025, 65535) | ports(0)) == "0, 53, 1025-65535"
    assert str(ALL - ports(443)) == "0-442, 444-65535"
    assert str(ports(443) & ports(80)) == "no port"
    with pytest.raises(ValueError, match="65536"):
        ports(1, 65536)


def test_groups_open_exactly_the_ports_of_both_ends() -> None:
    wide = (group("clients", "egress", ports(1, 1000), "servers"), OPEN_GROUPS[1])
    found = trace(network(*wide, *OPEN_NACL), CLIENT, SERVER, "tcp", ALL)
    assert (str(found.arriving), found.returning) == ("443", EPHEMERAL)
    assert trace(network(*wide, *OPEN_NACL), CLIENT, SERVER, "tcp", HTTPS).is_open


@pytest.mark.parametrize("missing", OPEN_GROUPS, ids=lambda rule: rule.name)
def test_a_group_that_lets_nothing_through_is_named_as_the_place(missing: GroupRule) -> None:
    found = trace(network(*OPEN_GROUPS, *OPEN_NACL).without(missing), CLIENT, SERVER, "tcp", HTTPS)
    assert found.is_closed
    who = "client" if missing.group == "clients" else "server"
    assert str(found.stops[0]).startswith(f"security groups of {who}: no {missing.direction}")


def test_a_rule_for_a_group_is_not_for_an_interface_without_it() -> None:
    stranger = Interface("stranger", IPv4Address("10.0.1.12"), LEFT, frozenset({"strangers"}))
    rules = (*OPEN_GROUPS, group("strangers", "egress", ALL, "0.0.0.0/0"))
    assert trace(network(*rules, *OPEN_NACL), stranger, SERVER, "tcp", ALL).is_closed


def test_groups_are_asked_for_the_protocol() -> None:
    assert trace(network(*OPEN_GROUPS, *OPEN_NACL), CLIENT, SERVER, "udp", ALL).is_closed


def test_groups_remember_connections_and_need_no_rule_for_answers() -> None:
    found = trace(network(*OPEN_GROUPS, *OPEN_NACL), CLIENT, SERVER, "tcp", HTTPS)
    assert set(found.used) == {*OPEN_GROUPS, *OPEN_NACL}


def test_a_network_acl_that_forgets_the_ports_of_answers_closes_the_flow() -> None:
    forgetful = (nacl("default", "ingress", 100, HTTPS), nacl("default", "egress", 100, HTTPS))
    found = trace(network(*OPEN_GROUPS, *forgetful), CLIENT, SERVER, "tcp", HTTPS)
    assert not found.is_open
    assert found.returning == NONE
    assert "answers denied" in str(found.stops[0])


def test_answers_to_a_part_of_the_ports_are_not_enough() -> None:
    linux_only = HTTPS | ports(32768, 60999)
    partial = (nacl("default", "ingress", 100, linux_only), nacl("default", "egress", 100, linux_only))
    found = trace(network(*OPEN_GROUPS, *partial), CLIENT, SERVER, "tcp", HTTPS)
    assert not found.is_open
    assert str(found.returning) == "32768-60999"
    assert str(found.stops[0]).endswith("1024-32767, 61000-65535")


@pytest.mark.parametrize(("deny_at", "is_open"), [(90, False), (110, True)])
def test_the_first_rule_that_matches_decides(deny_at: int, is_open: bool) -> None:
    deny = nacl("default", "ingress", deny_at, HTTPS, allows=False)
    found = trace(network(*OPEN_GROUPS, *OPEN_NACL, deny), CLIENT, SERVER, "tcp", HTTPS)
    assert found.is_open is is_open


def test_a_rule_for_other_addresses_does_not_match() -> None:
    deny = nacl("default", "ingress", 90, ALL, allows=False, cidr=IPv4Network("10.0.1.128/25"))
    with_deny = network(*OPEN_GROUPS, *OPEN_NACL, deny)
    assert trace(with_deny, CLIENT, SERVER, "tcp", HTTPS).is_open
    far = Interface("far client", IPv4Address("10.0.1.130"), LEFT, CLIENT.groups)
    assert trace(with_deny, far, SERVER, "tcp", HTTPS).is_closed


def test_network_acls_are_not_asked_inside_a_subnet_but_groups_are() -> None:
    without_nacl = network(*OPEN_GROUPS)
    assert trace(without_nacl, CLIENT, NEIGHBOUR, "tcp", HTTPS).is_open
    assert trace(without_nacl, CLIENT, SERVER, "tcp", HTTPS).is_closed
    assert trace(without_nacl, CLIENT, NEIGHBOUR, "tcp", ports(22)).is_closed


def test_a_subnet_without_association_has_the_default_network_acl() -> None:
    own = (nacl("own", "ingress", 100, ALL), nacl("own", "egress", 100, ALL))
    association = NaclAssociation("right has its own", "own", "right")
    both = network(*OPEN_GROUPS, *own, association, NaclAssociation("left too", "own", "left"))
    assert trace(both, CLIENT, SERVER, "tcp", HTTPS).is_open
    found = trace(both.without(association), CLIENT, SERVER, "tcp", HTTPS)
    assert str(found.stops[0]).startswith("network ACL of right: ingress")


@pytest.mark.parametrize("address", ["169.254.169.254", "169.254.169.123", "169.254.169.253", "10.0.0.2"])
def test_metadata_time_and_resolver_are_never_filtered(address: str) -> None:
    answering = Outside("on the host", IPv4Address(address))
    assert trace(network(), CLIENT, answering, "udp", ports(53)).is_open


def test_the_resolver_is_there_only_where_the_vpc_has_it() -> None:
    resolver = Outside("resolver", IPv4Address("169.254.169.253"))
    assert trace(network(resolver=False), CLIENT, resolver, "udp", ports(53)).is_closed
