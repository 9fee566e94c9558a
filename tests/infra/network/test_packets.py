"""Packets of both stacks: what the platform needs gets through and back, and nothing else does."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pytest
import yaml

from preview.model import Result
from tests.support.packets.network import (
    Element,
    GroupRule,
    Interface,
    NaclAssociation,
    NaclRule,
    Place,
    Protocol,
    TableAssociation,
)
from tests.support.packets.platform import (
    FORBIDDEN,
    HTTPS,
    NEEDED,
    NEEDED_OF_NAT,
    Connection,
    Flow,
    Platform,
    read_platform,
)
from tests.support.packets.ports import ALL, NONE, Ports
from tests.support.shared_preview import REPOSITORY

PROTOCOLS: tuple[Protocol, ...] = ("tcp", "udp")
# A stranger lets everything in, and the services on the host are not filtered.
SOURCES = (
    "node",
    "control plane",
    "load balancer",
    "endpoint",
    "administrator",
    "client",
    "internet",
    "stranger",
)
DESTINATIONS = ("node", "control plane", "load balancer", "endpoint", "internet", "S3")

# What no needed flow needs. Dev has its only NAT gateway in the first zone, and clients who come by a private
# connection; were they on the internet, load balancers would answer them from this subnet too.
KEPT = {"dev": {"table association public-eu-central-1b"}, "prod": set[str]()}


def platform_of(result: Result) -> Platform:
    settings: dict[str, Any] = yaml.safe_load(
        (REPOSITORY / f"Pulumi.{result.stack}.yaml").read_text(encoding="utf-8")
    )["config"]
    return read_platform(
        list(result.applied.resources.values()),
        settings["palisade:cluster"]["adminCidrs"],
        settings["palisade:network"]["clientCidrs"],
    )


@pytest.fixture(scope="module")
def platform(either_stack: Result) -> Platform:
    return platform_of(either_stack)


@pytest.fixture(scope="module")
def prod_platform(prod: Result) -> Platform:
    return platform_of(prod)


def words(flow: Flow) -> str:
    return f"{flow.what}: {flow.source} to {flow.destination}, {flow.protocol}"


def stopped(connections: Iterable[Connection]) -> list[str]:
    """Say of each connection that does not work where it is stopped."""
    return [
        f"{each.source.name} to {each.destination.name}: {'; '.join(each.trace.stops) or 'leaves by NAT'}"
        for each in connections
        if not each.is_open
    ]


def passed(connections: Iterable[Connection]) -> list[str]:
    """Say of each connection which ports a packet gets to."""
    return [
        f"{each.source.name} to {each.destination.name}: {each.trace.arriving}"
        for each in connections
        if not each.trace.is_closed
    ]


@pytest.mark.parametrize("flow", [*NEEDED, *NEEDED_OF_NAT], ids=words)
def test_what_the_platform_needs_gets_through_and_back(platform: Platform, flow: Flow) -> None:
    assert stopped(platform.connections(flow)) == []


def test_everybody_is_there(dev: Result, prod: Result) -> None:
    """Flows of nobody would hold, and prove nothing. Dev has no interface endpoints."""
    assert {who for who, where in platform_of(prod).places.items() if not where} == set()
    assert {who for who, where in platform_of(dev).places.items() if not where} <= {"endpoint"}


@pytest.mark.parametrize("flow", NEEDED, ids=words)
def test_what_stays_inside_needs_no_internet(platform: Platform, flow: Flow) -> None:
    assert stopped(platform.cut_off().connections(flow)) == []


@pytest.mark.parametrize("flow", FORBIDDEN, ids=words)
def test_what_must_not_be_does_not_get_through(platform: Platform, flow: Flow) -> None:
    if (flow.source, flow.destination) == ("client", "control plane") and platform.clients_are_administrators:
        return
    assert passed(platform.connections(flow)) == []


def test_between_any_two_nothing_is_open_but_what_is_needed(platform: Platform) -> None:
    assert open_ports(platform) == needed_ports(platform)


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


def test_an_open_group_gets_no_further_than_https(platform: Platform) -> None:
    """What a group lets out by mistake, the network ACLs still hold."""
    most: dict[Protocol, Ports] = {"tcp": HTTPS, "udp": NONE}
    for protocol in PROTOCOLS:
        for connection in platform.connections(Flow("anything", "stranger", "internet", protocol, ALL)):
            assert connection.trace.arriving - most[protocol] == NONE, connection.source.name


def test_security_groups_alone_open_no_more(platform: Platform) -> None:
    """What a network ACL lets through by mistake, the groups still hold."""
    assert open_ports(platform.without_acls()) == needed_ports(platform)


@pytest.mark.parametrize("outside", ["internet", "S3"])
def test_nothing_leaves_the_intra_subnets_whatever_rules_say(platform: Platform, outside: str) -> None:
    unfiltered = platform.without_acls().connections(Flow("anything", "stranger", outside, "tcp", ALL))
    intra = [each for each in unfiltered if "intra" in each.source.name]
    assert len(intra) >= 4
    assert passed(intra) == []


def test_without_any_one_of_its_elements_something_needed_stops(either_stack: Result) -> None:
    """Each rule, route, association, gateway and endpoint earns its place, with the internet or without."""
    platform = platform_of(either_stack)
    needless = {element for element in platform.own_elements if not leads_nowhere(platform, element)}
    for variant in (platform, platform.cut_off()):
        using = users(variant)
        needless -= {
            element for element in needless & set(using) if is_needed(variant, element, using[element])
        }
    assert {element.name for element in needless} == KEPT[either_stack.stack]


@pytest.mark.parametrize("kind", [NaclAssociation, TableAssociation], ids=["network ACLs", "route tables"])
def test_subnets_that_fall_back_to_the_defaults_open_nothing(platform: Platform, kind: type[Element]) -> None:
    """Of all that can go, only this could open something: rules take along only what they allow."""
    assert not any(isinstance(each, NaclRule) and not each.allows for each in platform.own_elements)
    gone = [element for element in platform.own_elements if isinstance(element, kind)]
    assert gone
    assert surplus(replace(platform, network=platform.network.without(*gone))) == {}


def leads_nowhere(platform: Platform, element: Element) -> bool:
    """Whether it gives a subnet an empty route table, which opens nothing, but keeps others' routes away."""
    return isinstance(element, TableAssociation) and not platform.network.routes(
        platform.network.subnets[element.subnet]
    )


