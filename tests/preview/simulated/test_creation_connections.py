"""What EC2 refuses among the ways out of a VPC, each beside a neighbour that it takes."""

from typing import Any

import pytest

from preview.simulated.aws.creation_connections import PEERING, TABLE_ASSOCIATION, TRANSIT_ATTACHMENT
from preview.simulated.aws.creation_network import SUBNET, VPC
from tests.support.simulated_account import SimulatedAccount

ROUTE = "aws:ec2/route:Route"
TABLE = "aws:ec2/routeTable:RouteTable"


@pytest.fixture
def network(account: SimulatedAccount) -> SimulatedAccount:
    """A VPC with a subnet in each of two zones, and a route table."""
    account.exists(VPC, "vpc-1", cidrBlock="10.0.0.0/16")
    for letter in "ab":
        account.exists(
            SUBNET,
            f"subnet-{letter}",
            vpcId="vpc-1",
            cidrBlock=f"10.0.{ord(letter)}.0/24",
            availabilityZone=f"eu-central-1{letter}",
        )
    account.exists(TABLE, "rtb-1", vpcId="vpc-1")
    return account


def attachment(**inputs: Any) -> dict[str, Any]:
    return {
        "transitGatewayId": "tgw-1",
        "vpcId": "vpc-1",
        "subnetIds": ["subnet-a", "subnet-b"],
        **inputs,
    }


def test_a_vpc_is_attached_once_to_a_transit_gateway(network: SimulatedAccount) -> None:
    network.exists(TRANSIT_ATTACHMENT, "tgw-attach-1", **attachment())

    assert (
        "DuplicateTransitGatewayAttachment: tgw-1 has non-deleted Transit Gateway Attachments"
        in network.refusal_of_create(TRANSIT_ATTACHMENT, **attachment())
    )
    network.create(TRANSIT_ATTACHMENT, **attachment(transitGatewayId="tgw-2"))


def test_an_attachment_has_one_subnet_in_a_zone(network: SimulatedAccount) -> None:
    network.exists(
        SUBNET,
        "subnet-c",
        vpcId="vpc-1",
        cidrBlock="10.0.200.0/24",
        availabilityZone="eu-central-1b",
    )

    refusal = network.refusal_of_create(
        TRANSIT_ATTACHMENT, **attachment(subnetIds=["subnet-a", "subnet-b", "subnet-c"])
    )
    assert "DuplicateSubnetsInSameZone" in refusal
    network.create(TRANSIT_ATTACHMENT, **attachment(subnetIds=["subnet-a", "subnet-c"]))


def test_a_route_to_a_transit_gateway_waits_for_the_attachment(network: SimulatedAccount) -> None:
    route = {"routeTableId": "rtb-1", "destinationCidrBlock": "10.8.0.0/16", "transitGatewayId": "tgw-1"}

    assert (
        "InvalidTransitGatewayID.NotFound: The transitGateway ID 'tgw-1' does not exist."
        in network.refusal_of_create(ROUTE, **route)
    )
    network.exists(TRANSIT_ATTACHMENT, "tgw-attach-1", **attachment())
    network.create(ROUTE, **route)


def test_a_route_in_a_table_of_another_stack_is_not_judged(network: SimulatedAccount) -> None:
    network.create(ROUTE, routeTableId="rtb-9", destinationCidrBlock="10.8.0.0/16", transitGatewayId="tgw-1")


@pytest.mark.parametrize("default", [True, None])
def test_an_attachment_is_associated_with_one_table(network: SimulatedAccount, default: bool | None) -> None:
    association = {
        "transitGatewayAttachmentId": "tgw-attach-1",
        "transitGatewayRouteTableId": "tgw-rtb-1",
    }
    network.exists(
        TRANSIT_ATTACHMENT,
        "tgw-attach-1",
        **attachment(transitGatewayDefaultRouteTableAssociation=default),
    )

    assert "Resource.AlreadyAssociated" in network.refusal_of_create(TABLE_ASSOCIATION, **association)


def test_without_the_default_table_an_attachment_takes_another(network: SimulatedAccount) -> None:
    network.exists(
        TRANSIT_ATTACHMENT,
        "tgw-attach-1",
        **attachment(transitGatewayDefaultRouteTableAssociation=False),
    )

    network.create(
        TABLE_ASSOCIATION,
        transitGatewayAttachmentId="tgw-attach-1",
        transitGatewayRouteTableId="tgw-rtb-1",
    )


@pytest.mark.parametrize(("cidr", "fits"), [("10.0.128.0/20", False), ("10.1.0.0/16", True)])
def test_peers_do_not_overlap(network: SimulatedAccount, cidr: str, fits: bool) -> None:
    network.exists(VPC, "vpc-2", cidrBlock=cidr)
    peering = {"vpcId": "vpc-1", "peerVpcId": "vpc-2"}

    if fits:
        network.create(PEERING, **peering)
    else:
        assert "overlapping CIDR range" in network.refusal_of_create(PEERING, **peering)
