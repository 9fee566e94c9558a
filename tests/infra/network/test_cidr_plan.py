"""The address plan holds for every VPC and number of zones that the settings allow."""

import ipaddress
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.network.cidr_plan import CidrPlan, plan_subnets

vpcs = st.builds(
    lambda second, prefix: str(ipaddress.IPv4Network((f"10.{second}.0.0", prefix))),
    st.integers(0, 255),
    st.integers(16, 21),
)
zones = st.sampled_from([2, 3])


def subnets(plan: CidrPlan) -> list[ipaddress.IPv4Network]:
    return [ipaddress.IPv4Network(cidr) for cidr in (*plan.public, *plan.private, *plan.intra, *plan.transit)]


@given(vpcs, zones)
def test_subnets_are_inside_the_vpc_and_disjoint(vpc: str, count: int) -> None:
    planned = subnets(plan_subnets(vpc, count))
    assert len(planned) == 4 * count
    assert all(subnet.subnet_of(ipaddress.IPv4Network(vpc)) for subnet in planned)
    assert not any(one.overlaps(other) for one, other in combinations(planned, 2))


@given(vpcs, zones)
def test_each_tier_has_a_range_of_its_own_with_room_for_a_fourth_zone(vpc: str, count: int) -> None:
    plan = plan_subnets(vpc, count)
    tiers = {
        plan.public_range: plan.public,
        plan.private_range: plan.private,
        plan.intra_range: plan.intra,
        plan.transit_range: plan.transit,
    }
    ranges = [ipaddress.IPv4Network(cidr) for cidr in tiers]
    assert not any(one.overlaps(other) for one, other in combinations(ranges, 2))
    for tier, cidrs in tiers.items():
        network = ipaddress.IPv4Network(tier)
        subnets = [ipaddress.IPv4Network(cidr) for cidr in cidrs]
        assert network.subnet_of(ipaddress.IPv4Network(vpc))
        assert all(subnet.subnet_of(network) for subnet in subnets)
        assert 4 * subnets[0].num_addresses <= network.num_addresses


@given(vpcs)
def test_some_of_a_vpc_stays_free_for_what_comes_later(vpc: str) -> None:
    plan, whole = plan_subnets(vpc, 3), ipaddress.IPv4Network(vpc)
    ranges = [
        ipaddress.IPv4Network(cidr)
        for cidr in (plan.public_range, plan.private_range, plan.intra_range, plan.transit_range)
    ]
    assert 4 * sum(tier.num_addresses for tier in ranges) <= 3 * whole.num_addresses


@given(vpcs, zones)
def test_load_balancers_and_endpoints_find_enough_addresses(vpc: str, count: int) -> None:
    """Balancers want a /27; an interface for each API and four of the control plane fit in one, less 5."""
    plan = plan_subnets(vpc, count)
    for cidr in (*plan.public, *plan.intra):
        assert ipaddress.IPv4Network(cidr).num_addresses >= 32


@given(vpcs)
def test_a_third_zone_moves_no_subnet(vpc: str) -> None:
    two, three = plan_subnets(vpc, 2), plan_subnets(vpc, 3)
    assert three.public[:2] == two.public
    assert three.private[:2] == two.private
    assert three.intra[:2] == two.intra
    assert three.transit[:2] == two.transit


@given(vpcs, zones)
def test_private_subnets_are_the_largest_and_every_subnet_is_one_that_aws_takes(vpc: str, count: int) -> None:
    plan = plan_subnets(vpc, count)
    sizes = [ipaddress.IPv4Network(cidr).prefixlen for cidr in (*plan.public, *plan.intra, *plan.transit)]
    assert max(ipaddress.IPv4Network(cidr).prefixlen for cidr in plan.private) < min(sizes)
    assert max(sizes) <= 28


@pytest.mark.parametrize(("vpc", "count"), [("10.0.0.0/15", 2), ("10.0.0.0/22", 2), ("10.0.0.0/16", 4)])
def test_what_cannot_be_planned_is_refused(vpc: str, count: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        plan_subnets(vpc, count)
