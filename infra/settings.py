"""The settings of this layer, as a stack's file writes them."""

import ipaddress
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel


class Settings(BaseModel):
    """Base of all settings: frozen, camelCase in files, unknown keys refused, no silent conversions."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel, strict=True)


# What CloudWatch Logs takes as retention, from a month. Source: PutRetentionPolicy, API reference.
RetentionDays: TypeAlias = Literal[
    30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922
]
AccountId: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Region: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[a-z]+)+-[0-9]$")]
PolicyArn: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$")
]
PrincipalArn: TypeAlias = Annotated[
    str, StringConstraints(pattern=r"^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[\w+=,.@/-]+$")
]

# The shortest prefix that may reach the public endpoint: an office or a network, not a provider.
SHORTEST_PUBLIC_PREFIX = 16


def _vpc_cidr(value: str) -> str:
    network = ipaddress.IPv4Network(value)
    if not network.is_private or not 16 <= network.prefixlen <= 20:
        raise ValueError("must be a private IPv4 range between /16 and /20")
    return value


def _endpoint_cidr(value: str) -> str:
    network = ipaddress.IPv4Network(value)
    if network.prefixlen < SHORTEST_PUBLIC_PREFIX:
        raise ValueError(
            f"must be /{SHORTEST_PUBLIC_PREFIX} or narrower: the API is not for the internet at large"
        )
    return value


def _cidr(value: str) -> str:
    network = ipaddress.IPv4Network(value)
    if not network.is_private:
        raise ValueError("must be a private IPv4 range")
    return value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(values)) < len(values):
        raise ValueError("must not list a range twice: AWS refuses a second rule for it")
    return values


VpcCidr: TypeAlias = Annotated[str, AfterValidator(_vpc_cidr)]
EndpointCidr: TypeAlias = Annotated[str, AfterValidator(_endpoint_cidr)]
PrivateCidr: TypeAlias = Annotated[str, AfterValidator(_cidr)]


class AwsSettings(Settings):
    """Where the stack lives."""

    region: Region
    account_id: AccountId
    permissions_boundary: PolicyArn | None = None


class TagSettings(Settings):
    """Tags that every AWS resource carries."""

    owner: str = Field(min_length=1)
    cost_center: str = Field(min_length=1)
    data_classification: Literal["public", "internal", "confidential", "restricted"]


class NetworkSettings(Settings):
    """The VPC."""

    vpc_cidr: VpcCidr
    zones: Literal[2, 3]
    nat: Literal["single", "perZone"]
    flow_log_retention_days: RetentionDays


class ClusterSettings(Settings):
    """The control plane."""

    version: Literal["1.35", "1.36"]
    public_cidrs: tuple[EndpointCidr, ...] = Field(strict=False)
    admin_cidrs: Annotated[tuple[PrivateCidr, ...], AfterValidator(_distinct)] = Field(strict=False)
    log_retention_days: RetentionDays
    deletion_protection: bool


class TaintSettings(Settings):
    """A taint of nodes: pods that do not tolerate it stay away."""

    key: str = Field(min_length=1)
    value: str
    effect: Literal["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]


class NodeGroupSettings(Settings):
    """One managed node group."""

    instance_types: tuple[str, ...] = Field(strict=False, min_length=1)
    ami_type: Literal[
        "AL2023_x86_64_STANDARD", "AL2023_ARM_64_STANDARD", "BOTTLEROCKET_x86_64", "BOTTLEROCKET_ARM_64"
    ]
    capacity_type: Literal["ON_DEMAND", "SPOT"]
    min_size: int = Field(ge=1, le=100)
    max_size: int = Field(ge=1, le=100)
    disk_gib: int = Field(ge=20, le=1000)
    labels: dict[str, str] = {}
    taints: tuple[TaintSettings, ...] = Field(default=(), strict=False)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max_size < self.min_size:
            raise ValueError(f"maxSize is {self.max_size}, less than minSize, {self.min_size}")
        return self


class AccessSettings(Settings):
    """Who may use the cluster, by the ARN of an IAM principal."""

    admins: tuple[PrincipalArn, ...] = Field(strict=False, min_length=1)
    deployers: tuple[PrincipalArn, ...] = Field(strict=False)
    developers: tuple[PrincipalArn, ...] = Field(strict=False)
    viewers: tuple[PrincipalArn, ...] = Field(strict=False)

    @model_validator(mode="after")
    def _one_entry_each(self) -> Self:
        everybody = (*self.admins, *self.deployers, *self.developers, *self.viewers)
        repeated = sorted({arn for arn in everybody if everybody.count(arn) > 1})
        if repeated:
            raise ValueError(f"EKS takes one access entry per principal; listed twice: {', '.join(repeated)}")
        return self


class EncryptionSettings(Settings):
    """The KMS keys."""

    deletion_window_days: int = Field(ge=14, le=30)


class InfraSettings(Settings):
    """All areas of this layer."""

    aws: AwsSettings
    tags: TagSettings
    network: NetworkSettings
    cluster: ClusterSettings
    node_groups: dict[str, NodeGroupSettings] = Field(min_length=1)
    access: AccessSettings
    encryption: EncryptionSettings
    protect: bool
