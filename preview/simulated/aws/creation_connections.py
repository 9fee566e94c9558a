"""What EC2 refuses among the ways out of a VPC: transit gateways and peerings."""

from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.creation_network import SUBNET, VPC
from preview.simulated.aws.rule_values import Rule, described, network, refuse, text, texts_at
from preview.simulated.store import Store

TRANSIT_ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
TABLE_ASSOCIATION = "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation"
PEERING = "aws:ec2/vpcPeeringConnection:VpcPeeringConnection"


def _attachment(inputs: Properties, store: Store) -> None:
    gateway, vpc = text(inputs, "transitGatewayId"), text(inputs, "vpcId")
    for other in store.of_type(TRANSIT_ATTACHMENT):
        if (
            gateway
            and vpc
            and (text(other.inputs, "transitGatewayId"), text(other.inputs, "vpcId"))
            == (
                gateway,
                vpc,
            )
        ):
            refuse(
                "DuplicateTransitGatewayAttachment",
                f"{gateway} has non-deleted Transit Gateway Attachments with same VPC ID.",
                f"{described(other)} attaches {vpc}",
            )
    zones: dict[str, str] = {}
    for identifier in texts_at(inputs, "subnetIds"):
        subnet = store.get(SUBNET, identifier)
        zone = text(subnet.inputs, "availabilityZone") if subnet else ""
        if zone and zones.setdefault(zone, identifier) != identifier:
            # EC2 API Reference, CreateTransitGatewayVpcAttachment: one subnet for each zone.
            refuse(
                "DuplicateSubnetsInSameZone",
                f"Duplicate Subnets for same AZ: {zone}",
                f"{zones[zone]} and {identifier}",
            )


def _association(inputs: Properties, store: Store) -> None:
    attachment = store.get(TRANSIT_ATTACHMENT, text(inputs, "transitGatewayAttachmentId"))
    # EC2 API Reference, AssociateTransitGatewayRouteTable: one table, by default that of the gateway.
    if attachment and attachment.inputs.get("transitGatewayDefaultRouteTableAssociation") is not False:
        refuse(
            "Resource.AlreadyAssociated",
            f"Transit Gateway Attachment {attachment.id} is already associated to a route table.",
            f"{described(attachment)} has the gateway's default one",
        )


def _peering(inputs: Properties, store: Store) -> None:
    own, peer = store.get(VPC, text(inputs, "vpcId")), store.get(VPC, text(inputs, "peerVpcId"))
    if own and peer:
        ours, theirs = network(own.inputs.get("cidrBlock")), network(peer.inputs.get("cidrBlock"))
        if ours and theirs and ours.overlaps(theirs):
            # VPC peering guide, "VPC peering limitations"; the words are those of its status.
            refuse(
                "failed",
                "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range",
                f"{described(own)} has {ours}, {described(peer)} has {theirs}",
            )


def refuse_unattached(route: Properties, vpc: str, store: Store) -> None:
    """Refuse a route to a transit gateway that its VPC is not attached to.

    Source: hashicorp/terraform-provider-aws issues 9222 and 10025, for EC2's words.

    Args:
        route: known inputs of the route.
        vpc: id of the VPC of its table, "" where that is not known.
        store: what exists in its account and region.

    Raises:
        SimulationError: EC2's code and words.
    """
    gateway = text(route, "transitGatewayId")
    attached = [
        attachment
        for attachment in store.of_type(TRANSIT_ATTACHMENT)
        if (text(attachment.inputs, "transitGatewayId"), text(attachment.inputs, "vpcId")) == (gateway, vpc)
    ]
    if gateway and vpc and not attached:
        refuse(
            "InvalidTransitGatewayID.NotFound",
            f"The transitGateway ID '{gateway}' does not exist.",
            f"{vpc} is not attached to it",
        )


RULES: Mapping[str, Rule] = {
    TRANSIT_ATTACHMENT: _attachment,
    TABLE_ASSOCIATION: _association,
    PEERING: _peering,
}
