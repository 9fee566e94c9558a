"""Follows a connection to its end and back, and says where it stops.

As AWS does it: security groups are asked at each interface and remember connections, so that answers need no
rule. Network ACLs are asked wherever a packet enters or leaves a subnet, forth and back, and forget.
Neither is asked for the resolver, instance metadata and time. Of ICMP there is what connections need: packets
of a VPC are larger than others, and a router that cannot take one says so to its sender.
Source: VPC user guide, "Security group rules", "Network ACL basics", "Route priority", "NAT gateway basics".
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network
from typing import Literal, TypeAlias

from tests.support.packets.network import (
    Direction,
    Element,
    GatewayEndpoint,
    GroupRule,
    Interface,
    InterfaceEndpoint,
    InternetGateway,
    NaclRule,
    NatGateway,
    Network,
    Outside,
    Place,
    Protocol,
    Route,
    Subnet,
)
from tests.support.packets.outcome import Stop, Trace
from tests.support.packets.ports import EPHEMERAL, NONE, Ports, icmp

# Instance metadata, resolver, time service, and the agent of EKS Pod Identity: they answer on the host.
_LINK_LOCAL = IPv4Network("169.254.0.0/16")
_RESOLVER = IPv4Address("169.254.169.253")
# Somewhere on the way outside. Source: EC2 user guide, "Network maximum transmission unit (MTU) for your EC2
# instance"; destination unreachable, fragmentation needed.
_ROUTER = IPv4Address("192.0.2.254")
TOO_LARGE = icmp(3, 4)

_Target: TypeAlias = Literal["local"] | InternetGateway | NatGateway | GatewayEndpoint | None


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


@dataclass(frozen=True)
class _Crossing:
    """A packet at the edge of a subnet, and the address at its other end."""

    subnet: Subnet
    direction: Direction
    remote: IPv4Address


@dataclass
class _Walk:
    network: Network
    protocol: Protocol
    arriving: Ports
    returning: Ports = EPHEMERAL
    learns_size: bool = True
    outside: Literal["source", "destination"] | None = None
    crossings: list[_Crossing] = field(default_factory=list["_Crossing"])
    stops: list[Stop] = field(default_factory=list[Stop])
    used: list[Element] = field(default_factory=list[Element])

    def go(self, source: Place, destination: Place) -> None:
        for end in (source, destination):
            if isinstance(end, Interface) and end.owner and not self._follow(end.owner):
                return
        owner = getattr(destination, "owner", None)
        if isinstance(owner, InterfaceEndpoint) and not owner.resolves:
            self.stop(f"{owner.name}: its name leads elsewhere, private DNS is off")
        elif isinstance(source, Interface):
            self._ask_groups(source, "egress", destination)
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
            self._cross(source.subnet, "egress", destination.address)
            self.outside = "destination"
            if not source.public:
                self.stop(f"internet gateway: {source.name} has no public address")
            elif isinstance(destination, Outside) and destination.private:
                self.stop(f"internet gateway: {destination.name} is not on the internet")
        elif isinstance(target, GatewayEndpoint):
            self._cross(source.subnet, "egress", destination.address)
            self.outside = "destination"
        else:
            self.stop(f"route table of {source.subnet.name}: no route to {destination.address}")

    def _arrive_locally(self, source: Interface, destination: Place) -> None:
        if not isinstance(destination, Interface):
            raise TypeError(f"{destination.name} has an address of the VPC")
        if source.subnet.id != destination.subnet.id:
            self._cross(source.subnet, "egress", destination.address)
            self._cross(destination.subnet, "ingress", source.address)
        self._ask_groups(destination, "ingress", source)

    def _pass_nat(self, source: Interface, nat: NatGateway, destination: Place) -> None:
        if self.used.count(nat) > 1:
            self.stop(f"route table of {source.subnet.name}: leads back to {nat.name}")
            return
        subnet = self.network.subnets[nat.subnet]
        if subnet.id != source.subnet.id:
            self._cross(source.subnet, "egress", destination.address)
            self._cross(subnet, "ingress", source.address)
        self._leave(Interface(nat.name, subnet.addresses[0], subnet, None, nat.public), destination)

    def _come_in(self, source: Outside, destination: Interface) -> None:
        if not source.private:
            if not destination.public:
                self.stop(f"internet: {destination.name} has no public address")
                return
            if not isinstance(self._route(destination.subnet, source.address), InternetGateway):
                self.stop(f"route table of {destination.subnet.name}: no internet gateway")
                return
        self.outside = "source"
        self._cross(destination.subnet, "ingress", source.address)
        self._ask_groups(destination, "ingress", source)

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
        self._note(self.network.table_association(subnet))
        self._note(route)
        if isinstance(route, GatewayEndpoint):
            return route
        gateway = self.network.gateways.get(route.target)
        self._note(gateway)
        return gateway

    def _destinations(self, route: Route | GatewayEndpoint) -> tuple[IPv4Network, ...]:
        if isinstance(route, GatewayEndpoint):
            return self.network.prefix_lists[route.prefix_list]
        return (route.cidr,)

    def _ask_groups(self, interface: Interface, direction: Direction, peer: Place) -> None:
        if interface.groups is None or not self.arriving:
            return
        allowed = NONE
        for rule in self.network.group_rules(interface.groups, direction):
            if _is_of(rule, self.protocol) and self._is_peer(rule, peer) and rule.ports & self.arriving:
                allowed |= rule.ports
                self.used.append(rule)
        ends = f"from {peer.name}" if direction == "ingress" else f"to {peer.name}"
        self._narrow(allowed, f"security groups of {interface.name}: no {direction} {ends}")

    def _is_peer(self, rule: GroupRule, peer: Place) -> bool:
        if rule.peer_group is not None:
            return isinstance(peer, Interface) and rule.peer_group in (peer.groups or ())
        ranges = self.network.prefix_lists[rule.prefix_list] if rule.prefix_list else (rule.cidr,)
        return any(cidr is not None and peer.address in cidr for cidr in ranges)

    def _cross(self, subnet: Subnet, direction: Direction, remote: IPv4Address) -> None:
        """Ask the network ACL at the edge of a subnet, for the packet and for the answer to it."""
        if not self.arriving:
            return
        self._note(self.network.nacl_association(subnet))
        self.crossings.append(_Crossing(subnet, direction, remote))
        back = _opposite(direction)
        where = f"network ACL of {subnet.name}"
        forth = self._filter(subnet, direction, remote, self.protocol, self.arriving)
        self._narrow(forth, f"{where}: {direction} with {remote} denied")
        returning = self._filter(subnet, back, remote, self.protocol, self.returning)
        if returning != self.returning:
            reason = f"{where}: answers denied, {back} with {remote} by {self.protocol}"
            self.stops.append(Stop(reason, self.returning - returning))
        self.returning = returning

    def hear_of_size(self) -> None:
        """Send a router's message inwards, along the way that the connection took or its answers take."""
        if self.outside is None or not self.arriving:
            return
        for crossing in self.crossings:
            onward = self.outside == "source"
            direction = crossing.direction if onward else _opposite(crossing.direction)
            sender = _ROUTER if direction == "ingress" else crossing.remote
            if not self._filter(crossing.subnet, direction, sender, "icmp", TOO_LARGE):
                self.learns_size = False
                where = f"network ACL of {crossing.subnet.name}"
                reason = f"{where}: {direction} denied to word of packets that are too large"
                self.stops.append(Stop(reason))

    def _filter(
        self,
        subnet: Subnet,
        direction: Direction,
        remote: IPv4Address,
        protocol: Protocol | Literal["icmp"],
        wanted: Ports,
    ) -> Ports:
        allowed = NONE
        for rule in self.network.nacl_rules(subnet, direction):
            matched = wanted & rule.ports
            if matched and _is_of(rule, protocol) and remote in rule.cidr:
                wanted -= matched
                if rule.allows:
                    allowed |= matched
                    self.used.append(rule)
        return allowed

    def _narrow(self, allowed: Ports, reason: str) -> None:
        lost = self.arriving - allowed
        if lost:
            self.stops.append(Stop(f"{reason} by {self.protocol}", lost))
        self.arriving &= allowed

    def _follow(self, element: Element) -> bool:
        if not self.network.has(element):
            self.stop(f"{element.name} is not there")
            return False
        self.used.append(element)
        return True

    def _note(self, element: Element | None) -> None:
        if element is not None:
            self.used.append(element)

    def stop(self, reason: str) -> None:
        """Drop everything."""
        self.stops.append(Stop(reason))
        self.arriving = NONE


def _is_of(rule: GroupRule | NaclRule, protocol: Protocol | Literal["icmp"]) -> bool:
    return rule.protocol in ("all", protocol)


def _opposite(direction: Direction) -> Direction:
    return "egress" if direction == "ingress" else "ingress"
