"""The VPC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from infra.network.cidr_plan import CidrPlan, plan_subnets
from infra.network.endpoints import create_s3_gateway
from infra.network.flow_log import FlowLog, FlowLogArgs
from infra.network.nacls import NetworkAcls, NetworkAclsArgs, Tier, acl_rules
from infra.place import Place


@dataclass(frozen=True)
class NetworkArgs:
    """What a Network needs.

    Attributes:
        place: where it lives.
        vpc_cidr: IPv4 range, /16 to /21.
        zone_names: two or three availability zones.
        nat: one NAT gateway, one in each zone, or none.
        s3_gateway: whether private subnets reach S3 by a gateway endpoint.
        client_cidrs: who reaches the load balancers.
        admin_cidrs: private ranges from which people reach the API.
        flow_log_retention_days: how long CloudWatch Logs keeps the flow log.
        logs_key_arn: KMS key of the flow log.
    """

    place: Place
    vpc_cidr: str
    zone_names: Sequence[str]
    nat: Literal["single", "perZone", "none"]
    s3_gateway: bool
    client_cidrs: Sequence[str]
    admin_cidrs: Sequence[str]
    flow_log_retention_days: int
    logs_key_arn: pulumi.Input[str]


class Network(pulumi.ComponentResource):
    """A VPC in three tiers.

    Creates the VPC, an internet gateway, public, private and intra subnets, one NAT gateway or one per zone
    with its address, route tables, the gateway endpoint of S3, a network ACL per tier, the emptied default
    security group and network ACL, and the flow log.
    """

    vpc_id: pulumi.Output[str]
    plan: CidrPlan
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    intra_subnet_ids: list[pulumi.Output[str]]
    s3_prefix_list_id: pulumi.Output[str] | None
    flow_log_group: pulumi.Output[str]
    paths: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Network", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._paths: list[pulumi.Resource] = []
        self.plan = plan_subnets(args.vpc_cidr, len(args.zone_names))
        self._vpc = aws.ec2.Vpc(
            "vpc",
            cidr_block=args.vpc_cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": args.place.name},
            opts=self._child,
        )
        public = self._subnets("public", self.plan.public, {"kubernetes.io/role/elb": "1"})
        private = self._subnets("private", self.plan.private, {"kubernetes.io/role/internal-elb": "1"})
        intra = self._subnets("intra", self.plan.intra, {})
        self._route_public(public)
        private_tables = self._route_private(private, self._nat_gateways(public))
        self._route_intra(intra)
        self.s3_prefix_list_id = self._route_to_s3(private_tables) if args.s3_gateway else None
        self._filter({"public": public, "private": private, "intra": intra})
        self._empty_defaults()
        self.flow_log_group = self._log_flows().log_group_name
        self.vpc_id = self._vpc.id
        self.public_subnet_ids = [subnet.id for subnet in public]
        self.private_subnet_ids = [subnet.id for subnet in private]
        self.intra_subnet_ids = [subnet.id for subnet in intra]
        self.paths = tuple(self._paths)
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
        self._paths.append(
            aws.ec2.RouteTableAssociation(
                name, subnet_id=subnet.id, route_table_id=table.id, opts=self._child
            )
        )

    def _route_public(self, subnets: list[aws.ec2.Subnet]) -> None:
        gateway = aws.ec2.InternetGateway("internet", vpc_id=self._vpc.id, opts=self._child)
        table = self._table("public")
        self._paths.append(
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
                    opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._paths)),
                )
            )
        return gateways

    def _route_private(
        self, subnets: list[aws.ec2.Subnet], gateways: list[aws.ec2.NatGateway]
    ) -> list[aws.ec2.RouteTable]:
        tables: list[aws.ec2.RouteTable] = []
        for index, (zone, subnet) in enumerate(zip(self._args.zone_names, subnets, strict=True)):
            table = self._table(f"private-{zone}")
            if gateways:
                self._paths.append(
                    aws.ec2.Route(
                        f"private-{zone}-nat",
                        route_table_id=table.id,
                        destination_cidr_block="0.0.0.0/0",
                        nat_gateway_id=gateways[index % len(gateways)].id,
                        opts=self._child,
                    )
                )
            self._associate(f"private-{zone}", subnet, table)
            tables.append(table)
        return tables

    def _route_intra(self, subnets: list[aws.ec2.Subnet]) -> None:
        table = self._table("intra")
        for zone, subnet in zip(self._args.zone_names, subnets, strict=True):
            self._associate(f"intra-{zone}", subnet, table)

    def _route_to_s3(self, tables: list[aws.ec2.RouteTable]) -> pulumi.Output[str]:
        endpoint = create_s3_gateway(
            self._args.place,
            vpc_id=self._vpc.id,
            route_table_ids=[table.id for table in tables],
            opts=self._child,
        )
        self._paths.append(endpoint)
        return endpoint.prefix_list_id

    def _filter(self, tiers: Mapping[Tier, list[aws.ec2.Subnet]]) -> None:
        args = self._args
        acls = NetworkAcls(
            "network-acls",
            NetworkAclsArgs(
                name=args.place.name,
                vpc_id=self._vpc.id,
                rules=acl_rules(self.plan, args.client_cidrs, args.admin_cidrs, internet=args.nat != "none"),
                subnets={
                    tier: dict(zip(args.zone_names, subnets, strict=True)) for tier, subnets in tiers.items()
                },
            ),
            opts=self._child,
        )
        self._paths += acls.associations

    def _empty_defaults(self) -> None:
        """Take over what AWS makes with every VPC, so that nothing that names no group or ACL is open."""
        tags = {"Name": "unused"}
        aws.ec2.DefaultSecurityGroup(
            "default", vpc_id=self._vpc.id, ingress=[], egress=[], tags=tags, opts=self._child
        )
        aws.ec2.DefaultNetworkAcl(
            "default",
            default_network_acl_id=self._vpc.default_network_acl_id,
            ingress=[],
            egress=[],
            tags=tags,
            # Subnets that still have it would be cut off.
            opts=pulumi.ResourceOptions(parent=self, depends_on=list(self._paths)),
        )

    def _log_flows(self) -> FlowLog:
        args = self._args
        return FlowLog(
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
