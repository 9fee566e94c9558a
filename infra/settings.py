"""The settings of this layer, as a stack's file writes them."""

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, model_validator

from infra.cluster.node_settings import NodeGroupSettings, NodeScalingSettings, open_to_pods
from infra.cluster.releases import check_release
from infra.naming import first_zones
from infra.network.endpoint_catalogue import CATALOGUE, NEEDED_BY_SCALING
from infra.network.reach import Reach
from infra.network_settings import NetworkSettings
from infra.secret_settings import SecretSettings
from infra.setting_types import (
    AccountId,
    NodeGroupName,
    PolicyArn,
    PrincipalArn,
    PrivateCidrs,
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
    admin_cidrs: PrivateCidrs
    log_retention_days: RetentionDays
    deletion_protection: bool
    add_on_versions: dict[str, str] = Field(default_factory=dict[str, str])

    @model_validator(mode="after")
    def _add_ons_fit(self) -> Self:
        add_on_versions(self.version, self.add_on_versions)
        return self


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
    node_groups: Annotated[dict[NodeGroupName, NodeGroupSettings], AfterValidator(open_to_pods)]
    node_scaling: NodeScalingSettings
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

    @model_validator(mode="after")
    def _releases_are_of_the_version(self) -> Self:
        for name, group in self.node_groups.items():
            if group.release_version:
                key = f"nodeGroups.{name}.releaseVersion"
                check_release(key, group.ami_type, self.cluster.version, group.release_version)
        return self

    @model_validator(mode="after")
    def _scaling_reaches_aws(self) -> Self:
        missing = [name for name in NEEDED_BY_SCALING if not getattr(self.network.endpoints, name)]
        if self.network.nat == "none" and self.node_scaling.enabled and missing:
            needs = "; ".join(f"network.endpoints.{name} ({CATALOGUE[name].callers})" for name in missing)
            raise ValueError(
                f'network.nat is "none" and nodeScaling.enabled is true, so these must be true: {needs}'
            )
        return self

    @property
    def reach(self) -> Reach:
        """Who reaches the API and the load balancers from outside."""
        return Reach(
            vpc_cidr=self.network.vpc_cidr,
            ways=self.network.ways,
            admin_cidrs=self.cluster.admin_cidrs,
            client_cidrs=self.network.client_cidrs,
            public_cidrs=self.cluster.public_cidrs,
            runner=self.network.runner,
        )

    @model_validator(mode="after")
    def _is_reached(self) -> Self:
        self.reach.check()
        peering = self.network.peering
        if peering and (peering.account_id == self.aws.account_id or peering.region == self.aws.region):
            raise ValueError("network.peering names this account or region: leave out what both VPCs share")
        return self

    @property
    def deployers_inside(self) -> tuple[str, ...]:
        """Who deploys from inside the VPC: the administrators, where it has a runner."""
        return self.access.admins if self.network.runner else ()

    @property
    def interface_endpoints(self) -> tuple[str, ...]:
        """The APIs with an interface endpoint: those that are listed, and where GuardDuty's agents report."""
        listed = self.network.endpoints.interfaces
        return (*listed, "guardduty_data") if self.detection.guard_duty else listed
