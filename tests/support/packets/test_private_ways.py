"""The simulation leads packets by transit gateways and peerings as AWS does."""

from dataclasses import replace
from ipaddress import IPv4Address, IPv4Network

import pytest

from tests.support.packets.elements import (
    ClusterEndpoint,
    Element,
    GatewayTable,
    NaclAssociation,
    Peering,
    Route,
    TableAssociation,
    TransitAttachment,
)
from tests.support.packets.examples import HTTPS, OPEN_NACL, RIGHT, SERVER, group, nacl, network
from tests.support.packets.filtering import TOO_LARGE
from tests.support.packets.network import Interface, Outside
from tests.support.packets.ports import EPHEMERAL, ports
from tests.support.packets.tracing import trace

OFFICE = IPv4Network("10.8.0.0/24")
ATTACHMENT = TransitAttachment("attachment", "tgw-1", "tgw-attach-1", ("left",), by_default=True)
BEHIND_GATEWAY = Outside("admin", OFFICE[9], private=True, via="tgw-1")
FILTERS = (group("servers", "ingress", HTTPS, str(OFFICE)), *OPEN_NACL)
HAS_TABLE = TableAssociation("right has its table", "right", "right")
TO_GATEWAY = Route("right to gateway", "right", OFFICE, "tgw-1")
BY_GATEWAY = (ATTACHMENT, HAS_TABLE, TO_GATEWAY)
PEERING = Peering("peering", "pcx-1")
TO_PEER = Route("right to peer", "right", OFFICE, "pcx-1")
BACK = Route("peer to us", "rtb-peer", IPv4Network("10.0.0.0/16"), "pcx-1")
BY_PEERING = (PEERING, HAS_TABLE, TO_PEER, BACK)
BEHIND_PEERING = Outside("admin", OFFICE[9], private=True, via="pcx-1", table="rtb-peer")


@pytest.mark.parametrize(
    ("ways", "who"),
    [(BY_GATEWAY, BEHIND_GATEWAY), (BY_PEERING, BEHIND_PEERING)],
    ids=["transit gateway", "peering"],
)
def test_a_private_way_leads_in_and_back_and_all_of_it_is_needed(
    ways: tuple[Element, ...], who: Outside
) -> None:
    whole = network(*FILTERS, *ways)
    found = trace(whole, who, SERVER, "tcp", HTTPS)
    assert found.is_open
    assert set(ways) <= set(found.used)
    assert trace(whole, who, SERVER, "tcp", ports(22)).is_closed
    for missing in ways:
        assert trace(whole.without(missing), who, SERVER, "tcp", HTTPS).is_closed, missing.name


def test_who_is_behind_another_way_does_not_come_by_this_one() -> None:
    elsewhere = replace(BEHIND_GATEWAY, via="tgw-2")
    found = trace(network(*FILTERS, *BY_GATEWAY), elsewhere, SERVER, "tcp", HTTPS)
    assert str(found.stops[0]) == "admin: nothing leads from there into the VPC"


def test_answers_do_not_leave_by_another_way_than_the_packets_came() -> None:
    there = replace(TO_GATEWAY, target="pcx-1")
    found = trace(
        network(*FILTERS, ATTACHMENT, PEERING, HAS_TABLE, there), BEHIND_GATEWAY, SERVER, "tcp", HTTPS
    )
    assert str(found.stops[0]) == f"route table of right: no way back to {BEHIND_GATEWAY.address}"


def test_the_owner_of_a_peer_leads_to_us_in_tables_that_are_not_ours() -> None:
    theirs = replace(BEHIND_PEERING, table="")
    assert trace(network(*FILTERS, PEERING, HAS_TABLE, TO_PEER), theirs, SERVER, "tcp", HTTPS).is_open


TIES = (
    GatewayTable("association", "tgw-attach-1", "association"),
    GatewayTable("propagation", "tgw-attach-1", "propagation"),
)


@pytest.mark.parametrize("missing", TIES, ids=lambda tie: tie.name)
def test_without_the_gateways_default_tables_an_attachment_needs_its_ties(missing: GatewayTable) -> None:
    attachment = replace(ATTACHMENT, by_default=False)
    whole = network(*FILTERS, attachment, HAS_TABLE, TO_GATEWAY, *TIES)
    assert trace(whole, BEHIND_GATEWAY, SERVER, "tcp", HTTPS).is_open
    found = trace(whole.without(missing), BEHIND_GATEWAY, SERVER, "tcp", HTTPS)
    assert str(found.stops[0]) == f"attachment: has no {missing.kind} with a table of the gateway"


