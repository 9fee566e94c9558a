"""The VPC."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.network.cidr_plan import CidrPlan, plan_subnets
from infra.network.endpoints import create_s3_gateway
from infra.network.flow_log import FlowLog, FlowLogArgs
from infra.network.nacls import NetworkAcls, NetworkAclsArgs, Tier, acl_rules
from infra.network.outside_networks import OutsideNetworks, OutsideNetworksArgs
from infra.network.reach import Reach
from infra.network_settings import NetworkSettings
from infra.place import Place


@dataclass(frozen=True)
class NetworkArgs:
    """What a Network needs.

    Attributes:
        place: where it lives.
        settings: the settings of the network.
        deployers: ARNs of the principals that deploy from inside the VPC.
        reach: who reaches the API and the load balancers from outside.
        zone_names: two or three availability zones.
        logs_key_arn: KMS key of the flow log.
        keep_logs: whether the flow log outlives the stack.
    """

    place: Place
    settings: NetworkSettings
    deployers: Sequence[str]
    reach: Reach
    zone_names: Sequence[str]
    logs_key_arn: pulumi.Input[str]
    keep_logs: bool


class Network(pulumi.ComponentResource):
    """A VPC in three tiers, and a fourth where a transit gateway is attached.

    Creates the VPC, an internet gateway, public, private and intra subnets, one NAT gateway or one per zone
    with its address, route tables, the gateway endpoint of S3, the ways to networks outside, a network ACL
    per tier, the emptied default security group and network ACL, and the flow log.
    """

    vpc_id: pulumi.Output[str]
    plan: CidrPlan
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    intra_subnet_ids: list[pulumi.Output[str]]
    route_table_ids: dict[str, list[pulumi.Output[str]]]
    outside: OutsideNetworks
    s3_prefix_list_id: pulumi.Output[str] | None
    flow_log_group: pulumi.Output[str]
    paths: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: NetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Network", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._paths: list[pulumi.Resource] = []
        self._settings = args.settings
        self.plan = plan_subnets(args.settings.vpc_cidr, len(args.zone_names))
        self._vpc = aws.ec2.Vpc(
            "vpc",
            cidr_block=args.settings.vpc_cidr,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": args.place.name},
            opts=self._child,
        )
        public = self._subnets("public", self.plan.public, {"kubernetes.io/role/elb": "1"})
        private = self._subnets("private", self.plan.private, {"kubernetes.io/role/internal-elb": "1"})
        intra = self._subnets("intra", self.plan.intra, {})
        transit = self._subnets("transit", self.plan.transit, {}) if args.settings.transit_gateway else []
        tables: dict[Tier, dict[str, aws.ec2.RouteTable]] = {
            "public": self._route_public(public),
            "private": self._route_private(private, self._nat_gateways(public)),
            "intra": self._route_nowhere("intra", intra),
        }
        if transit:
            self._route_nowhere("transit", transit)
        self.route_table_ids = {
            tier: [table.id for table in by_name.values()] for tier, by_name in tables.items()
        }
        self.outside = self._reach_outside(tables, transit)
        self.s3_prefix_list_id = self._route_to_s3() if args.settings.endpoints.s3 else None
        self._filter({"public": public, "private": private, "intra": intra, "transit": transit})
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

    def _route_public(self, subnets: list[aws.ec2.Subnet]) -> dict[str, aws.ec2.RouteTable]:
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
        return {"public": table}

    def _nat_gateways(self, public: list[aws.ec2.Subnet]) -> list[aws.ec2.NatGateway]:
        hosts = public[: {"none": 0, "single": 1, "perZone": len(public)}[self._settings.nat]]
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
    ) -> dict[str, aws.ec2.RouteTable]:
        tables: dict[str, aws.ec2.RouteTable] = {}
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
            tables[f"private-{zone}"] = table
        return tables

    def _route_nowhere(self, tier: str, subnets: list[aws.ec2.Subnet]) -> dict[str, aws.ec2.RouteTable]:
        table = self._table(tier)
        for zone, subnet in zip(self._args.zone_names, subnets, strict=True):
            self._associate(f"{tier}-{zone}", subnet, table)
        return {tier: table}

    def _reach_outside(
        self, tables: Mapping[Tier, Mapping[str, aws.ec2.RouteTable]], transit: list[aws.ec2.Subnet]
    ) -> OutsideNetworks:
        outside = OutsideNetworks(
            "outside-networks",
            OutsideNetworksArgs(
                place=self._args.place,
                vpc_id=self._vpc.id,
                vpc_cidr=self._settings.vpc_cidr,
                routes=self._args.reach.routes,
                tables={
                    tier: {name: table.id for name, table in by_name.items()}
                    for tier, by_name in tables.items()
                },
                transit_gateway=self._settings.transit_gateway,
                transit_subnet_ids=[subnet.id for subnet in transit],
                peering=self._settings.peering,
            ),
            opts=self._child,
        )
        self._paths += outside.paths
        return outside

    def _route_to_s3(self) -> pulumi.Output[str]:
        endpoint = create_s3_gateway(
            self._args.place,
            vpc_id=self._vpc.id,
            route_table_ids=self.route_table_ids["private"],
            deployers=self._args.deployers,
            opts=self._child,
        )
        self._paths.append(endpoint)
        return endpoint.prefix_list_id

    def _filter(self, tiers: Mapping[Tier, list[aws.ec2.Subnet]]) -> None:
        args, reach = self._args, self._args.reach
        through_gateway: set[Tier] = {route.tier for route in reach.routes if route.way == "transitGateway"}
        acls = NetworkAcls(
            "network-acls",
            NetworkAclsArgs(
                name=args.place.name,
                vpc_id=self._vpc.id,
                rules=acl_rules(
                    self.plan,
                    reach.client_cidrs,
                    reach.admin_cidrs,
                    internet=self._settings.nat != "none",
                    transit=through_gateway,
                ),
                subnets={
                    tier: dict(zip(args.zone_names, subnets, strict=True))
                    for tier, subnets in tiers.items()
                    if subnets
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
                retention_days=self._settings.flow_log_retention_days,
                logs_key_arn=args.logs_key_arn,
                keep=args.keep_logs,
                place=args.place,
            ),
            opts=self._child,
        )
