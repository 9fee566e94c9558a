"""A VPC as packets see it: its elements, and what packets start from and go to."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from ipaddress import IPv4Address, IPv4Network
from typing import Literal, TypeAlias

from tests.support.packets.elements import (
    Direction,
    Element,
    Gateway,
    GatewayEndpoint,
    GatewayTable,
    GroupRule,
    NaclAssociation,
    NaclRule,
    Route,
    TableAssociation,
    TransitAttachment,
)


@dataclass(frozen=True)
class Subnet:
    """A subnet.

    Attributes:
        id, name, cidr: as AWS and the program know it.
        tags: its tags.
        zone: its availability zone.
    """

    id: str
    name: str
    cidr: IPv4Network
    tags: Mapping[str, str]
    zone: str = ""

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
        private: whether it has a private address, and so does not come by the internet.
        via: id of the transit gateway or the peering that it is behind, if it has a private address.
        table: id of its route table where that is ours to write; else its owner leads to the VPC.
        owner: the element that it goes away with.
    """

    name: str
    address: IPv4Address
    private: bool = False
    via: str = ""
    table: str = ""
    owner: Element | None = None


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

    def routes_of(self, table: str) -> Sequence[Route | GatewayEndpoint]:
        """Give what a route table holds, of this VPC or of another."""
        return self._routes[table]

    def gateway_table(
        self, attachment: TransitAttachment, kind: Literal["association", "propagation"]
    ) -> GatewayTable | None:
        """Give what ties an attachment to a table of its gateway."""
        return self._gateway_tables.get((attachment.attachment, kind))

    @cached_property
    def gateways(self) -> Mapping[str, Gateway]:
        """What routes lead to, by the id that they name."""
        return {gateway.id: gateway for gateway in self.elements if isinstance(gateway, Gateway)}

    @cached_property
    def _gateway_tables(self) -> Mapping[tuple[str, str], GatewayTable]:
        return {
            (each.attachment, each.kind): each for each in self.elements if isinstance(each, GatewayTable)
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