def test_a_gateway_serves_the_zones_that_it_is_attached_in() -> None:
    far = replace(SERVER, subnet=replace(RIGHT, zone="another"))
    found = trace(network(*FILTERS, *BY_GATEWAY), BEHIND_GATEWAY, far, "tcp", HTTPS)
    assert str(found.stops[0]) == "attachment: is not attached in the zone of server"


def test_an_attachment_among_those_whom_it_serves_is_not_simulated() -> None:
    """AWS asks their network ACL in one direction alone."""
    among = replace(ATTACHMENT, subnets=("right",))
    with pytest.raises(ValueError, match="not simulated"):
        trace(network(*FILTERS, among, HAS_TABLE, TO_GATEWAY), BEHIND_GATEWAY, SERVER, "tcp", HTTPS)


# By the address of who is inside: that of the office has no say.
AROUND_GATEWAY = {
    "to server": nacl("transit", "egress", 100, HTTPS, cidr=RIGHT.cidr),
    "from server": nacl("transit", "ingress", 100, EPHEMERAL, cidr=RIGHT.cidr),
    "too large": nacl("transit", "egress", 110, TOO_LARGE, cidr=RIGHT.cidr, protocol="icmp"),
}


@pytest.mark.parametrize("way", AROUND_GATEWAY)
def test_the_network_acl_of_the_attachment_is_asked_on_the_side_of_the_vpc(way: str) -> None:
    associated = NaclAssociation("left has transit", "transit", "left")
    whole = network(*FILTERS, *BY_GATEWAY, *AROUND_GATEWAY.values(), associated)
    assert trace(whole, BEHIND_GATEWAY, SERVER, "tcp", HTTPS).is_open
    assert not trace(whole.without(AROUND_GATEWAY[way]), BEHIND_GATEWAY, SERVER, "tcp", HTTPS).is_open


@pytest.mark.parametrize(
    ("ways", "who"),
    [(BY_GATEWAY, BEHIND_GATEWAY), (BY_PEERING, BEHIND_PEERING)],
    ids=["transit gateway", "peering"],
)
def test_a_private_way_leads_out_as_well_unless_it_is_filtered(
    ways: tuple[Element, ...], who: Outside
) -> None:
    out = group("servers", "egress", HTTPS, "0.0.0.0/0")
    assert trace(network(out, *OPEN_NACL, *ways), SERVER, who, "tcp", HTTPS).is_open
    elsewhere = replace(who, via="tgw-9")
    assert trace(network(out, *OPEN_NACL, *ways), SERVER, elsewhere, "tcp", HTTPS).is_closed


ENDPOINT = ClusterEndpoint("endpoint", resolves=True, public=(IPv4Network("203.0.113.0/24"),))
PUBLIC_API = Outside("public API", IPv4Address("192.0.2.43"), owner=ENDPOINT)


@pytest.mark.parametrize(("address", "is_open"), [("203.0.113.9", True), ("198.18.0.9", False)])
def test_the_public_endpoint_answers_to_its_ranges_by_https(address: str, is_open: bool) -> None:
    host = Outside("host", IPv4Address(address))
    whole = network(ENDPOINT)
    assert trace(whole, host, PUBLIC_API, "tcp", HTTPS).is_open is is_open
    assert trace(whole, host, PUBLIC_API, "tcp", ports(22)).is_closed
    assert trace(whole.without(ENDPOINT), host, PUBLIC_API, "tcp", HTTPS).is_closed


def test_a_cluster_without_private_endpoint_does_not_answer_inside() -> None:
    public_alone = replace(ENDPOINT, resolves=False)
    interface = Interface("API", SERVER.address, RIGHT, SERVER.groups, owner=public_alone)
    found = trace(network(*FILTERS, *BY_GATEWAY, public_alone), BEHIND_GATEWAY, interface, "tcp", HTTPS)
    assert "its name leads elsewhere" in str(found.stops[0])
