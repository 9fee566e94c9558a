"""Network ACLs let each flow of a tier through both ways, and stay within AWS's limits."""

from collections import Counter
from ipaddress import IPv4Network

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from infra.network.cidr_plan import plan_subnets
from infra.network.nacls import MOST_RANGES, AclRule, Tier, acl_rules
from infra.network_settings import NetworkSettings
from infra.settings import ClusterSettings
from preview.model import Result
from tests.support.resources import inputs_of_type, of_type, only_inputs

PLAN = plan_subnets("10.20.0.0/16", 3)
ADMINS, CLIENTS = "10.8.0.0/24", "203.0.113.0/24"
WITH_NAT = acl_rules(PLAN, [CLIENTS], [ADMINS], internet=True)
WITHOUT_NAT = acl_rules(PLAN, [CLIENTS], [ADMINS], internet=False)
# AWS takes this many rules in each direction of a network ACL. Source: VPC user guide, "Amazon VPC quotas".
QUOTA = 20
HIGHEST_NUMBER = 32766

ranges = st.builds(
    lambda address, prefix: str(IPv4Network((address, prefix), strict=False)),
    st.integers(0, 2**32 - 1),
    st.integers(8, 32),
)
lists = st.lists(ranges, max_size=MOST_RANGES, unique=True)


def opens(rules: tuple[AclRule, ...], tier: str, direction: str, cidr: str, port: int) -> bool:
    """Whether TCP between a tier and all of a range may use a port."""
    return any(
        rule.ports is not None
        and (rule.tier, rule.direction, rule.protocol) == (tier, direction, "tcp")
        and IPv4Network(cidr).subnet_of(IPv4Network(rule.cidr))
        and rule.ports[0] <= port <= rule.ports[1]
        for rule in rules
    )


@settings(max_examples=25)
@given(lists, lists, st.booleans())
def test_rules_stay_within_the_quota_and_no_two_have_one_number(
    clients: list[str], admins: list[str], internet: bool
) -> None:
    rules = acl_rules(PLAN, clients, admins, internet=internet, transit=("intra", "private"))
    assert max(Counter((rule.tier, rule.direction) for rule in rules).values()) <= QUOTA
    assert len({(rule.tier, rule.direction, rule.number) for rule in rules}) == len(rules)
    assert len({(rule.tier, rule.direction, rule.what) for rule in rules}) == len(rules)
    assert all(1 <= rule.number <= HIGHEST_NUMBER for rule in rules)


@pytest.mark.parametrize(("area", "key"), [(NetworkSettings, "clientCidrs"), (ClusterSettings, "adminCidrs")])
def test_more_ranges_than_fit_are_refused(
    area: type[NetworkSettings] | type[ClusterSettings], key: str
) -> None:
    many = [f"10.{second}.0.0/16" for second in range(MOST_RANGES + 1)]
    with pytest.raises(ValidationError, match="must list at most 12 ranges, not 13: AWS takes 20 rules"):
        area.model_validate({key: many})


def test_two_ranges_that_would_get_one_number_get_two() -> None:
    clash = ["10.0.23.0/24", "10.0.80.0/24"]
    first, second = (
        {rule.number for rule in acl_rules(PLAN, [], [cidr], internet=True) if cidr == rule.cidr}
        for cidr in clash
    )
    assert first == second
    both = acl_rules(PLAN, [], clash, internet=True)
    assert len({rule.number for rule in both if rule.cidr in clash}) == 2


def test_a_rule_that_changes_gives_its_number_free_first(either_stack: Result) -> None:
    rules = of_type(either_stack, "aws:ec2/networkAclRule:NetworkAclRule")
    assert [rule.urn for rule in rules if not rule.delete_before_replace] == []


def test_no_rule_changes_when_a_range_is_removed_or_nat_is_added() -> None:
    more = acl_rules(PLAN, ["198.51.100.0/24", CLIENTS], ["10.7.0.0/24", ADMINS], internet=True)
    assert set(WITH_NAT) <= set(more)
    numbers = {(rule.tier, rule.direction, rule.what): rule.number for rule in WITH_NAT}
    for rule in WITHOUT_NAT:
        assert numbers[rule.tier, rule.direction, rule.what] == rule.number


@pytest.mark.parametrize("rules", [WITH_NAT, WITHOUT_NAT], ids=["with NAT", "without NAT"])
@pytest.mark.parametrize("port", [20, 21, 22, 23, 25, 80, 135, 139, 445])
def test_no_low_port_but_https_and_dns_crosses_an_edge(rules: tuple[AclRule, ...], port: int) -> None:
    for rule in rules:
        assert rule.ports is None or not rule.ports[0] <= port <= rule.ports[1]


