"""A VPC as packets see it: what filters them, what leads them on, and what they start from and go to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network
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
)


@dataclass(frozen=True)
class Subnet:
    """A subnet.

    Attributes:
        id, name, cidr: as AWS and the program know it.
        tags: its tags.
    """

    id: str
    name: str
    cidr: IPv4Network
    tags: Mapping[str, str]

    @property
    def addresses(self) -> tuple[IPv4Address, IPv4Address]:
        """The first and the last address that AWS gives away (VPC user guide, "Subnet CIDR blocks")."""
        return self.cidr[4], self.cidr[-2]


@dataclass(frozen=True)
class Interface:
    """A network interface inside the VPC.

    Attributes:
        name: for messages.
        address: its private address.
        subnet: where it is.
        groups: ids of its security groups; None where there are none to ask, as on a NAT gateway.
        public: whether it has a public address too.
        owner: the element that it goes away with.
    """

    name: str
    address: IPv4Address
    subnet: Subnet
    groups: frozenset[str] | None
    public: bool = False
    owner: Element | None = None


@dataclass(frozen=True)
class Outside:
    """A host outside the VPC.

    Attributes:
        name: for messages.
        address: its address.
        private: whether it comes by a private connection, whose routes this VPC's owner adds, and not by the
            internet.
    """

    name: str
    address: IPv4Address
    private: bool = False


Place: TypeAlias = Interface | Outside


@dataclass(frozen=True, eq=False)
class Network:
    """A VPC.

    Attributes:
        cidr: its range.
        resolver: whether Amazon's resolver answers in it.
        subnets: its subnets by id.
        default_nacl, main_table: what subnets have that are associated with nothing else.
        prefix_lists: the addresses of each prefix list.
        elements: all else.
    """

    cidr: IPv4Network
    resolver: bool
    subnets: Mapping[str, Subnet]
    default_nacl: str
    main_table: str
    prefix_lists: Mapping[str, tuple[IPv4Network, ...]]
    elements: tuple[Element, ...]

    def without(self, *gone: Element) -> "Network":
        """Give the network that lacks some elements."""
        return replace(self, elements=tuple(element for element in self.elements if element not in gone))

    def has(self, element: Element) -> bool:
        """Whether an element is (still) here."""
        return element in self._present

    def group_rules(self, groups: frozenset[str], direction: Direction) -> list[GroupRule]:
        """Give the rules of some security groups."""
        return [rule for group in sorted(groups) for rule in self._group_rules[group, direction]]

    def nacl_rules(self, subnet: Subnet, direction: Direction) -> Sequence[NaclRule]:
        """Give the rules of a subnet's network ACL in their order."""
        association = self._nacl_associations.get(subnet.id)
        return self._nacl_rules[association.nacl if association else self.default_nacl, direction]

    def nacl_association(self, subnet: Subnet) -> NaclAssociation | None:
        """Give what says which network ACL a subnet has; None for the default one."""
        return self._nacl_associations.get(subnet.id)

    def table_association(self, subnet: Subnet) -> TableAssociation | None:
        """Give what says which route table a subnet has; None for the main one."""
        return self._table_associations.get(subnet.id)

    def routes(self, subnet: Subnet) -> Sequence[Route | GatewayEndpoint]:
        """Give what a subnet's route table holds beside the local route."""
        association = self._table_associations.get(subnet.id)
        return self._routes[association.table if association else self.main_table]

    @cached_property
    def gateways(self) -> Mapping[str, InternetGateway | NatGateway]:
        """The gateways by id."""
        return {
            gateway.id: gateway
            for gateway in self.elements
            if isinstance(gateway, InternetGateway | NatGateway)
        }

    @cached_property
    def _present(self) -> frozenset[Element]:
        return frozenset(self.elements)

    @cached_property
    def _group_rules(self) -> Mapping[tuple[str, Direction], list[GroupRule]]:
        found: defaultdict[tuple[str, Direction], list[GroupRule]] = defaultdict(list)
        for rule in self.elements:
            if isinstance(rule, GroupRule):
                found[rule.group, rule.direction].append(rule)
        return found

    @cached_property
    def _nacl_rules(self) -> Mapping[tuple[str, Direction], list[NaclRule]]:
        found: defaultdict[tuple[str, Direction], list[NaclRule]] = defaultdict(list)
        rules = [rule for rule in self.elements if isinstance(rule, NaclRule)]
        for rule in sorted(rules, key=lambda rule: rule.number):
            found[rule.nacl, rule.direction].append(rule)
        return found

    @cached_property
    def _nacl_associations(self) -> Mapping[str, NaclAssociation]:
        return {each.subnet: each for each in self.elements if isinstance(each, NaclAssociation)}

    @cached_property
    def _table_associations(self) -> Mapping[str, TableAssociation]:
        return {each.subnet: each for each in self.elements if isinstance(each, TableAssociation)}

    @cached_property
    def _routes(self) -> Mapping[str, list[Route | GatewayEndpoint]]:
        found: defaultdict[str, list[Route | GatewayEndpoint]] = defaultdict(list)
        for element in self.elements:
            if isinstance(element, Route):
                found[element.table].append(element)
            elif isinstance(element, GatewayEndpoint):
                for table in element.tables:
                    found[table].append(element)
        return found
