"""Follows a connection to its end and back, and says where it stops.

As AWS does it: the longest prefix of a route table leads on, and filtering.py asks groups and network ACLs on
the way. Neither is asked for the resolver, instance metadata and time. Who has a private address comes by a
transit gateway or a peering, and needs a route there and a route back.
Source: VPC user guide, "Route priority", "NAT gateway basics"; Transit Gateway guide, "Network ACLs for
transit gateways", and "Transit gateway attachments" for zones.
"""

from ipaddress import IPv4Address, IPv4Network
from typing import Literal, TypeAlias

from tests.support.packets.elements import (
    ClusterEndpoint,
    Direction,
    Gateway,
    GatewayEndpoint,
    InterfaceEndpoint,
    InternetGateway,
    NatGateway,
    Peering,
    Protocol,
    Route,
    TransitAttachment,
)
from tests.support.packets.filtering import Filters
from tests.support.packets.network import Interface, Network, Outside, Place, Subnet
from tests.support.packets.outcome import Trace
from tests.support.packets.ports import NONE, Ports, ports

# Instance metadata, resolver, time service, and the agent of EKS Pod Identity: they answer on the host.
_LINK_LOCAL = IPv4Network("169.254.0.0/16")
_RESOLVER = IPv4Address("169.254.169.253")
_HTTPS = ports(443)

_Target: TypeAlias = Literal["local"] | Gateway | GatewayEndpoint | None


def trace(network: Network, source: Place, destination: Place, protocol: Protocol, asked: Ports) -> Trace:
    """Follow a connection.

    Args:
        network: the VPC.
        source: who opens the connection, from any port of EPHEMERAL.
        destination: to whom; one of the two ends is an interface of the VPC.
        protocol: tcp or udp.
        asked: ports of the destination.
    """
    walk = _Walk(network, protocol, asked)
    if not _answers_on_the_host(network, destination.address):
        walk.go(source, destination)
    elif destination.address in (_RESOLVER, network.cidr[2]) and not network.resolver:
        walk.stop("the resolver is off in this VPC")
    walk.hear_of_size()
    return Trace(asked, walk.arriving, walk.returning, walk.learns_size, tuple(walk.stops), tuple(walk.used))


def _answers_on_the_host(network: Network, address: IPv4Address) -> bool:
    return address in _LINK_LOCAL or address == network.cidr[2]