@pytest.mark.parametrize(("rules", "open_wide"), [(WITH_NAT, True), (WITHOUT_NAT, False)])
def test_the_public_tier_faces_the_internet_for_nat_alone(
    rules: tuple[AclRule, ...], open_wide: bool
) -> None:
    internet = "192.0.2.0/24"
    assert opens(rules, "public", "out", internet, 443) == open_wide
    assert opens(rules, "public", "in", internet, 40000) == open_wide
    assert not opens(rules, "public", "in", internet, 443)
    assert not opens(rules, "public", "out", internet, 40000)
    assert opens(rules, "public", "in", CLIENTS, 443)
    assert opens(rules, "public", "out", CLIENTS, 40000)


@pytest.mark.parametrize("rules", [WITH_NAT, WITHOUT_NAT], ids=["with NAT", "without NAT"])
def test_nodes_reach_s3_whose_addresses_are_public_with_nat_and_without(rules: tuple[AclRule, ...]) -> None:
    addresses_of_s3 = "198.51.100.0/24"
    assert opens(rules, "private", "out", addresses_of_s3, 443)
    assert opens(rules, "private", "in", addresses_of_s3, 40000)


def test_clients_with_private_addresses_reach_internal_load_balancers_and_others_do_not() -> None:
    office, internet = "10.9.0.0/16", CLIENTS
    rules = acl_rules(PLAN, [office, internet], [ADMINS], internet=True)
    assert opens(rules, "private", "in", office, 443)
    assert opens(rules, "private", "out", office, 40000)
    assert not opens(rules, "private", "in", internet, 443)


def test_clients_with_public_addresses_reach_public_load_balancers_and_others_do_not() -> None:
    rules = acl_rules(PLAN, ["10.9.0.0/16", CLIENTS], [ADMINS], internet=True)
    assert opens(rules, "public", "in", CLIENTS, 443)
    assert not opens(rules, "public", "in", "10.9.0.0/16", 443)


@pytest.mark.parametrize(
    ("tier", "cidr", "other"),
    [("intra", PLAN.intra_range, PLAN.private_range), ("private", PLAN.private_range, PLAN.intra_range)],
)
def test_a_transit_gateway_leads_to_the_tiers_that_it_is_for_by_https_and_back(
    tier: Tier, cidr: str, other: str
) -> None:
    rules = acl_rules(PLAN, [CLIENTS], [ADMINS], internet=True, transit=[tier])
    assert opens(rules, "transit", "out", cidr, 443)
    assert opens(rules, "transit", "in", cidr, 40000)
    # Nobody opens a connection to outside.
    assert not opens(rules, "transit", "in", cidr, 443)
    assert not opens(rules, "transit", "out", other, 443)
    assert {rule.tier for rule in set(rules) - set(WITH_NAT)} == {"transit"}


def test_who_has_no_administrators_outside_hears_nothing_from_there() -> None:
    closed = acl_rules(PLAN, [CLIENTS], [], internet=True)
    assert {rule.cidr for rule in closed if rule.tier == "intra"} == {PLAN.private_range}


def test_control_plane_and_endpoints_meet_nodes_and_administrators_alone() -> None:
    assert {rule.cidr for rule in WITH_NAT if rule.tier == "intra" and rule.protocol != "icmp"} == {
        PLAN.private_range,
        ADMINS,
    }


def test_tiers_are_named_whole_so_that_another_zone_needs_no_new_rule() -> None:
    assert acl_rules(plan_subnets("10.20.0.0/16", 2), [CLIENTS], [ADMINS], internet=True) == WITH_NAT


def test_every_subnet_of_a_stack_has_the_acl_of_its_tier(either_stack: Result) -> None:
    acls = {acl.id: acl.name for acl in of_type(either_stack, "aws:ec2/networkAcl:NetworkAcl")}
    associated = {
        association["subnetId"]: acls[association["networkAclId"]]
        for association in inputs_of_type(either_stack, "aws:ec2/networkAclAssociation:NetworkAclAssociation")
    }
    subnets = of_type(either_stack, "aws:ec2/subnet:Subnet")
    assert associated == {subnet.id: subnet.inputs["tags"]["Tier"] for subnet in subnets}


def test_the_default_acl_of_the_vpc_lets_nothing_through(either_stack: Result) -> None:
    (vpc,) = of_type(either_stack, "aws:ec2/vpc:Vpc")
    acl = only_inputs(either_stack, "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
    assert acl["defaultNetworkAclId"] == vpc.outputs["defaultNetworkAclId"]
    assert (acl["ingress"], acl["egress"]) == ([], [])
