"""The ways to networks outside: a transit gateway, a peering, and the routes that lead there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.network.reach import PrivateRoute
from infra.network_settings import PeeringSettings, TransitGatewaySettings
from infra.place import Place


@dataclass(frozen=True)
class OutsideNetworksArgs:
    """What OutsideNetworks needs.

    Attributes:
        place: where the VPC lives.
        vpc_id, vpc_cidr: the VPC.
        routes: where the tiers shall lead.
        tables: route tables of each tier of these routes, by name.
        transit_gateway: the transit gateway; None without one.
        transit_subnet_ids: subnets of its attachment, one in each zone.
        peering: the peering; None without one.
    """

    place: Place
    vpc_id: pulumi.Input[str]
    vpc_cidr: str
    routes: Sequence[PrivateRoute]
    tables: Mapping[str, Mapping[str, pulumi.Input[str]]]
    transit_gateway: TransitGatewaySettings | None
    transit_subnet_ids: Sequence[pulumi.Input[str]]
    peering: PeeringSettings | None


class OutsideNetworks(pulumi.ComponentResource):
    """The ways to networks outside the VPC.

    Creates the attachment to a transit gateway, with its association and propagation where the gateway's
    route table is ours; a peering connection, or its acceptance; routes to the networks behind them; and
    routes back in the tables of the peer that are ours.
    """

    attachment_id: pulumi.Output[str] | None
    peering_id: pulumi.Output[str] | None
    paths: tuple[pulumi.Resource, ...]

    def __init__(
        self, name: str, args: OutsideNetworksArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:OutsideNetworks", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._paths: list[pulumi.Resource] = []
        gateway, peering = args.transit_gateway, args.peering
        attachment = self._attach(gateway) if gateway else None
        self.attachment_id = attachment.id if attachment else None
        # From the attachment: EC2 takes no route to a gateway that the VPC is not attached to.
        self._gateway_id = attachment.transit_gateway_id if attachment else None
        self.peering_id = self._peer(peering) if peering else None
        for route in args.routes:
            for table, table_id in args.tables[route.tier].items():
                self._lead_to(route, table, table_id)
        if peering and self.peering_id:
            self._lead_back(peering, self.peering_id)
        self.paths = tuple(self._paths)
        self.register_outputs({})

    def _attach(self, gateway: TransitGatewaySettings) -> aws.ec2transitgateway.VpcAttachment:
        args, table = self._args, gateway.route_table_id
        # Only the gateway's owner may say these two. Source: the provider's page of the attachment.
        default = None if table is None else False
        attachment = aws.ec2transitgateway.VpcAttachment(
            "transit-gateway",
            transit_gateway_id=gateway.id,
            vpc_id=args.vpc_id,
            subnet_ids=args.transit_subnet_ids,
            transit_gateway_default_route_table_association=default,
            transit_gateway_default_route_table_propagation=default,
            tags={"Name": args.place.name},
            opts=self._child,
        )
        self._paths.append(attachment)
        if table is not None:
            self._paths += [
                aws.ec2transitgateway.RouteTableAssociation(
                    "transit-gateway",
                    transit_gateway_attachment_id=attachment.id,
                    transit_gateway_route_table_id=table,
                    opts=self._child,
                ),
                aws.ec2transitgateway.RouteTablePropagation(
                    "transit-gateway",
                    transit_gateway_attachment_id=attachment.id,
                    transit_gateway_route_table_id=table,
                    opts=self._child,
                ),
            ]
        return attachment

    def _peer(self, peering: PeeringSettings) -> pulumi.Output[str]:
        args, tags = self._args, {"Name": self._args.place.name}
        if peering.connection_id is not None:
            connection = aws.ec2.VpcPeeringConnectionAccepter(
                "peering",
                vpc_peering_connection_id=peering.connection_id,
                auto_accept=True,
                tags=tags,
                opts=self._child,
            )
        else:
            connection = aws.ec2.VpcPeeringConnection(
                "peering",
                vpc_id=args.vpc_id,
                peer_vpc_id=peering.vpc_id or "",
                peer_owner_id=peering.account_id,
                peer_region=peering.region,
                # Another account accepts for itself, and another region by another provider.
                auto_accept=peering.is_ours or None,
                tags=tags,
                opts=self._child,
            )
        self._paths.append(connection)
        return connection.id

    def _lead_to(self, route: PrivateRoute, table: str, table_id: pulumi.Input[str]) -> None:
        by_gateway = route.way == "transitGateway"
        self._paths.append(
            aws.ec2.Route(
                f"{table}-{route.cidr}",
                route_table_id=table_id,
                destination_cidr_block=route.cidr,
                transit_gateway_id=self._gateway_id if by_gateway else None,
                vpc_peering_connection_id=None if by_gateway else self.peering_id,
                opts=self._child,
            )
        )

    def _lead_back(self, peering: PeeringSettings, connection_id: pulumi.Output[str]) -> None:
        self._paths += [
            aws.ec2.Route(
                f"back-{table}",
                route_table_id=table,
                destination_cidr_block=self._args.vpc_cidr,
                vpc_peering_connection_id=connection_id,
                opts=self._child,
            )
            for table in peering.route_table_ids
        ]
