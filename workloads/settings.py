"""The settings of this layer, as a stack's file writes them."""

from typing import Annotated, Literal, Self, TypeAlias, get_args

from pydantic import Field, model_validator

from infra.setting_rules import matching
from infra.setting_types import RetentionDays, TeamNamespace
from infra.settings_base import Settings
from workloads.hardening import Resources

Digest: TypeAlias = Annotated[
    str, matching(r"sha256:[0-9a-f]{64}", "the digest of an image, sha256: and 64 hexadecimal digits")
]
# CPU in cores or thousandths, memory and storage in powers of two: the forms that people use.
Cpu: TypeAlias = Annotated[
    str, matching(r"[1-9][0-9]{0,4}m?", "cores or thousandths of them, such as 2 or 250m")
]
Bytes: TypeAlias = Annotated[str, matching(r"[1-9][0-9]{0,4}(Mi|Gi)", "a size such as 256Mi or 2Gi")]
# Refreshing more often than every minute costs money for each secret; hours and minutes are enough.
Interval: TypeAlias = Annotated[str, matching(r"[1-9][0-9]{0,2}(m|h)", "minutes or hours, such as 10m or 1h")]
# Falco's priorities, from the gravest. Source: Falco 0.44, falco_common.h.
FalcoPriority: TypeAlias = Literal[
    "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug"
]


class ReplicaSettings(Settings):
    """Between how many replicas the autoscaler moves."""

    min: int = Field(ge=1, le=50)
    max: int = Field(ge=1, le=100)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.max < self.min:
            raise ValueError(f"max is {self.max}, less than min, {self.min}")
        return self


class ResourceSettings(Settings):
    """What one replica asks for and may use."""

    cpu: Cpu
    cpu_limit: Cpu
    memory: Bytes
    ephemeral_storage: Bytes

    def of_container(self) -> Resources:
        """Return the sizes as the hardening takes them."""
        return Resources(
            cpu=self.cpu,
            cpu_limit=self.cpu_limit,
            memory=self.memory,
            ephemeral_storage=self.ephemeral_storage,
        )


class ServiceSettings(Settings):
    """A service in this stack: its image and its size."""

    image_digest: Digest
    replicas: ReplicaSettings
    resources: ResourceSettings


class QuotaSettings(Settings):
    """What the namespace of the services, or of a team, may use in all."""

    pods: int = Field(ge=1, le=1000)
    cpu_limit: Cpu
    memory_limit: Bytes


class ExternalSecretsSettings(Settings):
    """Where secrets come from, and how fresh they are."""

    prefix: Annotated[
        str,
        matching(
            r"[a-z0-9]([a-z0-9/-]{0,62}[a-z0-9])?",
            "at most 64 lowercase letters, digits, - and /, with a letter or digit at both ends",
        ),
    ]
    refresh_interval: Interval
    replicas: int = Field(ge=1, le=5)


class FalcoSettings(Settings):
    """The runtime sensor."""

    enabled: bool
    priority: FalcoPriority
    alarm_priority: FalcoPriority
    log_retention_days: RetentionDays

    @model_validator(mode="after")
    def _alarms_are_reported(self) -> Self:
        gravest_first = get_args(FalcoPriority)
        if gravest_first.index(self.alarm_priority) > gravest_first.index(self.priority):
            raise ValueError(
                f"alarmPriority is {self.alarm_priority}, but below {self.priority} (priority) nothing is "
                "reported"
            )
        return self


class ContainerLogsSettings(Settings):
    """Logs of all containers, in CloudWatch."""

    enabled: bool
    retention_days: RetentionDays


class WorkloadSettings(Settings):
    """All areas of this layer."""

    services: dict[str, ServiceSettings]
    quota: QuotaSettings
    team_namespaces: dict[TeamNamespace, QuotaSettings] = Field(default_factory=dict[str, QuotaSettings])
    external_secrets: ExternalSecretsSettings
    falco: FalcoSettings
    container_logs: ContainerLogsSettings
