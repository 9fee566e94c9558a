"""The settings of the network."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel

from infra.network.cidr_plan import plan_subnets
from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from infra.network.reach import Way
from infra.setting_types import (
    AccountId,
    ClientCidrs,
    PeeringId,
    PrivateCidrs,
    Region,
    RetentionDays,
    RouteTableId,
    TransitGatewayId,
    TransitGatewayTableId,
    VpcCidr,
    VpcId,
    ZoneName,
)
from infra.settings_base import Settings


class EndpointSettings(Settings):
    """Which AWS APIs answer inside the VPC: S3 through a gateway, others through an interface per zone."""

    s3: bool
    ec2: bool
    ecr_api: bool
    ecr_dkr: bool
    sts: bool
    logs: bool
    eks: bool
    eks_auth: bool
    secretsmanager: bool
    kms: bool
    elasticloadbalancing: bool
    monitoring: bool
    sns: bool
    sqs: bool
    ssm: bool

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The APIs that shall have an interface endpoint, as the catalogue of endpoints calls them."""
        return tuple(name for name in EndpointSettings.model_fields if name != "s3" and getattr(self, name))


class TransitGatewaySettings(Settings):
    """A transit gateway, of this account or shared with it, and the ranges behind it that are led to."""

    id: TransitGatewayId
    cidrs: PrivateCidrs = Field(min_length=1)
    route_table_id: TransitGatewayTableId | None = None


class PeeringSettings(Settings):
    """A peering with another VPC: asked of its owner, or, by the connection's id, accepted from its owner."""

    vpc_id: VpcId | None = None
    account_id: AccountId | None = None
    region: Region | None = None
    connection_id: PeeringId | None = None
    cidrs: PrivateCidrs = Field(min_length=1)
    route_table_ids: tuple[RouteTableId, ...] = Field(default=(), strict=False)

    @property
    def is_ours(self) -> bool:
        """Whether the other VPC is in this account and region too."""
        return self.account_id is None and self.region is None

    @model_validator(mode="after")
    def _asks_or_accepts(self) -> Self:
        if (self.vpc_id is None) == (self.connection_id is None):
            raise ValueError(
                "name either vpcId, to ask its owner for a peering, or connectionId, to accept one that its "
                "owner asks of us"
            )
        if self.connection_id is not None and not self.is_ours:
            raise ValueError("accountId and region go with vpcId; who asks has named them in the connection")
        if self.route_table_ids and not self.is_ours:
            raise ValueError(
                "routeTableIds are tables of this account and region; the peer leads back to us in its own"
            )
        return self


class NetworkSettings(Settings):
    """The VPC."""

    vpc_cidr: VpcCidr
    zones: Literal[2, 3]
    zone_names: Annotated[tuple[ZoneName, ...], Field(strict=False)] = ()
    nat: Literal["single", "perZone", "none"]
    endpoints: EndpointSettings
    client_cidrs: ClientCidrs
    transit_gateway: TransitGatewaySettings | None = None
    peering: PeeringSettings | None = None
    runner: bool
    flow_log_retention_days: RetentionDays

    @property
    def ways(self) -> dict[Way, tuple[str, ...]]:
        """The ranges behind each way to networks outside."""
        found: dict[Way, tuple[str, ...]] = {}
        if self.transit_gateway:
            found["transitGateway"] = self.transit_gateway.cidrs
        if self.peering:
            found["peering"] = self.peering.cidrs
        return found

    @model_validator(mode="after")
    def _fits(self) -> Self:
        plan_subnets(self.vpc_cidr, self.zones)
        return self

    @model_validator(mode="after")
    def _reaches_aws(self) -> Self:
        missing = [name for name in NEEDED_WITHOUT_NAT if not getattr(self.endpoints, name)]
        if self.nat == "none" and missing:
            needs = "; ".join(f"endpoints.{to_camel(name)} ({NEEDED_WITHOUT_NAT[name]})" for name in missing)
            raise ValueError(f'nat is "none", so these must be true: {needs}')
        return self

    @model_validator(mode="after")
    def _runner_reaches_aws(self) -> Self:
        if self.runner and self.nat == "none":
            raise ValueError(
                "runner is true, which needs nat: a deployment calls APIs without an endpoint, such as IAM's"
            )
        return self
