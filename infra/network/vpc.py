"""The VPC."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from infra.network.cidr_plan import CidrPlan, plan_subnets
from infra.network.flow_log import FlowLog, FlowLogArgs
from infra.place import Place


@dataclass(frozen=True)
class NetworkArgs:
    """What a Network needs.

    Attributes:
        place: where it lives.
        vpc_cidr: IPv4 range, /16 to /20.
        zone_names: two or three availability zones.
        nat: one NAT gateway, or one in each zone.
        flow_log_retention_days: how long CloudWatch Logs keeps the flow log.
        logs_key_arn: KMS key of the flow log.
    """

    place: Place
    vpc_cidr: str
    zone_names: Sequence[str]
    nat: Literal["single", "perZone", "none"]
    flow_log_retention_days: int
    logs_key_arn: pulumi.Input[str]


class Network(pulumi.ComponentResource):
    """A VPC in three tiers.

    Creates the VPC, an internet gateway, public, private and intra subnets, one NAT gateway or one per zone
    with its address, route tables, the emptied default security group, and the flow log.
    """

    vpc_id: pulumi.Output[str]
    plan: CidrPlan
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    intra_subnet_ids: list[pulumi.Output[str]]
    routes: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Network", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._routes: list[pulumi.Resource] = []
        self.plan = plan_subnets(args.vpc_cidr, len(args.zone_names))
        self._vpc = aws.ec2.Vpc(
            "vpc",
            cidr_block=args.vpc_cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": args.place.name},
            opts=self._child,
        )
        aws.ec2.DefaultSecurityGroup(
            "default", vpc_id=self._vpc.id, ingress=[], egress=[], tags={"Name": "unused"}, opts=self._child
        )
        public = self._subnets("public", self.plan.public, {"kubernetes.io/role/elb": "1"})
        private = self._subnets("private", self.plan.private, {"kubernetes.io/role/internal-elb": "1"})
        intra = self._subnets("intra", self.plan.intra, {})
        self._route_public(public)
        self._route_private(private, self._nat_gateways(public))
        self._route_intra(intra)
        self._log_flows()
        self.vpc_id = self._vpc.id
        self.public_subnet_ids = [subnet.id for subnet in public]
        self.private_subnet_ids = [subnet.id for subnet in private]
        self.intra_subnet_ids = [subnet.id for subnet in intra]
        self.routes = tuple(self._routes)
        self.register_outputs({"vpcId": self.vpc_id})

    def _subnets(self, tier: str, cidrs: Sequence[str], tags: dict[str, str]) -> list[aws.ec2.Subnet]:
        return [
            aws.ec2.Subnet(
                f"{tier}-{zone}",
                vpc_id=self._vpc.id,
                cidr_block=cidr,
                availability_zone=zone,
                map_public_ip_on_launch=False,
                tags={"Name": f"{self._args.place.name}-{tier}-{zone}", "Tier": tier, **tags},
                opts=self._child,
            )
            for zone, cidr in zip(self._args.zone_names, cidrs, strict=True)
        ]

    def _table(self, name: str) -> aws.ec2.RouteTable:
        return aws.ec2.RouteTable(
            name,
            vpc_id=self._vpc.id,
            tags={"Name": f"{self._args.place.name}-{name}"},
            opts=self._child,
        )

    def _associate(self, name: str, subnet: aws.ec2.Subnet, table: aws.ec2.RouteTable) -> None:
        self._routes.append(
            aws.ec2.RouteTableAssociation(
                name, subnet_id=subnet.id, route_table_id=table.id, opts=self._child
            )
        )

    def _route_public(self, subnets: list[aws.ec2.Subnet]) -> None:
        gateway = aws.ec2.InternetGateway("internet", vpc_id=self._vpc.id, opts=self._child)
        table = self._table("public")
        self._routes.append(
            aws.ec2.Route(
                "public-internet",
                route_table_id=table.id,
                destination_cidr_block="0.0.0.0/0",
                gateway_id=gateway.id,
                opts=self._child,
            )
        )
        for zone, subnet in zip(self._args.zone_names, subnets, strict=True):
            self._associate(f"public-{zone}", subnet, table)

    def _nat_gateways(self, public: list[aws.ec2.Subnet]) -> list[aws.ec2.NatGateway]:
        hosts = public[: {"none": 0, "single": 1, "perZone": len(public)}[self._args.nat]]
        gateways: list[aws.ec2.NatGateway] = []
        for zone, subnet in zip(self._args.zone_names, hosts, strict=False):
            address = aws.ec2.Eip(f"nat-{zone}", domain="vpc", opts=self._child)
            gateways.append(
                aws.ec2.NatGateway(
                    f"nat-{zone}",
                    subnet_id=subnet.id,
                    allocation_id=address.allocation_id,
                    # A NAT gateway works only once its subnet reaches the internet.
                    opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._routes)),
                )
            )
        return gateways

    def _route_private(self, subnets: list[aws.ec2.Subnet], gateways: list[aws.ec2.NatGateway]) -> None:
        for index, (zone, subnet) in enumerate(zip(self._args.zone_names, subnets, strict=True)):
            table = self._table(f"private-{zone}")
            if gateways:
                self._routes.append(
                    aws.ec2.Route(
                        f"private-{zone}-nat",
                        route_table_id=table.id,
                        destination_cidr_block="0.0.0.0/0",
                        nat_gateway_id=gateways[index % len(gateways)].id,
                        opts=self._child,
                    )
                )
            self._associate(f"private-{zone}", subnet, table)

    def _route_intra(self, subnets: list[aws.ec2.Subnet]) -> None:
        table = self._table("intra")
        for zone, subnet in zip(self._args.zone_names, subnets, strict=True):
            self._associate(f"intra-{zone}", subnet, table)

    def _log_flows(self) -> None:
        args = self._args
        FlowLog(
            "flow-log",
            FlowLogArgs(
                vpc_id=self._vpc.id,
                log_group=f"/aws/vpc/{args.place.name}/flow-log",
                retention_days=args.flow_log_retention_days,
                logs_key_arn=args.logs_key_arn,
                place=args.place,
            ),
            opts=self._child,
        )
