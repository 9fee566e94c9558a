"""A stack's VPC with all who take part, and what becomes of flows among them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Network
from typing import Any

import yaml

from preview.model import Resource, Result
from tests.support.packets.elements import (
    Element,
    GatewayEndpoint,
    GroupRule,
    NaclAssociation,
    NaclRule,
    NatGateway,
    Peering,
)
from tests.support.packets.flows import NEEDED, NEEDED_OF_NAT, Flow
from tests.support.packets.network import Network, Place
from tests.support.packets.outcome import Trace
from tests.support.packets.places import Behind, interfaces, outside_places, read_places
from tests.support.packets.ports import ALL
from tests.support.packets.reading import default_acl_rules, read_network
from tests.support.packets.tracing import trace
from tests.support.shared_preview import REPOSITORY
from tests.support.variants import Changes

_ANYWHERE = IPv4Network("0.0.0.0/0")


@dataclass(frozen=True)
class Connection:
    """A flow between two places, and what becomes of it."""

    flow: Flow
    source: Place
    destination: Place
    trace: Trace

    @property
    def is_open(self) -> bool:
        """Whether it works both ways, and inside where it must."""
        leaves = any(isinstance(element, NatGateway) for element in self.trace.used)
        return self.trace.is_open and not (self.flow.inside and leaves)

    @property
    def ends(self) -> str:
        """Who sends to whom."""
        return f"{self.source.name} to {self.destination.name}"

    def again(self, network: Network) -> "Connection":
        """Try the same in another network."""
        flow = self.flow
        return replace(self, trace=trace(network, self.source, self.destination, flow.protocol, flow.ports))


@dataclass(frozen=True)
class Platform:
    """A stack's VPC and all who take part.

    Attributes:
        network: the VPC, and the group of a stranger in it that lets everything through.
        places: everybody by what they are.
    """

    network: Network
    places: Mapping[str, Sequence[Place]]

    @property
    def own_elements(self) -> list[Element]:
        """What the program put into the network."""
        return [each for each in self.network.elements if getattr(each, "group", None) != "stranger"]

    @cached_property
    def has_nat(self) -> bool:
        """Whether nodes reach the internet."""
        return any(isinstance(element, NatGateway) for element in self.network.elements)

    @cached_property
    def has_s3_endpoint(self) -> bool:
        """Whether S3 is reached inside."""
        return any(isinstance(element, GatewayEndpoint) for element in self.network.elements)

    @property
    def needed(self) -> tuple[Flow, ...]:
        """The flows that must work; without its endpoint, S3 is a part of the internet."""
        inside = [flow for flow in NEEDED if self.has_s3_endpoint or flow.destination != "S3"]
        by_nat = [replace(flow, inside=False) for flow in NEEDED if flow not in inside]
        return (*inside, *by_nat, *NEEDED_OF_NAT) if self.has_nat else NEEDED

    @property
    def clients_are_administrators(self) -> bool:
        """Whether both come from the same private addresses, so that no rule tells them apart."""
        clients, administrators = (
            {place.address for place in self.places[who]} for who in ("internal client", "administrator")
        )
        return clients == administrators

    def cut_off(self) -> "Platform":
        """Take the internet from nodes: NAT gateways, and what only makes sense with them."""
        gone = [element for element in self.network.elements if _is_for_nat(element)]
        return replace(self, network=self.network.without(*gone))

    def without_acls(self) -> "Platform":
        """Leave filtering to security groups and routes alone."""
        acls = NaclRule, NaclAssociation
        kept = [each for each in self.network.elements if not isinstance(each, acls)]
        opened = default_acl_rules(self.network.default_nacl)
        return replace(self, network=replace(self.network, elements=(*kept, *opened)))

    def connections(self, flow: Flow) -> Iterator[Connection]:
        """Try a flow between all whom it concerns."""
        for source in self.places[flow.source]:
            for destination in self.places[flow.destination]:
                if source.address != destination.address:
                    found = trace(self.network, source, destination, flow.protocol, flow.ports)
                    yield Connection(flow, source, destination, found)


def platform_of(
    result: Result, changes: Changes | None = None, resources: Iterable[Resource] | None = None
) -> Platform:
    """Read a stack's VPC as it would be applied, and everybody whom its settings name.

    Args:
        result: a preview of the stack.
        changes: what differs from the settings of the stack's file.
        resources: what of it exists; by default all.
    """
    settings = _settings(result.stack, changes or {})
    network_settings, cluster_settings = settings["network"], settings["cluster"]
    known = list(result.applied.resources.values() if resources is None else resources)
    network = read_network(known)
    stranger = frozenset({"stranger"})
    everything = [
        GroupRule(f"stranger {direction}", "stranger", direction, "all", ALL, cidr=_ANYWHERE)
        for direction in ("ingress", "egress")
    ]
    return Platform(
        replace(network, elements=(*network.elements, *everything)),
        {
            **read_places(known, network),
            **outside_places(
                {
                    "administrator": cluster_settings["adminCidrs"],
                    "remote administrator": cluster_settings["publicCidrs"],
                    "client": network_settings["clientCidrs"],
                },
                _ways(network_settings, network),
            ),
            "stranger": interfaces("stranger", network, network.subnets, stranger),
        },
    )


def _settings(stack: str, changes: Changes) -> dict[str, dict[str, Any]]:
    """Give the areas of a stack's file, changed in keys that are theirs."""
    content = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))["config"]
    found = {area: dict(content[f"palisade:{area}"]) for area in ("network", "cluster")}
    for path, value in changes.items():
        area, _, key = path.partition(".")
        if area in found and "." not in key:
            found[area][key] = value
    return found


def _ways(settings: Mapping[str, Any], network: Network) -> list[Behind]:
    """Give what the settings say is behind a way, which no resource of this stack tells."""
    gateway, peering = settings.get("transitGateway"), settings.get("peering")
    found: list[Behind] = []
    if gateway:
        found.append(Behind(gateway["id"], gateway["cidrs"]))
    if peering:
        connections = [each.id for each in network.elements if isinstance(each, Peering)]
        tables = peering.get("routeTableIds", ())
        found.append(Behind(connections[0] if connections else "none", peering["cidrs"], tables))
    return found


def _is_for_nat(element: Element) -> bool:
    return isinstance(element, NatGateway) or (
        isinstance(element, GroupRule)
        and element.group != "stranger"
        and element.direction == "egress"
        and element.cidr == _ANYWHERE
    )
