"""Packets of both stacks: what the platform needs gets through and back, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from preview.model import Result
from tests.support.packets.elements import (
    Element,
    GroupRule,
    NaclAssociation,
    NaclRule,
    Protocol,
    TableAssociation,
)
from tests.support.packets.flows import FORBIDDEN, HTTPS, NEEDED, NEEDED_OF_NAT, Flow
from tests.support.packets.matrix import needed_ports, needless, open_ports, passed, stopped, surplus
from tests.support.packets.network import Interface
from tests.support.packets.platform import Platform, platform_of
from tests.support.packets.ports import ALL, NONE, Ports
from tests.support.variants import Changes

Run = Callable[[str, Changes], Result]

# Behind a transit gateway and behind a peering, both with people for each tier.
GATEWAY: dict[str, Any] = {"id": "tgw-0123456789abcdef0", "cidrs": ["10.8.0.0/16", "10.9.0.0/16"]}
PEERING: dict[str, Any] = {"vpcId": "vpc-0123456789abcdef0", "cidrs": ["172.16.0.0/16"]}
MORE_PEOPLE: Changes = {
    "network.transitGateway": GATEWAY,
    "network.peering": PEERING,
    "network.clientCidrs": ["203.0.113.0/24", "198.18.0.0/15", "10.9.0.0/16", "172.16.4.0/24"],
    "cluster.adminCidrs": ["10.8.0.0/24", "172.16.3.0/24"],
}
# Each way to the API by itself, and who comes by it.
MODES: dict[str, tuple[str, Changes, str]] = {
    "public and limited": ("dev", {}, "remote administrator"),
    "a transit gateway": ("prod", {}, "administrator"),
    "a transit gateway whose route table is ours": (
        "prod",
        {
            "network.transitGateway": {
                **GATEWAY,
                "cidrs": ["10.8.0.0/16"],
                "routeTableId": "tgw-rtb-0123456789abcdef0",
            }
        },
        "administrator",
    ),
    "a peering that we ask for": (
        "prod",
        {
            "network.transitGateway": None,
            "network.peering": {**PEERING, "cidrs": ["10.8.0.0/16"], "accountId": "555566667777"},
        },
        "administrator",
    ),
    "a peering with a VPC that is ours": (
        "prod",
        {
            "network.transitGateway": None,
            "network.peering": {
                **PEERING,
                "cidrs": ["10.8.0.0/16"],
                "routeTableIds": ["rtb-0123456789abcdef0", "rtb-0123456789abcdef1"],
            },
        },
        "administrator",
    ),
    "a peering that is asked of us": (
        "prod",
        {
            "network.transitGateway": None,
            "network.peering": {"connectionId": "pcx-0123456789abcdef0", "cidrs": ["10.8.0.0/16"]},
        },
        "administrator",
    ),
    "a runner inside": (
        "prod",
        {"network.transitGateway": None, "cluster.adminCidrs": [], "network.runner": True},
        "runner",
    ),
    "a runner inside, few endpoints": ("dev", {"cluster.publicCidrs": [], "network.runner": True}, "runner"),
}
ALL_FLOWS = (*NEEDED, *NEEDED_OF_NAT, *FORBIDDEN)
WHO_COMES = ("remote administrator", "administrator", "runner")
WITHOUT_NAT: Changes = {
    "network.nat": "none",
    **{f"network.endpoints.{to_camel(name)}": True for name in NEEDED_WITHOUT_NAT},
}
VARIANTS: dict[str, tuple[str, Changes]] = {
    "dev, more people": ("dev", MORE_PEOPLE),
    "prod, two zones": ("prod", {"network.zones": 2}),
    "prod, no NAT": ("prod", WITHOUT_NAT),
}
# Those that differ less from one of these; their runs are shared with the other tests of the matrix.
FURTHER_VARIANTS: dict[str, tuple[str, Changes]] = {
    "dev, S3 by NAT": ("dev", {"network.endpoints.s3": False}),
    "dev, an endpoint": ("dev", {"network.endpoints.sts": True}),
    "dev, a NAT gateway in each zone": ("dev", {"network.nat": "perZone"}),
    "dev, three zones": ("dev", {"network.zones": 3}),
    "dev, no NAT": ("dev", WITHOUT_NAT),
    "prod, one NAT gateway": ("prod", {"network.nat": "single"}),
    "prod, S3 by NAT": ("prod", {"network.endpoints.s3": False}),
}


@pytest.fixture(scope="module")
def platform(either_stack: Result) -> Platform:
    return platform_of(either_stack)


@pytest.fixture(scope="module")
def without_nat(variant: Run) -> Platform:
    return platform_of(variant("prod", WITHOUT_NAT))


@pytest.mark.parametrize("flow", [*NEEDED, *NEEDED_OF_NAT], ids=str)
def test_what_the_platform_needs_gets_through_and_back(platform: Platform, flow: Flow) -> None:
    assert stopped(platform.connections(flow)) == []


@pytest.mark.parametrize("flow", NEEDED, ids=str)
def test_what_stays_inside_needs_no_internet(platform: Platform, flow: Flow) -> None:
    assert stopped(platform.cut_off().connections(flow)) == []


def test_everybody_is_there_in_some_stack(variant: Run) -> None:
    """Flows of nobody would hold, and prove nothing."""
    stacks = [*VARIANTS.values(), *((stack, changes) for stack, changes, _ in MODES.values())]
    platforms = [platform_of(variant(*each), each[1]) for each in stacks]
    who = {who for each in platforms for who, where in each.places.items() if where}
    assert who == set(platforms[0].places)
    assert {end for flow in ALL_FLOWS for end in (flow.source, flow.destination)} <= who


@pytest.mark.parametrize(("stack", "changes", "who"), MODES.values(), ids=MODES)
def test_in_every_mode_exactly_those_whom_it_is_for_reach_the_api_both_ways(
    stack: str, changes: Changes, who: str, variant: Run
) -> None:
    platform = platform_of(variant(stack, changes), changes)
    tried = {
        each: list(platform.connections(replace(flow, source=each)))
        for each in WHO_COMES
        for flow in NEEDED
        if flow.source == each and flow.destination in ("control plane", "public API")
    }
    assert [line for connections in tried.values() for line in stopped(connections)] == []
    assert {each for each, connections in tried.items() if connections} == {who}


@pytest.mark.parametrize(("stack", "changes", "who"), MODES.values(), ids=MODES)
def test_in_every_mode_nothing_else_is_open_and_nothing_is_left_over(
    stack: str, changes: Changes, who: str, variant: Run
) -> None:
    platform = platform_of(variant(stack, changes), changes)
    assert [line for flow in FORBIDDEN for line in passed(platform.connections(flow))] == []
    assert open_ports(platform) == needed_ports(platform)
    assert open_ports(platform.without_acls()) == needed_ports(platform)
    assert needless(platform) == set()


@pytest.mark.parametrize("flow", FORBIDDEN, ids=str)
def test_what_must_not_be_does_not_get_through(platform: Platform, flow: Flow) -> None:
    assert passed(platform.connections(flow)) == []


def test_clients_have_no_api_where_they_are_not_the_administrators(prod: Result) -> None:
    flow = Flow("clients have no API", "client", "control plane", "tcp", ALL)
    assert passed(platform_of(prod).connections(flow)) == []


def test_between_any_two_nothing_is_open_but_what_is_needed(platform: Platform) -> None:
    assert open_ports(platform) == needed_ports(platform)


def test_security_groups_alone_open_no_more(platform: Platform) -> None:
    """What a network ACL lets through by mistake, the groups still hold."""
    assert open_ports(platform.without_acls()) == needed_ports(platform)


def test_an_open_group_gets_no_further_than_https(platform: Platform) -> None:
    """What a group lets out by mistake, the network ACLs still hold."""
    most: dict[Protocol, Ports] = {"tcp": HTTPS, "udp": NONE}
    for protocol, allowed in most.items():
        for connection in platform.connections(Flow("anything", "stranger", "internet", protocol, ALL)):
            assert connection.trace.arriving - allowed == NONE, connection.source.name


@pytest.mark.parametrize("outside", ["internet", "S3"])
def test_nothing_leaves_the_intra_subnets_whatever_rules_say(platform: Platform, outside: str) -> None:
    unfiltered = platform.without_acls().connections(Flow("anything", "stranger", outside, "tcp", ALL))
    intra = [each for each in unfiltered if "intra" in each.source.name]
    assert len(intra) >= 4
    assert passed(intra) == []


def test_the_group_that_eks_adds_to_the_control_plane_opens_nothing(platform: Platform) -> None:
    """EKS puts a group of its own on these interfaces, which lets everything out and each other in."""
    added = GroupRule("EKS egress", "eks", "egress", "all", ALL, cidr=IPv4Network("0.0.0.0/0"))
    both = [
        replace(each, groups=(each.groups or frozenset()) | {"eks"})
        for each in platform.places["control plane"]
        if isinstance(each, Interface)
    ]
    with_eks = replace(
        platform,
        network=replace(platform.network, elements=(*platform.network.elements, added)),
        places={**platform.places, "control plane": both},
    )
    assert open_ports(with_eks) == needed_ports(platform)


def test_without_any_one_of_its_elements_something_needed_stops(either_stack: Result) -> None:
    """Each rule, route, association, gateway and endpoint earns its place."""
    assert needless(platform_of(either_stack)) == set()


@pytest.mark.parametrize("kind", [NaclAssociation, TableAssociation], ids=["network ACLs", "route tables"])
def test_subnets_that_fall_back_to_the_defaults_open_nothing(platform: Platform, kind: type[Element]) -> None:
    """Of all that can go, only this could open something: rules take along only what they allow."""
    assert not any(isinstance(each, NaclRule) and not each.allows for each in platform.own_elements)
    gone = [element for element in platform.own_elements if isinstance(element, kind)]
    assert gone
    assert surplus(replace(platform, network=platform.network.without(*gone))) == {}


@pytest.mark.parametrize(
    ("stack", "changes"),
    [
        *(pytest.param(*each, id=name) for name, each in VARIANTS.items()),
        *(pytest.param(*each, id=name, marks=pytest.mark.matrix) for name, each in FURTHER_VARIANTS.items()),
    ],
)
def test_under_other_settings_too_exactly_what_is_needed_is_open(
    stack: str, changes: Changes, variant: Run
) -> None:
    platform = platform_of(variant(stack, changes), changes)
    assert [line for flow in platform.needed for line in stopped(platform.connections(flow))] == []
    assert open_ports(platform) == needed_ports(platform)


def test_with_more_people_everything_has_its_use(variant: Run) -> None:
    assert needless(platform_of(variant("dev", MORE_PEOPLE), MORE_PEOPLE)) == set()


def test_without_nat_each_api_that_the_platform_calls_answers_in_every_zone(without_nat: Platform) -> None:
    """Source of the list: EKS user guide, "Deploy private clusters with limited internet access"."""
    where: dict[str, set[str]] = {}
    for place in without_nat.places["endpoint"]:
        assert isinstance(place, Interface)
        assert place.owner is not None
        where.setdefault(place.owner.name, set()).add(place.subnet.name)
    for api in ("ec2", "ecr.api", "ecr.dkr", "sts", "logs", "eks", "eks-auth", "secretsmanager"):
        assert len(where[f"endpoint {api}"]) == 3, api


def test_without_nat_nothing_reaches_the_internet(without_nat: Platform) -> None:
    assert not without_nat.has_nat
    assert passed(without_nat.connections(Flow("anything", "node", "internet", "tcp", ALL))) == []
    assert open_ports(without_nat.without_acls()) == needed_ports(without_nat)


def test_without_nat_nothing_is_left_over(without_nat: Platform) -> None:
    assert needless(without_nat) == set()
