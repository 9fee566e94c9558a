"""What security groups and network ACLs make of a packet and of the answer to it.

Security groups are asked at each interface and remember connections, so that answers need no rule. Network
ACLs are asked wherever a packet enters or leaves a subnet, forth and back, and forget. Of ICMP there is what
connections need: packets of a VPC are larger than others, and a router that cannot take one says so to its
sender. Source: VPC user guide, "Security group rules", "Network ACL basics".
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import Literal

from tests.support.packets.elements import Direction, Element, GroupRule, NaclRule, Protocol
from tests.support.packets.network import Interface, Network, Place, Subnet
from tests.support.packets.outcome import Stop
from tests.support.packets.ports import EPHEMERAL, NONE, Ports, icmp

# Somewhere on the way outside. Source: EC2 user guide, "Network maximum transmission unit (MTU) for your EC2
# instance"; destination unreachable, fragmentation needed.
_ROUTER = IPv4Address("192.0.2.254")
TOO_LARGE = icmp(3, 4)


@dataclass(frozen=True)
class _Crossing:
    """A packet at the edge of a subnet, and the address at its other end."""

    subnet: Subnet
    direction: Direction
    remote: IPv4Address


@dataclass
class Filters:
    """A connection on its way, and what is left of it.

    Attributes:
        network: the VPC.
        protocol: tcp or udp.
        arriving, returning: the ports that its packets, and the answers to them, still reach.
        learns_size: whether the end in the VPC hears of packets that are too large.
        outside: the end that is outside the VPC.
        crossings: the edges of subnets that it has crossed.
        stops: where packets were dropped.
        used: the elements that let it pass or led it on.
    """

    network: Network
    protocol: Protocol
    arriving: Ports
    returning: Ports = EPHEMERAL
    learns_size: bool = True
    outside: Literal["source", "destination"] | None = None
    crossings: list[_Crossing] = field(default_factory=list["_Crossing"])
    stops: list[Stop] = field(default_factory=list[Stop])
    used: list[Element] = field(default_factory=list[Element])

    def ask_groups(self, interface: Interface, direction: Direction, peer: Place) -> None:
        if interface.groups is None or not self.arriving:
            return
        allowed = NONE
        for rule in self.network.group_rules(interface.groups, direction):
            if _is_of(rule, self.protocol) and self._is_peer(rule, peer) and rule.ports & self.arriving:
                allowed |= rule.ports
                self.used.append(rule)
        ends = f"from {peer.name}" if direction == "ingress" else f"to {peer.name}"
        self.narrow(allowed, f"security groups of {interface.name}: no {direction} {ends}")

    def _is_peer(self, rule: GroupRule, peer: Place) -> bool:
        if rule.peer_group is not None:
            return isinstance(peer, Interface) and rule.peer_group in (peer.groups or ())
        ranges = self.network.prefix_lists[rule.prefix_list] if rule.prefix_list else (rule.cidr,)
        return any(cidr is not None and peer.address in cidr for cidr in ranges)

    def cross(self, subnet: Subnet, direction: Direction, remote: IPv4Address) -> None:
        """Ask the network ACL at the edge of a subnet, for the packet and for the answer to it."""
        if not self.arriving:
            return
        self.note(self.network.nacl_association(subnet))
        self.crossings.append(_Crossing(subnet, direction, remote))
        back = opposite(direction)
        where = f"network ACL of {subnet.name}"
        forth = self._filter(subnet, direction, remote, self.protocol, self.arriving)
        self.narrow(forth, f"{where}: {direction} with {remote} denied")
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
            direction = crossing.direction if onward else opposite(crossing.direction)
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

    def narrow(self, allowed: Ports, reason: str) -> None:
        lost = self.arriving - allowed
        if lost:
            self.stops.append(Stop(f"{reason} by {self.protocol}", lost))
        self.arriving &= allowed

    def follow(self, element: Element) -> bool:
        if not self.network.has(element):
            self.stop(f"{element.name} is not there")
            return False
        self.used.append(element)
        return True

    def note(self, element: Element | None) -> None:
        if element is not None:
            self.used.append(element)

    def stop(self, reason: str) -> None:
        """Drop everything."""
        self.stops.append(Stop(reason))
        self.arriving = NONE


def _is_of(rule: GroupRule | NaclRule, protocol: Protocol | Literal["icmp"]) -> bool:
    return rule.protocol in ("all", protocol)


def opposite(direction: Direction) -> Direction:
    """Give the direction of the answer."""
    return "egress" if direction == "ingress" else "ingress"
