"""The simulation of packets drops what AWS drops, on networks small enough to see through."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.support.packets.network import (
    Direction,
    Element,
    GatewayEndpoint,
    GroupRule,
    Interface,
    InterfaceEndpoint,
    InternetGateway,
    NaclAssociation,
    NaclRule,
    NatGateway,
    Network,
    Outside,
    Protocol,
    Route,
    Subnet,
    TableAssociation,
)
from tests.support.packets.ports import ALL, EPHEMERAL, NONE, Ports, ports
from tests.support.packets.tracing import trace

ANYWHERE = IPv4Network("0.0.0.0/0")
S3 = IPv4Network("198.51.100.0/24")
LEFT = Subnet("left", "left", IPv4Network("10.0.1.0/24"), {})
RIGHT = Subnet("right", "right", IPv4Network("10.0.2.0/24"), {})
HTTPS = ports(443)

CLIENT = Interface("client", IPv4Address("10.0.1.10"), LEFT, frozenset({"clients"}))
NEIGHBOUR = Interface("neighbour", IPv4Address("10.0.1.11"), LEFT, frozenset({"servers"}))
SERVER = Interface("server", IPv4Address("10.0.2.10"), RIGHT, frozenset({"servers"}))
HOST = Outside("host", IPv4Address("192.0.2.1"))
BUCKET = Outside("bucket", IPv4Address("198.51.100.7"))


def group(name: str, direction: Direction, opened: Ports, peer: str, protocol: Protocol = "tcp") -> GroupRule:
    in_digits = peer[0].isdigit()
    return GroupRule(
        f"{name} {direction}",
        name,
        direction,
        protocol,
        opened,
        peer_group=None if in_digits or peer.startswith("pl-") else peer,
        cidr=IPv4Network(peer) if in_digits else None,
        prefix_list=peer if peer.startswith("pl-") else None,
    )


def nacl(
    name: str,
    direction: Direction,
    number: int,
    opened: Ports,
    *,
    allows: bool = True,
    cidr: IPv4Network = ANYWHERE,
) -> NaclRule:
    return NaclRule(f"{name} {number}", name, direction, number, allows, "tcp", cidr, opened)


OPEN_GROUPS = (group("clients", "egress", HTTPS, "servers"), group("servers", "ingress", HTTPS, "clients"))
OPEN_NACL = (nacl("default", "ingress", 100, ALL), nacl("default", "egress", 100, ALL))
TO_NAT = (
    InternetGateway("internet gateway", "igw"),
    NatGateway("NAT gateway", "nat", "right", public=True),
    TableAssociation("left has its table", "left", "left"),
    TableAssociation("right has its table", "right", "right"),
    Route("left to NAT", "left", ANYWHERE, "nat"),
    Route("right to internet", "right", ANYWHERE, "igw"),
)


def network(*elements: Element, resolver: bool = True) -> Network:
    return Network(
        cidr=IPv4Network("10.0.0.0/16"),
        resolver=resolver,
        subnets={"left": LEFT, "right": RIGHT},
        default_nacl="default",
        main_table="main",
        prefix_lists={"pl-s3": (S3,)},
        elements=elements,
    )


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
    assert found.stops[0].startswith(f"security groups of {who}: no {missing.direction}")


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
    assert "answers denied" in found.stops[0]


def test_answers_to_a_part_of_the_ports_are_not_enough() -> None:
    linux_only = HTTPS | ports(32768, 60999)
    partial = (nacl("default", "ingress", 100, linux_only), nacl("default", "egress", 100, linux_only))
    found = trace(network(*OPEN_GROUPS, *partial), CLIENT, SERVER, "tcp", HTTPS)
    assert not found.is_open
    assert str(found.returning) == "32768-60999"
    assert found.stops[0].endswith("tcp 1024-32767, 61000-65535")


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
    assert found.stops[0].startswith("network ACL of right: ingress")


@pytest.mark.parametrize("address", ["169.254.169.254", "169.254.169.123", "169.254.169.253", "10.0.0.2"])
def test_metadata_time_and_resolver_are_never_filtered(address: str) -> None:
    answering = Outside("on the host", IPv4Address(address))
    assert trace(network(), CLIENT, answering, "udp", ports(53)).is_open


def test_the_resolver_is_there_only_where_the_vpc_has_it() -> None:
    resolver = Outside("resolver", IPv4Address("169.254.169.253"))
    assert trace(network(resolver=False), CLIENT, resolver, "udp", ports(53)).is_closed


EGRESS = group("clients", "egress", HTTPS, "0.0.0.0/0")


def test_nat_leads_to_the_internet_and_back() -> None:
    found = trace(network(EGRESS, *OPEN_NACL, *TO_NAT), CLIENT, HOST, "tcp", HTTPS)
    assert found.is_open
    assert set(found.used) == {EGRESS, *OPEN_NACL, *TO_NAT}


@pytest.mark.parametrize("missing", TO_NAT, ids=lambda element: element.name)
def test_nat_needs_its_whole_way_to_the_internet(missing: Element) -> None:
    cut = network(EGRESS, *OPEN_NACL, *TO_NAT).without(missing)
    assert trace(cut, CLIENT, HOST, "tcp", HTTPS).is_closed


def test_a_nat_gateway_without_public_address_ends_at_the_internet_gateway() -> None:
    private = NatGateway("private NAT", "nat", "right", public=False)
    cut = network(EGRESS, *OPEN_NACL, *(e for e in TO_NAT if not isinstance(e, NatGateway)), private)
    found = trace(cut, CLIENT, HOST, "tcp", HTTPS)
    assert found.stops == ("internet gateway: private NAT has no public address",)


AROUND_NAT = {
    "node to NAT gateway": nacl("public", "ingress", 100, HTTPS, cidr=LEFT.cidr),
    "NAT gateway to internet": nacl("public", "egress", 100, HTTPS),
    "internet to NAT gateway": nacl("public", "ingress", 110, EPHEMERAL),
    "NAT gateway to node": nacl("public", "egress", 110, EPHEMERAL, cidr=LEFT.cidr),
}


@pytest.mark.parametrize("way", AROUND_NAT)
def test_the_network_acl_of_the_nat_gateway_is_asked_on_all_four_ways(way: str) -> None:
    associated = NaclAssociation("right has public", "public", "right")
    whole = network(EGRESS, *OPEN_NACL, *TO_NAT, *AROUND_NAT.values(), associated)
    assert trace(whole, CLIENT, HOST, "tcp", HTTPS).is_open
    assert not trace(whole.without(AROUND_NAT[way]), CLIENT, HOST, "tcp", HTTPS).is_open


def test_the_longest_prefix_wins() -> None:
    endpoint = GatewayEndpoint("S3", "pl-s3", ("left",))
    whole = network(EGRESS, *OPEN_NACL, *TO_NAT, endpoint)
    found = trace(whole, CLIENT, BUCKET, "tcp", HTTPS)
    assert found.is_open
    assert endpoint in found.used
    assert not any(isinstance(element, NatGateway) for element in found.used)
    assert endpoint not in trace(whole, CLIENT, HOST, "tcp", HTTPS).used
    by_nat = trace(whole.without(endpoint), CLIENT, BUCKET, "tcp", HTTPS)
    assert by_nat.is_open
    assert any(isinstance(element, NatGateway) for element in by_nat.used)


def test_a_gateway_endpoint_needs_no_internet_and_a_group_may_name_its_prefix_list() -> None:
    endpoint = GatewayEndpoint("S3", "pl-s3", ("main",))
    whole = network(group("clients", "egress", HTTPS, "pl-s3"), *OPEN_NACL, endpoint)
    assert trace(whole, CLIENT, BUCKET, "tcp", HTTPS).is_open
    assert trace(whole, CLIENT, HOST, "tcp", HTTPS).is_closed
    assert trace(whole.without(endpoint), CLIENT, BUCKET, "tcp", HTTPS).is_closed


def test_an_interface_endpoint_answers_by_its_name_and_goes_away_with_its_interfaces() -> None:
    endpoint = InterfaceEndpoint("endpoint sts", ("right",), frozenset({"servers"}), resolves=True)
    interface = Interface("sts", SERVER.address, RIGHT, endpoint.groups, owner=endpoint)
    whole = network(*OPEN_GROUPS, *OPEN_NACL, endpoint)
    assert trace(whole, CLIENT, interface, "tcp", HTTPS).is_open
    nameless = replace(endpoint, resolves=False)
    unnamed = replace(interface, owner=nameless)
    found = trace(network(*OPEN_GROUPS, *OPEN_NACL, nameless), CLIENT, unnamed, "tcp", HTTPS)
    assert found.is_closed
    assert "private DNS" in found.stops[0]
    gone = trace(whole.without(endpoint), CLIENT, interface, "tcp", HTTPS)
    assert gone.is_closed
    assert gone.stops == ("endpoint sts is not there",)


INGRESS = group("servers", "ingress", HTTPS, "192.0.2.0/24")
PUBLIC_SERVER = Interface("public server", SERVER.address, RIGHT, SERVER.groups, public=True)


def test_the_internet_reaches_only_what_has_a_public_address_and_a_way_back() -> None:
    whole = network(INGRESS, *OPEN_NACL, *TO_NAT)
    assert trace(whole, HOST, PUBLIC_SERVER, "tcp", HTTPS).is_open
    assert trace(whole, HOST, SERVER, "tcp", HTTPS).stops == ("internet: server has no public address",)
    (way_back,) = (element for element in TO_NAT if element.name == "right to internet")
    assert trace(whole.without(way_back), HOST, PUBLIC_SERVER, "tcp", HTTPS).is_closed


def test_a_host_outside_the_range_of_a_rule_stays_out() -> None:
    elsewhere = Outside("elsewhere", IPv4Address("203.0.113.1"))
    assert trace(network(INGRESS, *OPEN_NACL, *TO_NAT), elsewhere, PUBLIC_SERVER, "tcp", ALL).is_closed


def test_a_private_connection_is_judged_by_rules_alone() -> None:
    office = Outside("office", IPv4Address("10.8.0.9"), private=True)
    rules = (group("servers", "ingress", HTTPS, "10.8.0.0/24"), *OPEN_NACL)
    assert trace(network(*rules), office, SERVER, "tcp", HTTPS).is_open
    assert trace(network(*rules), office, SERVER, "tcp", ports(22)).is_closed
    # The stack has no route to it, and the internet gateway drops its addresses.
    outgoing = network(EGRESS, *OPEN_NACL, *TO_NAT)
    assert trace(outgoing, CLIENT, office, "tcp", HTTPS).stops == (
        "internet gateway: office is not on the internet",
    )


def test_two_ends_outside_are_no_question_for_this_network() -> None:
    with pytest.raises(ValueError, match="neither"):
        trace(network(), HOST, BUCKET, "tcp", HTTPS)
