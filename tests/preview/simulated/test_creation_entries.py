"""Entries of network ACLs, rules of security groups, routes and associations that exist already."""

from typing import Any

import pytest

from preview.simulated.aws.creation_entries import ACL_RULE
from preview.simulated.aws.security_group_rules import EC2_RULE, GROUP, VPC_RULES
from tests.support.simulated_account import SimulatedAccount

INGRESS, EGRESS = VPC_RULES
ACL = "aws:ec2/networkAcl:NetworkAcl"
ROUTE = "aws:ec2/route:Route"
TABLE = "aws:ec2/routeTable:RouteTable"
ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"
HTTPS = {
    "securityGroupId": "sg-1",
    "ipProtocol": "tcp",
    "fromPort": 443,
    "toPort": 443,
    "cidrIpv4": "10.0.0.0/16",
}


def entry(**inputs: Any) -> dict[str, Any]:
    return {"networkAclId": "acl-1", "ruleNumber": 100, "egress": False, **inputs}


def test_a_number_of_a_network_acl_is_taken_once_a_direction(account: SimulatedAccount) -> None:
    account.create(ACL_RULE, **entry())
    account.exists(ACL_RULE, "nacl-1", **entry(ruleAction="allow"))

    refusal = account.refusal_of_create(ACL_RULE, **entry(ruleAction="deny"))

    assert refusal.startswith(
        "NetworkAclEntryAlreadyExists: EC2 Network ACL (acl-1) Rule (egress: false)(100)"
    )
    for other in (entry(egress=True), entry(ruleNumber=101), entry(networkAclId="acl-2")):
        account.create(ACL_RULE, **other)


def test_entries_that_an_acl_states_itself_count(account: SimulatedAccount) -> None:
    account.exists(ACL, "acl-1", ingress=[{"ruleNo": 100}], egress=[{"ruleNo": 200}])

    assert "NetworkAclEntryAlreadyExists" in account.refusal_of_create(ACL_RULE, **entry())
    account.create(ACL_RULE, **entry(ruleNumber=200))


def test_a_rule_of_a_group_is_taken_once_whatever_it_is_described_as(account: SimulatedAccount) -> None:
    account.create(INGRESS, **HTTPS)
    account.exists(INGRESS, "sgr-1", description="clients", **HTTPS)

    refusal = account.refusal_of_create(INGRESS, description="everybody", **HTTPS)

    words = 'the specified rule "peer: 10.0.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists'
    assert refusal.startswith(f"InvalidPermission.Duplicate: {words}")


@pytest.mark.parametrize(
    "change",
    [
        {"fromPort": 444, "toPort": 444},
        {"cidrIpv4": "10.1.0.0/16"},
        {"ipProtocol": "udp"},
        {"securityGroupId": "sg-2"},
    ],
)
def test_a_rule_that_differs_is_taken(account: SimulatedAccount, change: dict[str, Any]) -> None:
    account.exists(INGRESS, "sgr-1", **HTTPS)

    account.create(INGRESS, **{**HTTPS, **change})
    account.create(EGRESS, **HTTPS)


@pytest.mark.parametrize(
    ("token", "identifier", "inputs"),
    [
        (
            EC2_RULE,
            "sgrule-1",
            {
                "type": "ingress",
                "securityGroupId": "sg-1",
                "protocol": "6",
                "fromPort": 443,
                "toPort": 443,
                "cidrBlocks": ["10.9.0.0/16", "10.0.0.0/16"],
            },
        ),
        (
            GROUP,
            "sg-1",
            {
                "ingress": [
                    {"protocol": "tcp", "fromPort": 443, "toPort": 443, "cidrBlocks": ["10.0.0.0/16"]},
                ]
            },
        ),
    ],
)
def test_a_rule_is_the_same_whichever_resource_states_it(
    account: SimulatedAccount, token: str, identifier: str, inputs: dict[str, Any]
) -> None:
    account.exists(token, identifier, **inputs)

    assert "InvalidPermission.Duplicate" in account.refusal_of_create(INGRESS, **HTTPS)


def test_ports_of_a_rule_for_all_protocols_do_not_count(account: SimulatedAccount) -> None:
    everything = {"securityGroupId": "sg-1", "ipProtocol": "-1", "referencedSecurityGroupId": "sg-2"}
    account.exists(INGRESS, "sgr-1", **everything)

    refusal = account.refusal_of_create(INGRESS, fromPort=0, toPort=0, **everything)

    assert '"peer: sg-2, ALL, ALLOW"' in refusal


def test_a_route_table_has_a_destination_once(account: SimulatedAccount) -> None:
    account.create(ROUTE, routeTableId="rtb-1", destinationCidrBlock="0.0.0.0/0", gatewayId="igw-1")
    account.exists(ROUTE, "r-1", routeTableId="rtb-1", destinationCidrBlock="0.0.0.0/0", gatewayId="igw-1")

    refusal = account.refusal_of_create(
        ROUTE, routeTableId="rtb-1", destinationCidrBlock="0.0.0.0/0", natGatewayId="nat-1"
    )

    assert "Route in Route Table (rtb-1) with destination (0.0.0.0/0) already exists" in refusal
    account.create(ROUTE, routeTableId="rtb-1", destinationCidrBlock="10.0.0.0/8", natGatewayId="nat-1")
    account.create(ROUTE, routeTableId="rtb-2", destinationCidrBlock="0.0.0.0/0", natGatewayId="nat-1")


def test_two_lists_of_prefixes_are_two_destinations(account: SimulatedAccount) -> None:
    account.exists(ROUTE, "r-1", routeTableId="rtb-1", destinationPrefixListId="pl-1")

    assert "destination (pl-1)" in account.refusal_of_create(
        ROUTE, routeTableId="rtb-1", destinationPrefixListId="pl-1"
    )
    account.create(ROUTE, routeTableId="rtb-1", destinationPrefixListId="pl-2")


def test_routes_that_a_table_states_itself_count(account: SimulatedAccount) -> None:
    account.exists(TABLE, "rtb-1", routes=[{"cidrBlock": "0.0.0.0/0"}, {"ipv6CidrBlock": "::/0"}])

    for destination in ({"destinationCidrBlock": "0.0.0.0/0"}, {"destinationIpv6CidrBlock": "::/0"}):
        assert "RouteAlreadyExists" in account.refusal_of_create(ROUTE, routeTableId="rtb-1", **destination)


def test_a_subnet_has_one_route_table(account: SimulatedAccount) -> None:
    account.create(ASSOCIATION, subnetId="subnet-1", routeTableId="rtb-1")
    account.exists(ASSOCIATION, "rtbassoc-1", subnetId="subnet-1", routeTableId="rtb-1")

    refusal = account.refusal_of_create(ASSOCIATION, subnetId="subnet-1", routeTableId="rtb-2")

    assert "the specified association for route table rtb-2 conflicts with an existing association" in refusal
    account.create(ASSOCIATION, subnetId="subnet-2", routeTableId="rtb-1")
