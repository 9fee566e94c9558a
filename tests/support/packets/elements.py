"""What a VPC is made of, as packets see it: what filters them, and what leads them on."""

from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal, TypeAlias

from tests.support.packets.ports import Ports

Direction: TypeAlias = Literal["ingress", "egress"]
Protocol: TypeAlias = Literal["tcp", "udp"]

# Elements compare by identity: two rules with equal properties are two, and are removed one at a time.


@dataclass(frozen=True, eq=False)
class GroupRule:
    """A rule of a security group; its peer is one of a group, a range and a prefix list."""

    name: str
    group: str
    direction: Direction
    protocol: Protocol | Literal["all"]
    ports: Ports
    peer_group: str | None = None
    cidr: IPv4Network | None = None
    prefix_list: str | None = None


@dataclass(frozen=True, eq=False)
class NaclRule:
    """A rule of a network ACL; the ports of ICMP are its messages."""

    name: str
    nacl: str
    direction: Direction
    number: int
    allows: bool
    protocol: Protocol | Literal["all", "icmp"]
    cidr: IPv4Network
    ports: Ports


@dataclass(frozen=True, eq=False)
class NaclAssociation:
    """Says which network ACL a subnet has, instead of the default one."""

    name: str
    nacl: str
    subnet: str


@dataclass(frozen=True, eq=False)
class TableAssociation:
    """Says which route table a subnet has, instead of the main one."""

    name: str
    table: str
    subnet: str


@dataclass(frozen=True, eq=False)
class Route:
    """A route to the gateway with the id `target`."""

    name: str
    table: str
    cidr: IPv4Network
    target: str


@dataclass(frozen=True, eq=False)
class InternetGateway:
    """A way to the internet for what has a public address."""

    name: str
    id: str


@dataclass(frozen=True, eq=False)
class NatGateway:
    """Sends on what comes from private subnets, under an address of its own."""

    name: str
    id: str
    subnet: str
    public: bool


@dataclass(frozen=True, eq=False)
class GatewayEndpoint:
    """A route to the addresses of a prefix list in some tables."""

    name: str
    prefix_list: str
    tables: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class InterfaceEndpoint:
    """Interfaces of an AWS API in some subnets; `resolves` if the API's usual name leads to them."""

    name: str
    subnets: tuple[str, ...]
    groups: frozenset[str]
    resolves: bool


@dataclass(frozen=True, eq=False)
class TransitAttachment:
    """Interfaces of a transit gateway in some subnets; `id` is the gateway's, where routes lead to.

    `attachment` is its own id, and `by_default` says whether the gateway's own route tables know it.
    """

    name: str
    id: str
    attachment: str
    subnets: tuple[str, ...]
    by_default: bool


@dataclass(frozen=True, eq=False)
class GatewayTable:
    """Which table of a transit gateway an attachment's packets are looked up in, or which one leads to it."""

    name: str
    attachment: str
    kind: Literal["association", "propagation"]


@dataclass(frozen=True, eq=False)
class Peering:
    """A peering with another VPC, which has no interfaces."""

    name: str
    id: str


@dataclass(frozen=True, eq=False)
class ClusterEndpoint:
    """The endpoint of the API.

    Attributes:
        name: for messages.
        resolves: whether its name leads to the interfaces of the control plane.
        public: who may reach it from the internet; nobody without a public endpoint.
    """

    name: str
    resolves: bool
    public: tuple[IPv4Network, ...]


Element: TypeAlias = (
    GroupRule
    | NaclRule
    | NaclAssociation
    | TableAssociation
    | Route
    | InternetGateway
    | NatGateway
    | GatewayEndpoint
    | InterfaceEndpoint
    | TransitAttachment
    | GatewayTable
    | Peering
    | ClusterEndpoint
)
Gateway: TypeAlias = InternetGateway | NatGateway | TransitAttachment | Peering
