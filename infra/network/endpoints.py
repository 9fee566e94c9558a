"""AWS APIs inside the VPC."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.network.endpoint_catalogue import CATALOGUE, service_name
from infra.network.endpoint_policies import endpoint_policy
from infra.place import Place


@dataclass(frozen=True)
class InterfaceEndpointsArgs:
    """What InterfaceEndpoints needs.

    Attributes:
        place: where they live.
        names: which APIs, as the catalogue calls them.
        deployers: ARNs of the principals that deploy from inside the VPC.
        vpc_id: the VPC.
        subnet_ids: subnets of their interfaces, one in each zone.
        security_group_id: group of their interfaces.
    """

    place: Place
    names: Sequence[str]
    deployers: Sequence[str]
    vpc_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    security_group_id: pulumi.Input[str]


class InterfaceEndpoints(pulumi.ComponentResource):
    """AWS APIs that answer inside the VPC under their usual names.

    Creates an interface endpoint for each API. Where its service is known to take one, it has a policy that
    bounds what it is good for.
    """

    endpoints: tuple[pulumi.Resource, ...]

    def __init__(
        self, name: str, args: InterfaceEndpointsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:InterfaceEndpoints", name, None, opts)
        self._args = args
        self.endpoints = tuple(self._endpoint(api) for api in args.names)
        self.register_outputs({})

    def _endpoint(self, api: str) -> aws.ec2.VpcEndpoint:
        args = self._args
        name = api.replace("_", "-")
        return aws.ec2.VpcEndpoint(
            name,
            vpc_id=args.vpc_id,
            vpc_endpoint_type="Interface",
            service_name=service_name(api, partition=args.place.partition, region=args.place.region),
            subnet_ids=args.subnet_ids,
            security_group_ids=[args.security_group_id],
            private_dns_enabled=True,
            policy=endpoint_policy(api, args.place, args.deployers) if CATALOGUE[api].takes_policy else None,
            tags={"Name": f"{args.place.name}-{name}"},
            opts=pulumi.ResourceOptions(parent=self),
        )


def create_s3_gateway(
    place: Place,
    *,
    vpc_id: pulumi.Input[str],
    route_table_ids: Sequence[pulumi.Input[str]],
    deployers: Sequence[str],
    opts: pulumi.ResourceOptions,
) -> aws.ec2.VpcEndpoint:
    """Declare the gateway endpoint of S3, a route that costs nothing.

    Args:
        place: where it lives.
        vpc_id: the VPC.
        route_table_ids: tables that lead to S3 by it.
        deployers: ARNs of the principals that deploy from inside the VPC.
        opts: resource options.
    """
    return aws.ec2.VpcEndpoint(
        "s3",
        vpc_id=vpc_id,
        vpc_endpoint_type="Gateway",
        service_name=service_name("s3", partition=place.partition, region=place.region),
        route_table_ids=route_table_ids,
        policy=endpoint_policy("s3", place, deployers),
        tags={"Name": f"{place.name}-s3"},
        opts=opts,
    )
