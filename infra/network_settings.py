"""The settings of the network."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel

from infra.network.cidr_plan import plan_subnets
from infra.network.endpoint_catalogue import NEEDED_WITHOUT_NAT
from infra.setting_types import ClientCidrs, RetentionDays, VpcCidr, ZoneName
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

    @property
    def interfaces(self) -> tuple[str, ...]:
        """The APIs that shall have an interface endpoint, as the catalogue of endpoints calls them."""
        return tuple(name for name in EndpointSettings.model_fields if name != "s3" and getattr(self, name))


class NetworkSettings(Settings):
    """The VPC."""

    vpc_cidr: VpcCidr
    zones: Literal[2, 3]
    zone_names: Annotated[tuple[ZoneName, ...], Field(strict=False)] = ()
    nat: Literal["single", "perZone", "none"]
    endpoints: EndpointSettings
    client_cidrs: ClientCidrs
    flow_log_retention_days: RetentionDays

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
