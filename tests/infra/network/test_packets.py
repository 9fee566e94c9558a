"""Packets of both stacks: what the platform needs gets through and back, and nothing else does."""

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv4Network

import pytest
from pydantic.alias_generators import to_camel

from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from preview.model import Result
from tests.support.packets.flows import FORBIDDEN, HTTPS, NEEDED, NEEDED_OF_NAT, Flow
from tests.support.packets.matrix import needed_ports, needless, open_ports, passed, stopped, surplus
from tests.support.packets.network import (
    Element,
    GroupRule,
    Interface,
    NaclAssociation,
    NaclRule,
    Protocol,
    TableAssociation,
)
from tests.support.packets.platform import Platform, platform_of
from tests.support.packets.ports import ALL, NONE, Ports
from tests.support.variants import Changes

Run = Callable[[str, Changes], Result]

# What no needed flow needs: dev has its only NAT gateway in the first zone, and its clients come by a private
# connection. Once some are on the internet, load balancers answer them from the second zone too.
KEPT = {"dev": {"table association public-eu-central-1b"}, "prod": set[str]()}
MORE_PEOPLE: Changes = {
    "network.clientCidrs": ["203.0.113.0/24", "198.18.0.0/15", "10.9.0.0/16"],
    "cluster.adminCidrs": ["10.8.0.0/24", "172.16.3.0/24"],
}
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


def test_everybody_is_there(dev: Result, prod: Result) -> None:
    """Flows of nobody would hold, and prove nothing.

    Clients of prod come by the internet, those of dev by a private connection; dev has no interface
    endpoints.
    """
    assert {who for who, where in platform_of(prod).places.items() if not where} == {"internal client"}
    assert {who for who, where in platform_of(dev).places.items() if not where} <= {"endpoint"}


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
    assert needless(platform_of(either_stack)) == KEPT[either_stack.stack]


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


def test_with_more_people_everything_has_its_use_in_dev_too(variant: Run) -> None:
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