class _Walk(Filters):
    def go(self, source: Place, destination: Place) -> None:
        for end in (source, destination):
            if end.owner and not self.follow(end.owner):
                return
        owner = destination.owner
        if isinstance(owner, ClusterEndpoint) and isinstance(destination, Outside):
            self._ask_public_endpoint(source, owner)
        elif isinstance(owner, InterfaceEndpoint | ClusterEndpoint) and not owner.resolves:
            self.stop(f"{owner.name}: its name leads elsewhere, private DNS is off")
        elif isinstance(source, Interface):
            self.ask_groups(source, "egress", destination)
            self._leave(source, destination)
        elif isinstance(destination, Interface):
            self._come_in(source, destination)
        else:
            raise ValueError(f"neither {source.name} nor {destination.name} is in the VPC")

    def _leave(self, source: Interface, destination: Place) -> None:
        target = self._route(source.subnet, destination.address)
        if target == "local":
            self._arrive_locally(source, destination)
        elif isinstance(target, NatGateway):
            self._pass_nat(source, target, destination)
        elif isinstance(target, InternetGateway):
            self.cross(source.subnet, "egress", destination.address)
            self.outside = "destination"
            if not source.public:
                self.stop(f"internet gateway: {source.name} has no public address")
            elif isinstance(destination, Outside) and destination.private:
                self.stop(f"internet gateway: {destination.name} is not on the internet")
        elif isinstance(target, GatewayEndpoint):
            self.cross(source.subnet, "egress", destination.address)
            self.outside = "destination"
        elif isinstance(target, TransitAttachment | Peering):
            self.cross(source.subnet, "egress", destination.address)
            self.outside = "destination"
            if isinstance(target, TransitAttachment):
                self._pass_attachment(target, source, "ingress")
            if not isinstance(destination, Outside) or destination.via != target.id:
                self.stop(f"{target.name}: {destination.name} is elsewhere")
        else:
            self.stop(f"route table of {source.subnet.name}: no route to {destination.address}")

    def _arrive_locally(self, source: Interface, destination: Place) -> None:
        if not isinstance(destination, Interface):
            raise TypeError(f"{destination.name} has an address of the VPC")
        if source.subnet.id != destination.subnet.id:
            self.cross(source.subnet, "egress", destination.address)
            self.cross(destination.subnet, "ingress", source.address)
        self.ask_groups(destination, "ingress", source)

    def _pass_nat(self, source: Interface, nat: NatGateway, destination: Place) -> None:
        if self.used.count(nat) > 1:
            self.stop(f"route table of {source.subnet.name}: leads back to {nat.name}")
            return
        subnet = self.network.subnets[nat.subnet]
        if subnet.id != source.subnet.id:
            self.cross(source.subnet, "egress", destination.address)
            self.cross(subnet, "ingress", source.address)
        self._leave(Interface(nat.name, subnet.addresses[0], subnet, None, nat.public), destination)

    def _ask_public_endpoint(self, source: Place, endpoint: ClusterEndpoint) -> None:
        allowed = any(source.address in cidr for cidr in endpoint.public)
        self.narrow(_HTTPS if allowed else NONE, f"{endpoint.name}: not for {source.name}")

    def _come_in(self, source: Outside, destination: Interface) -> None:
        if source.private:
            entrance = self.network.gateways.get(source.via)
            if not isinstance(entrance, TransitAttachment | Peering):
                self.stop(f"{source.name}: nothing leads from there into the VPC")
                return
            self._enter(entrance, source, destination)
        else:
            if not destination.public:
                self.stop(f"internet: {destination.name} has no public address")
                return
            if not isinstance(self._route(destination.subnet, source.address), InternetGateway):
                self.stop(f"route table of {destination.subnet.name}: no internet gateway")
                return
        self.outside = "source"
        self.cross(destination.subnet, "ingress", source.address)
        self.ask_groups(destination, "ingress", source)

    def _enter(self, entrance: TransitAttachment | Peering, source: Outside, destination: Interface) -> None:
        """Come in by a private way, by which the answer must leave again."""
        self.note(entrance)
        if isinstance(entrance, TransitAttachment):
            self._pass_attachment(entrance, destination, "egress")
        elif source.table:
            leading = [
                route
                for route in self.network.routes_of(source.table)
                if isinstance(route, Route)
                and route.target == entrance.id
                and destination.address in route.cidr
            ]
            if not leading:
                self.stop(f"route table {source.table} of the peer: no route to {destination.address}")
            self.used += leading
        if self._route(destination.subnet, source.address) is not entrance:
            self.stop(f"route table of {destination.subnet.name}: no way back to {source.address}")

    def _pass_attachment(self, entrance: TransitAttachment, inside: Interface, direction: Direction) -> None:
        """Cross the edge of the subnet where a transit gateway is attached, in the zone of who is inside.

        Its network ACL is asked on the side of the VPC alone: by the address of who is inside.
        """
        kinds: tuple[Literal["association", "propagation"], ...] = ("association", "propagation")
        for kind in () if entrance.by_default else kinds:
            tie = self.network.gateway_table(entrance, kind)
            if tie is None:
                self.stop(f"{entrance.name}: has no {kind} with a table of the gateway")
            self.note(tie)
        here = [
            subnet
            for subnet in map(self.network.subnets.__getitem__, entrance.subnets)
            if subnet.zone == inside.subnet.zone
        ]
        if not here:
            self.stop(f"{entrance.name}: is not attached in the zone of {inside.name}")
        for subnet in here:
            if subnet.id == inside.subnet.id:
                raise ValueError(f"{entrance.name} is in the subnet of {inside.name}, which is not simulated")
            self.cross(subnet, direction, inside.address)

    def _route(self, subnet: Subnet, address: IPv4Address) -> _Target:
        """Find where the longest prefix leads; the local route cannot be overridden from inside."""
        if address in self.network.cidr:
            return "local"
        found = [
            (cidr.prefixlen, route)
            for route in self.network.routes(subnet)
            for cidr in self._destinations(route)
            if address in cidr
        ]
        if not found:
            return None
        _, route = max(found, key=lambda candidate: candidate[0])
        self.note(self.network.table_association(subnet))
        self.note(route)
        if isinstance(route, GatewayEndpoint):
            return route
        gateway = self.network.gateways.get(route.target)
        self.note(gateway)
        return gateway

    def _destinations(self, route: Route | GatewayEndpoint) -> tuple[IPv4Network, ...]:
        if isinstance(route, GatewayEndpoint):
            return self.network.prefix_lists[route.prefix_list]
        return (route.cidr,)
