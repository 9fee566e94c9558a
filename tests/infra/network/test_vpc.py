"""The network of both stacks, as it would be applied."""

from collections.abc import Mapping

from preview.model import Result
from tests.support.resources import inputs_of_type, of_type, only_inputs

# By which load balancer controllers find the subnets of internet-facing and of internal load balancers.
LOAD_BALANCER_TAGS = {
    "public": {"kubernetes.io/role/elb": "1"},
    "private": {"kubernetes.io/role/internal-elb": "1"},
    "intra": {},
    "transit": {},
}
# What a route leads to, by the input that names it.
TARGETS = {
    "gatewayId": "internet",
    "natGatewayId": "nat",
    "transitGatewayId": "transit gateway",
    "vpcPeeringConnectionId": "peering",
}


def route_targets(result: Result) -> Mapping[str, set[str]]:
    """Where the routes of each tier lead."""
    tiers = {subnet.id: subnet.inputs["tags"]["Tier"] for subnet in of_type(result, "aws:ec2/subnet:Subnet")}
    targets: dict[str, set[str]] = {tier: set() for tier in tiers.values()}
    for association in inputs_of_type(result, "aws:ec2/routeTableAssociation:RouteTableAssociation"):
        for route in inputs_of_type(result, "aws:ec2/route:Route"):
            if route["routeTableId"] == association["routeTableId"]:
                (target,) = (what for key, what in TARGETS.items() if route.get(key))
                targets[tiers[association["subnetId"]]].add(target)
    return targets


def test_only_public_subnets_lead_to_the_internet_and_intra_subnets_at_most_to_administrators(
    dev: Result, prod: Result
) -> None:
    everywhere = {"public": {"internet"}, "private": {"nat"}}
    assert route_targets(dev) == {**everywhere, "intra": set()}
    assert route_targets(prod) == {**everywhere, "intra": {"transit gateway"}, "transit": set()}


def test_every_subnet_has_a_route_table(either_stack: Result) -> None:
    associations = inputs_of_type(either_stack, "aws:ec2/routeTableAssociation:RouteTableAssociation")
    associated = sorted(association["subnetId"] for association in associations)
    assert associated == sorted(subnet.id for subnet in of_type(either_stack, "aws:ec2/subnet:Subnet"))


def test_dev_has_one_nat_gateway_and_prod_one_in_each_zone(dev: Result, prod: Result) -> None:
    nat = "aws:ec2/natGateway:NatGateway"
    assert len(of_type(dev, nat)) == 1
    zones = {
        subnet.id: subnet.inputs["availabilityZone"] for subnet in of_type(prod, "aws:ec2/subnet:Subnet")
    }
    gateways = {gateway.id: zones[gateway.inputs["subnetId"]] for gateway in of_type(prod, nat)}
    assert len(set(gateways.values())) == 3
    # A zone that fails takes down no other zone's way out.
    tables = {
        association["routeTableId"]: zones[association["subnetId"]]
        for association in inputs_of_type(prod, "aws:ec2/routeTableAssociation:RouteTableAssociation")
    }
    for route in inputs_of_type(prod, "aws:ec2/route:Route"):
        if "natGatewayId" in route:
            assert gateways[route["natGatewayId"]] == tables[route["routeTableId"]]


def test_no_subnet_gives_public_addresses_and_load_balancers_find_theirs(either_stack: Result) -> None:
    for subnet in inputs_of_type(either_stack, "aws:ec2/subnet:Subnet"):
        assert subnet["mapPublicIpOnLaunch"] is False
        found = {key: value for key, value in subnet["tags"].items() if key.startswith("kubernetes.io/role/")}
        assert found == LOAD_BALANCER_TAGS[subnet["tags"]["Tier"]]


def test_the_default_security_group_has_no_rules(either_stack: Result) -> None:
    group = only_inputs(either_stack, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup")
    assert (group["ingress"], group["egress"]) == ([], [])


def test_the_flow_log_holds_all_traffic_by_the_minute_in_an_encrypted_log_group(either_stack: Result) -> None:
    flow_log = only_inputs(either_stack, "aws:ec2/flowLog:FlowLog")
    assert (flow_log["trafficType"], flow_log["maxAggregationInterval"]) == ("ALL", 60)
    groups = of_type(either_stack, "aws:cloudwatch/logGroup:LogGroup")
    (group,) = (group for group in groups if group.outputs["arn"] == flow_log["logDestination"])
    keys = {key.outputs["arn"]: key.name for key in of_type(either_stack, "aws:kms/key:Key")}
    assert keys[group.inputs["kmsKeyId"]] == "logs"
    assert group.inputs["retentionInDays"] == (30 if either_stack.stack == "dev" else 365)
