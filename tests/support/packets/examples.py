"""Parts of networks small enough to see through: a client on the left, a server on the right."""

from ipaddress import IPv4Address, IPv4Network
from typing import Literal

from tests.support.packets.elements import (
    Direction,
    Element,
    GroupRule,
    InternetGateway,
    NaclRule,
    NatGateway,
    Protocol,
    Route,
    TableAssociation,
)
from tests.support.packets.network import Interface, Network, Subnet
from tests.support.packets.ports import ALL, Ports, ports

ANYWHERE = IPv4Network("0.0.0.0/0")
S3 = IPv4Network("198.51.100.0/24")
LEFT = Subnet("left", "left", IPv4Network("10.0.1.0/24"), {})
RIGHT = Subnet("right", "right", IPv4Network("10.0.2.0/24"), {})
HTTPS = ports(443)

CLIENT = Interface("client", IPv4Address("10.0.1.10"), LEFT, frozenset({"clients"}))
NEIGHBOUR = Interface("neighbour", IPv4Address("10.0.1.11"), LEFT, frozenset({"servers"}))
SERVER = Interface("server", IPv4Address("10.0.2.10"), RIGHT, frozenset({"servers"}))


def group(name: str, direction: Direction, opened: Ports, peer: str, protocol: Protocol = "tcp") -> GroupRule:
    in_digits = peer[0].isdigit()
    return GroupRule(
        f"{name} {direction}",
        name,
        direction,
        protocol,
        opened,
        peer_group=None if in_digits or peer.startswith("pl-") else peer,
        cidr=IPv4Network(peer) if in_digits else None,
        prefix_list=peer if peer.startswith("pl-") else None,
    )


def nacl(
    name: str,
    direction: Direction,
    number: int,
    opened: Ports,
    *,
    allows: bool = True,
    cidr: IPv4Network = ANYWHERE,
    protocol: Protocol | Literal["all", "icmp"] = "tcp",
) -> NaclRule:
    return NaclRule(f"{name} {number}", name, direction, number, allows, protocol, cidr, opened)


OPEN_GROUPS = (group("clients", "egress", HTTPS, "servers"), group("servers", "ingress", HTTPS, "clients"))
OPEN_NACL = (
    nacl("default", "ingress", 100, ALL, protocol="all"),
    nacl("default", "egress", 100, ALL, protocol="all"),
)
TO_NAT = (
    InternetGateway("internet gateway", "igw"),
    NatGateway("NAT gateway", "nat", "right", public=True),
    TableAssociation("left has its table", "left", "left"),
    TableAssociation("right has its table", "right", "right"),
    Route("left to NAT", "left", ANYWHERE, "nat"),
    Route("right to internet", "right", ANYWHERE, "igw"),
)


def network(*elements: Element, resolver: bool = True) -> Network:
    return Network(
        cidr=IPv4Network("10.0.0.0/16"),
        resolver=resolver,
        subnets={"left": LEFT, "right": RIGHT},
        default_nacl="default",
        main_table="main",
        prefix_lists={"pl-s3": (S3,)},
        elements=elements,
    )