def users(platform: Platform) -> Mapping[Element, list[Connection]]:
    """Give the needed connections that each element takes part in."""
    found: defaultdict[Element, list[Connection]] = defaultdict(list)
    for flow in platform.needed:
        for connection in platform.connections(flow):
            for element in connection.trace.used:
                found[element].append(connection)
    return found


def is_needed(platform: Platform, element: Element, using: Iterable[Connection]) -> bool:
    without = platform.network.without(element)
    return any(not each.again(without).is_open for each in using)


def open_ports(platform: Platform) -> dict[str, Ports]:
    """Give every port that a packet gets to, by who sends to whom."""
    found: defaultdict[str, Ports] = defaultdict(lambda: NONE)
    alone = replace(platform, places={who: distinct(where) for who, where in platform.places.items()})
    for source in SOURCES:
        for destination in DESTINATIONS:
            for protocol in PROTOCOLS:
                if is_outside(platform, destination) and (
                    source == "stranger" or is_outside(platform, source)
                ):
                    continue
                flow = Flow("anything", source, destination, protocol, ALL)
                for connection in alone.connections(flow):
                    found[pair(flow)] |= connection.trace.arriving
    return {flow: ports for flow, ports in found.items() if ports}


def surplus(platform: Platform) -> dict[str, Ports]:
    """Give the ports that are open and not needed."""
    needed = needed_ports(platform)
    return {
        flow: ports - needed.get(flow, NONE)
        for flow, ports in open_ports(platform).items()
        if ports - needed.get(flow, NONE)
    }


def needed_ports(platform: Platform) -> dict[str, Ports]:
    """Give the ports of the needed flows, by who sends to whom."""
    found: defaultdict[str, Ports] = defaultdict(lambda: NONE)
    for flow in platform.needed:
        if flow.destination in DESTINATIONS and platform.places[flow.destination]:
            for source in who_is(platform, flow.source):
                found[pair(replace(flow, source=source))] |= flow.ports
    return dict(found)


def who_is(platform: Platform, source: str) -> tuple[str, ...]:
    """Give everybody who has the same addresses."""
    both = ("client", "administrator")
    return both if source in both and platform.clients_are_administrators else (source,)


def pair(flow: Flow) -> str:
    return f"{flow.source} to {flow.destination}, {flow.protocol}"


def is_outside(platform: Platform, who: str) -> bool:
    return not all(isinstance(place, Interface) for place in platform.places[who])


def distinct(places: Sequence[Place]) -> list[Place]:
    """Leave out places that no rule can tell apart, such as the endpoints of two services in one subnet."""
    return list({(each.address, getattr(each, "groups", None)): each for each in places}.values())
