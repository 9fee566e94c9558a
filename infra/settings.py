"""The settings of this layer, as a stack's file writes them."""

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from infra.cluster.node_rules import InstanceType, NodeKey, NodeLabel, check_architecture
from infra.naming import first_zones
from infra.network_settings import NetworkSettings
from infra.secret_settings import SecretSettings
from infra.setting_types import (
    AccountId,
    AdminCidrs,
    NodeGroupName,
    PolicyArn,
    PrincipalArn,
    PublicCidrs,
    Region,
    RetentionDays,
    RoleNamePrefix,
    RolePath,
    Stage,
    Subscribers,
    TeamName,
    TeamNamespace,
)
from infra.settings_base import Settings
from infra.versions import add_on_versions


class AwsSettings(Settings):
    """Where the stack lives."""

    region: Region
    account_id: AccountId


class IamSettings(Settings):
    """What a company asks of every role; without such rules the defaults ask nothing."""

    permissions_boundary: PolicyArn | None = None
    role_path: RolePath = "/"
    role_name_prefix: RoleNamePrefix = ""


class TagSettings(Settings):
    """Tags that every AWS resource carries."""

    owner: str = Field(min_length=1)
    cost_center: str = Field(min_length=1)
    data_classification: Literal["public", "internal", "confidential", "restricted"]


class ClusterSettings(Settings):
    """The control plane."""

    version: Literal["1.35", "1.36"]
    public_cidrs: PublicCidrs
    admin_cidrs: AdminCidrs
    log_retention_days: RetentionDays
    deletion_protection: bool
    add_on_versions: dict[str, str] = Field(default_factory=dict[str, str])

    @model_validator(mode="after")
    def _add_ons_fit(self) -> Self:
        add_on_versions(self.version, self.add_on_versions)
        return self


class TaintSettings(Settings):
    """A taint of nodes: pods that do not tolerate it stay away."""

    key: NodeKey
    value: str = Field(pattern=r"^([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?$")
    effect: Literal["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]


class NodeGroupSettings(Settings):
    """Equal nodes: one managed node group of this size in each zone, so that no zone runs dry."""

    instance_types: tuple[InstanceType, ...] = Field(strict=False, min_length=1, max_length=20)
    ami_type: Literal[
        "AL2023_x86_64_STANDARD",
        "AL2023_ARM_64_STANDARD",
        "BOTTLEROCKET_x86_64",
        "BOTTLEROCKET_ARM_64",
        "BOTTLEROCKET_x86_64_FIPS",
        "BOTTLEROCKET_ARM_64_FIPS",
    ]
    capacity_type: Literal["ON_DEMAND", "SPOT"]
    min_per_zone: int = Field(ge=1, le=100)
    max_per_zone: int = Field(ge=1, le=100)
    disk_gib: int = Field(ge=20, le=1000)
    labels: dict[NodeKey, NodeLabel] = Field(default_factory=dict[str, str])
    taints: tuple[TaintSettings, ...] = Field(default=(), strict=False, max_length=50)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max_per_zone < self.min_per_zone:
            raise ValueError(f"maxPerZone is {self.max_per_zone}, less than minPerZone, {self.min_per_zone}")
        return self

    @model_validator(mode="after")
    def _runs(self) -> Self:
        check_architecture(self.ami_type, self.instance_types)
        if self.capacity_type == "SPOT" and len(set(self.instance_types)) == 1:
            raise ValueError(
                "capacityType is SPOT, which needs several instanceTypes: EC2 takes back what runs short"
            )
        return self


def _open_to_pods(groups: dict[str, NodeGroupSettings]) -> dict[str, NodeGroupSettings]:
    if all(any(taint.effect != "PREFER_NO_SCHEDULE" for taint in group.taints) for group in groups.values()):
        raise ValueError("one group must have no taint but PREFER_NO_SCHEDULE: CoreDNS and others run there")
    return groups


class TeamSettings(Settings):
    """A team and its namespaces."""

    principals: tuple[PrincipalArn, ...] = Field(strict=False, min_length=1)
    namespaces: tuple[TeamNamespace, ...] = Field(strict=False, min_length=1)
    level: Literal["view", "edit", "admin"]


class AccessSettings(Settings):
    """Who may use the cluster, by the ARN of an IAM principal."""

    admins: tuple[PrincipalArn, ...] = Field(strict=False, min_length=1)
    deployers: tuple[PrincipalArn, ...] = Field(strict=False)
    developers: tuple[PrincipalArn, ...] = Field(strict=False)
    viewers: tuple[PrincipalArn, ...] = Field(strict=False)
    teams: dict[TeamName, TeamSettings] = Field(default_factory=dict[str, TeamSettings])

    @model_validator(mode="after")
    def _one_entry_each(self) -> Self:
        members = [arn for team in self.teams.values() for arn in team.principals]
        everybody = (*self.admins, *self.deployers, *self.developers, *self.viewers, *members)
        repeated = sorted({arn for arn in everybody if everybody.count(arn) > 1})
        if repeated:
            raise ValueError(f"EKS takes one access entry per principal; listed twice: {', '.join(repeated)}")
        return self


class EncryptionSettings(Settings):
    """The KMS keys, and whether new EBS volumes of the whole account are encrypted unasked."""

    deletion_window_days: int = Field(ge=14, le=30)
    ebs_by_default: bool


class RegistrySettings(Settings):
    """The image repositories of the services; one stack of an account creates them."""

    create: bool
    keep_images: int = Field(ge=5, le=1000)


class DetectionSettings(Settings):
    """What watches, and who hears of it. The trail and GuardDuty are for the whole account."""

    trail: bool
    trail_retention_days: RetentionDays
    guard_duty: bool
    cluster_alarms: bool
    subscribers: Subscribers


class BackupSettings(Settings):
    """Daily backups of the cluster's state and volumes."""

    enabled: bool
    retention_days: int = Field(ge=7, le=3650)


class InfraSettings(Settings):
    """All areas of this layer."""

    stage: Stage = "services"
    aws: AwsSettings
    iam: IamSettings
    tags: TagSettings
    network: NetworkSettings
    cluster: ClusterSettings
    node_groups: Annotated[dict[NodeGroupName, NodeGroupSettings], AfterValidator(_open_to_pods)] = Field(
        min_length=1
    )
    access: AccessSettings
    encryption: EncryptionSettings
    registry: RegistrySettings
    detection: DetectionSettings
    backup: BackupSettings
    secrets: SecretSettings = SecretSettings()
    protect: bool

    def reaches(self, stage: Stage) -> bool:
        """Tell whether the stack is built at least as far as a stage."""
        stages = get_args(Stage)
        return stages.index(stage) <= stages.index(self.stage)

    @property
    def zones(self) -> tuple[str, ...]:
        """The availability zones: those that the stack names, or else the first ones of its region."""
        return self.network.zone_names or first_zones(self.aws.region, self.network.zones)

    @model_validator(mode="after")
    def _zones_are_of_the_region(self) -> Self:
        named, count = self.network.zone_names, self.network.zones
        elsewhere = [zone for zone in named if not zone.startswith(self.aws.region)]
        if elsewhere:
            raise ValueError(f"network.zoneNames names {elsewhere[0]}, which is not in {self.aws.region}")
        if named and len(set(named)) != count:
            raise ValueError(f"network.zoneNames must name {count} different zones, as network.zones says")
        return self

    @property
    def interface_endpoints(self) -> tuple[str, ...]:
        """The APIs with an interface endpoint: those that are listed, and where GuardDuty's agents report."""
        listed = self.network.endpoints.interfaces
        return (*listed, "guardduty_data") if self.detection.guard_duty else listed
