"""Compares what gets through between any two with what the platform needs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tests.support.packets.elements import Element, Protocol, TableAssociation
from tests.support.packets.flows import Flow
from tests.support.packets.network import Interface, Place
from tests.support.packets.platform import Connection, Platform
from tests.support.packets.ports import ALL, NONE, Ports

_PROTOCOLS: tuple[Protocol, ...] = ("tcp", "udp")
# A stranger lets everything in, and the services on the host are not filtered.
_SOURCES = (
    "node",
    "control plane",
    "load balancer",
    "internal load balancer",
    "endpoint",
    "runner",
    "administrator",
    "client",
    "internal client",
    "other office",
    "internet",
    "stranger",
)
_DESTINATIONS = (
    "node",
    "control plane",
    "load balancer",
    "internal load balancer",
    "endpoint",
    "runner",
    "internet",
    "S3",
)


def stopped(connections: Iterable[Connection]) -> list[str]:
    """Say of each connection that does not work where it is stopped."""
    return [
        f"{each.ends}: {'; '.join(map(str, each.trace.stops)) or 'leaves by NAT'}"
        for each in connections
        if not each.is_open
    ]


def passed(connections: Iterable[Connection]) -> list[str]:
    """Say of each connection which ports a packet gets to."""
    return [f"{each.ends}: {each.trace.arriving}" for each in connections if not each.trace.is_closed]


def open_ports(platform: Platform) -> dict[str, Ports]:
    """Give every port that a packet gets to, by who sends to whom."""
    found: defaultdict[str, Ports] = defaultdict(lambda: NONE)
    alone = replace(platform, places={who: _distinct(where) for who, where in platform.places.items()})
    for source in _SOURCES:
        for destination in _DESTINATIONS:
            for protocol in _PROTOCOLS:
                if _is_outside(platform, destination) and (
                    source == "stranger" or _is_outside(platform, source)
                ):
                    continue
                flow = Flow("anything", source, destination, protocol, ALL)
                for connection in alone.connections(flow):
                    found[flow.ends] |= connection.trace.arriving
    return {flow: ports for flow, ports in found.items() if ports}


def needed_ports(platform: Platform) -> dict[str, Ports]:
    """Give the ports of the needed flows, by who sends to whom."""
    found: defaultdict[str, Ports] = defaultdict(lambda: NONE)
    for flow in platform.needed:
        if flow.destination in _DESTINATIONS and platform.places[flow.destination]:
            for source in _who_is(platform, flow.source):
                found[replace(flow, source=source).ends] |= flow.ports
    return dict(found)


def surplus(platform: Platform) -> dict[str, Ports]:
    """Give the ports that are open and not needed."""
    needed = needed_ports(platform)
    return {
        flow: ports - needed.get(flow, NONE)
        for flow, ports in open_ports(platform).items()
        if ports - needed.get(flow, NONE)
    }


def needless(platform: Platform) -> set[str]:
    """Give the names of the elements without any of which all needed flows still work.

    An element earns its place with the internet or without: a rule for everywhere stands in for others only
    as long as there is NAT. Left out are empty route tables: they open nothing, but keep others' routes away.
    """
    found = {element for element in platform.own_elements if not _leads_nowhere(platform, element)}
    for variant in (platform, platform.cut_off()):
        using = _users(variant)
        found -= {each for each in found & set(using) if _is_needed(variant, each, using[each])}
    return {element.name for element in found}


def _who_is(platform: Platform, source: str) -> tuple[str, ...]:
    """Give everybody who has the same addresses."""
    if not platform.places[source]:
        return ()
    both = ("internal client", "administrator")
    return both if source in both and platform.clients_are_administrators else (source,)


def _is_outside(platform: Platform, who: str) -> bool:
    return not all(isinstance(place, Interface) for place in platform.places[who])


def _distinct(places: Sequence[Place]) -> list[Place]:
    """Leave out places that no rule can tell apart, such as the endpoints of two services in one subnet."""
    return list({(each.address, getattr(each, "groups", None)): each for each in places}.values())


def _leads_nowhere(platform: Platform, element: Element) -> bool:
    """Whether it gives a subnet an empty route table."""
    return isinstance(element, TableAssociation) and not platform.network.routes(
        platform.network.subnets[element.subnet]
    )


def _users(platform: Platform) -> Mapping[Element, list[Connection]]:
    """Give the needed connections that each element takes part in."""
    found: defaultdict[Element, list[Connection]] = defaultdict(list)
    for flow in platform.needed:
        for connection in platform.connections(flow):
            for element in connection.trace.used:
                found[element].append(connection)
    return found


def _is_needed(platform: Platform, element: Element, using: Iterable[Connection]) -> bool:
    without = platform.network.without(element)
    return any(not each.again(without).is_open for each in using)
