"""From where the API and the load balancers are reached: what the settings may name, and the routes it takes.

A range with private addresses comes by one of the ways that the settings name, a transit gateway or a
peering. A packet finds its way back only by a route in the table of the subnet that it was sent to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Literal, TypeAlias

from infra.network.nacls import is_private

# The ways into the VPC, as the settings call them.
Way: TypeAlias = Literal["transitGateway", "peering"]


@dataclass(frozen=True)
class PrivateRoute:
    """A route out of a tier.

    Attributes:
        tier: the subnets whose tables have it: intra for the API, private for internal load balancers.
        cidr: the range that it leads to.
        way: by which it leads there.
    """

    tier: Literal["private", "intra"]
    cidr: str
    way: Way


@dataclass(frozen=True)
class Reach:
    """Who reaches what from outside the VPC, as the settings say.

    Attributes:
        vpc_cidr: range of the VPC.
        ways: the ranges behind each way that there is.
        admin_cidrs: private ranges from which people reach the API.
        client_cidrs: who reaches the load balancers.
        public_cidrs: who reaches the public endpoint of the API.
        runner: whether somebody inside the VPC reaches the API.
    """

    vpc_cidr: str
    ways: Mapping[Way, Sequence[str]]
    admin_cidrs: Sequence[str]
    client_cidrs: Sequence[str]
    public_cidrs: Sequence[str]
    runner: bool

    @property
    def routes(self) -> tuple[PrivateRoute, ...]:
        """The routes to outside: each range in the tables of the tiers that it has people for."""
        people_of: tuple[tuple[Literal["private", "intra"], Sequence[str]], ...] = (
            ("intra", self.admin_cidrs),
            ("private", self._private_clients),
        )
        return tuple(
            PrivateRoute(tier, cidr, way)
            for tier, people in people_of
            for way, cidrs in self.ways.items()
            for cidr in cidrs
            if any(_is_inside(each, cidr) for each in people)
        )

    def check(self) -> None:
        """Refuse settings that AWS would refuse, or that nobody could use.

        Raises:
            ValueError: what is wrong, by the names of the settings.
        """
        self._refuse_overlaps()
        self._refuse_unrouted()
        self._refuse_unused()
        if not (self.admin_cidrs or self.public_cidrs or self.runner):
            raise ValueError(
                "nobody could reach the API: name ranges in cluster.publicCidrs, or in cluster.adminCidrs "
                "with network.transitGateway or network.peering, or set network.runner to true "
                "(docs/network-path.md)"
            )

    @property
    def _private_clients(self) -> list[str]:
        return [cidr for cidr in self.client_cidrs if is_private(cidr)]

    def _refuse_overlaps(self) -> None:
        named = {
            **{f"network.{way}.cidrs": cidrs for way, cidrs in self.ways.items()},
            "cluster.adminCidrs": self.admin_cidrs,
            "network.clientCidrs": self.client_cidrs,
        }
        for setting, cidrs in named.items():
            for cidr in cidrs:
                # The local route of the VPC wins, so such a range could not be reached.
                if _overlap(cidr, self.vpc_cidr):
                    raise ValueError(
                        f"{setting} names {cidr}, which overlaps the VPC itself, "
                        f"network.vpcCidr {self.vpc_cidr}"
                    )
        behind = [(way, cidr) for way, cidrs in self.ways.items() for cidr in cidrs]
        for index, (way, cidr) in enumerate(behind):
            for other, earlier in behind[:index]:
                if _overlap(cidr, earlier):
                    raise ValueError(
                        f"network.{way}.cidrs names {cidr}, which overlaps {earlier} in "
                        f"network.{other}.cidrs: a range is behind one way alone"
                    )

    def _refuse_unrouted(self) -> None:
        people = {"cluster.adminCidrs": self.admin_cidrs, "network.clientCidrs": self._private_clients}
        for setting, cidrs in people.items():
            for cidr in cidrs:
                if not any(_is_inside(cidr, way) for ways in self.ways.values() for way in ways):
                    raise ValueError(
                        f"{setting} names {cidr}, and no route leads there: name a range that holds it in "
                        "network.transitGateway.cidrs or network.peering.cidrs"
                    )

    def _refuse_unused(self) -> None:
        used = {(route.way, route.cidr) for route in self.routes}
        for way, cidrs in self.ways.items():
            for cidr in cidrs:
                if (way, cidr) not in used:
                    raise ValueError(
                        f"network.{way}.cidrs names {cidr}, where nobody of cluster.adminCidrs or "
                        "network.clientCidrs is"
                    )


def _overlap(one: str, other: str) -> bool:
    return IPv4Network(one).overlaps(IPv4Network(other))


def _is_inside(inner: str, outer: str) -> bool:
    return IPv4Network(inner).subnet_of(IPv4Network(outer))
