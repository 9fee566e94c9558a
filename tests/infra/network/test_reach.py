"""The settings name who reaches the API, by which way, and nothing that AWS or reason refuses."""

from dataclasses import replace
from typing import Any

import pytest

from infra.network.reach import PrivateRoute, Reach

ADMINS, CLIENTS, INTERNET = "10.8.1.0/24", "10.9.1.0/24", "203.0.113.0/24"
NOBODY = Reach(
    vpc_cidr="10.40.0.0/16", ways={}, admin_cidrs=[], client_cidrs=[], public_cidrs=[], runner=False
)
GATEWAY = replace(
    NOBODY,
    ways={"transitGateway": ["10.8.0.0/16", "10.9.0.0/16"]},
    admin_cidrs=[ADMINS],
    client_cidrs=[CLIENTS, INTERNET],
)


@pytest.mark.parametrize(
    "reach",
    [
        GATEWAY,
        replace(NOBODY, public_cidrs=[INTERNET]),
        replace(NOBODY, runner=True),
        replace(NOBODY, ways={"peering": ["10.8.0.0/16"]}, admin_cidrs=[ADMINS]),
    ],
    ids=["transit gateway", "public", "runner", "peering"],
)
def test_one_way_to_the_api_is_enough(reach: Reach) -> None:
    reach.check()


def test_each_tier_leads_to_its_people_and_the_internet_is_no_private_way() -> None:
    assert set(GATEWAY.routes) == {
        PrivateRoute("intra", "10.8.0.0/16", "transitGateway"),
        PrivateRoute("private", "10.9.0.0/16", "transitGateway"),
    }


def test_a_range_with_people_of_both_kinds_is_led_to_by_both_tiers() -> None:
    both = replace(GATEWAY, ways={"peering": ["10.8.0.0/15"]})
    both.check()
    assert set(both.routes) == {
        PrivateRoute("intra", "10.8.0.0/15", "peering"),
        PrivateRoute("private", "10.8.0.0/15", "peering"),
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"admin_cidrs": []}, "network.transitGateway.cidrs names 10.8.0.0/16, where nobody of"),
        (
            {"admin_cidrs": [ADMINS, "10.7.0.0/24"]},
            "cluster.adminCidrs names 10.7.0.0/24, and no route",
        ),
        (
            {"client_cidrs": [CLIENTS, "172.16.0.0/24"]},
            "network.clientCidrs names 172.16.0.0/24, and no",
        ),
        (
            {"admin_cidrs": ["10.40.64.0/24"]},
            "cluster.adminCidrs names 10.40.64.0/24, which overlaps",
        ),
        ({"client_cidrs": ["10.0.0.0/8"]}, "network.clientCidrs names 10.0.0.0/8, which overlaps the VPC"),
        (
            {"ways": {"transitGateway": ["10.0.0.0/9"]}},
            "network.transitGateway.cidrs names 10.0.0.0/9, which overlaps the VPC itself, network.vpcCidr",
        ),
        (
            {"ways": {"transitGateway": ["10.8.0.0/15"], "peering": ["10.8.0.0/16"]}},
            "network.peering.cidrs names 10.8.0.0/16, which overlaps 10.8.0.0/15 in network.transitGateway",
        ),
        (
            {"ways": {}, "admin_cidrs": [], "client_cidrs": [INTERNET]},
            "nobody could reach the API: name ranges in cluster.publicCidrs, or in cluster.adminCidrs with",
        ),
    ],
)
def test_what_cannot_be_reached_or_is_of_no_use_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the message is compared below
        replace(GATEWAY, **changes).check()
    assert str(caught.value).startswith(message)
