"""The simulation leads packets through gateways and endpoints as AWS does."""

from dataclasses import replace
from ipaddress import IPv4Address

import pytest

from tests.support.packets.elements import (
    Element,
    GatewayEndpoint,
    InterfaceEndpoint,
    NaclAssociation,
    NatGateway,
)
from tests.support.packets.examples import (
    CLIENT,
    HTTPS,
    LEFT,
    OPEN_GROUPS,
    OPEN_NACL,
    RIGHT,
    SERVER,
    TO_NAT,
    group,
    nacl,
    network,
)
from tests.support.packets.filtering import TOO_LARGE
from tests.support.packets.network import Interface, Outside
from tests.support.packets.outcome import Stop
from tests.support.packets.ports import ALL, EPHEMERAL
from tests.support.packets.tracing import trace

HOST = Outside("host", IPv4Address("192.0.2.1"))
BUCKET = Outside("bucket", IPv4Address("198.51.100.7"))

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
    assert found.stops == (Stop("internet gateway: private NAT has no public address"),)


def test_a_nat_gateway_in_a_subnet_that_leads_back_to_it_reaches_nothing() -> None:
    (_, nat, left, _, to_nat, _) = TO_NAT
    private = replace(nat, subnet="left")
    found = trace(network(EGRESS, *OPEN_NACL, private, left, to_nat), CLIENT, HOST, "tcp", HTTPS)
    assert found.stops == (Stop("route table of left: leads back to NAT gateway"),)


AROUND_NAT = {
    "too large, to NAT gateway": nacl("public", "ingress", 120, TOO_LARGE, protocol="icmp"),
    "too large, to node": nacl("public", "egress", 120, TOO_LARGE, cidr=LEFT.cidr, protocol="icmp"),
    "node to NAT gateway": nacl("public", "ingress", 100, HTTPS, cidr=LEFT.cidr),
    "NAT gateway to internet": nacl("public", "egress", 100, HTTPS),
    "internet to NAT gateway": nacl("public", "ingress", 110, EPHEMERAL),
    "NAT gateway to node": nacl("public", "egress", 110, EPHEMERAL, cidr=LEFT.cidr),
}


@pytest.mark.parametrize("way", AROUND_NAT)
def test_the_network_acl_of_the_nat_gateway_is_asked_on_all_its_ways(way: str) -> None:
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
    assert "private DNS" in str(found.stops[0])
    gone = trace(whole.without(endpoint), CLIENT, interface, "tcp", HTTPS)
    assert gone.is_closed
    assert gone.stops == (Stop("endpoint sts is not there"),)


INGRESS = group("servers", "ingress", HTTPS, "192.0.2.0/24")
PUBLIC_SERVER = Interface("public server", SERVER.address, RIGHT, SERVER.groups, public=True)


def test_the_internet_reaches_only_what_has_a_public_address_and_a_way_back() -> None:
    whole = network(INGRESS, *OPEN_NACL, *TO_NAT)
    assert trace(whole, HOST, PUBLIC_SERVER, "tcp", HTTPS).is_open
    assert trace(whole, HOST, SERVER, "tcp", HTTPS).stops == (Stop("internet: server has no public address"),)
    (way_back,) = (element for element in TO_NAT if element.name == "right to internet")
    assert trace(whole.without(way_back), HOST, PUBLIC_SERVER, "tcp", HTTPS).is_closed


def test_a_host_outside_the_range_of_a_rule_stays_out() -> None:
    elsewhere = Outside("elsewhere", IPv4Address("203.0.113.1"))
    assert trace(network(INGRESS, *OPEN_NACL, *TO_NAT), elsewhere, PUBLIC_SERVER, "tcp", ALL).is_closed


def test_a_private_address_is_not_on_the_internet() -> None:
    office = Outside("office", IPv4Address("10.8.1.9"), private=True)
    outgoing = network(EGRESS, *OPEN_NACL, *TO_NAT)
    assert trace(outgoing, CLIENT, office, "tcp", HTTPS).stops == (
        Stop("internet gateway: office is not on the internet"),
    )


def test_a_connection_to_the_outside_must_hear_of_packets_that_are_too_large() -> None:
    tcp_only = (nacl("default", "ingress", 100, ALL), nacl("default", "egress", 100, ALL))
    hearing = nacl("default", "ingress", 110, TOO_LARGE, protocol="icmp")
    whole = network(INGRESS, *OPEN_GROUPS, *tcp_only, *TO_NAT)
    found = trace(whole, HOST, PUBLIC_SERVER, "tcp", HTTPS)
    assert not found.is_open
    assert "too large" in str(found.stops[0])
    assert trace(
        replace(whole, elements=(*whole.elements, hearing)), HOST, PUBLIC_SERVER, "tcp", HTTPS
    ).is_open
    # Inside the VPC all packets have one size.
    assert trace(whole, CLIENT, SERVER, "tcp", HTTPS).is_open


def test_two_ends_outside_are_no_question_for_this_network() -> None:
    with pytest.raises(ValueError, match="neither"):
        trace(network(), HOST, BUCKET, "tcp", HTTPS)
