"""The settings of nodes, as a stack's file writes them."""

from typing import Annotated, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, model_validator

from infra.cluster.instance_types import existing_type
from infra.cluster.node_rules import NodeKey, NodeLabel, TaintValue, check_architecture
from infra.settings_base import Settings

# Source: EKS API reference, CreateNodegroup and Taint.
_MOST_TYPES = 20
_MOST_TAINTS = 50


def _some_types(types: tuple[str, ...]) -> tuple[str, ...]:
    if not 1 <= len(types) <= _MOST_TYPES:
        raise ValueError(f"must list 1 to {_MOST_TYPES} instance types, not {len(types)}")
    return types


def _few_taints(taints: tuple["TaintSettings", ...]) -> tuple["TaintSettings", ...]:
    if len(taints) > _MOST_TAINTS:
        raise ValueError(f"must list at most {_MOST_TAINTS} taints, not {len(taints)}")
    return taints


class TaintSettings(Settings):
    """A taint of nodes: pods that do not tolerate it stay away."""

    key: NodeKey
    value: TaintValue
    effect: Literal["NO_SCHEDULE", "NO_EXECUTE", "PREFER_NO_SCHEDULE"]


InstanceTypes: TypeAlias = Annotated[
    tuple[Annotated[str, AfterValidator(existing_type)], ...],
    Field(strict=False),
    AfterValidator(_some_types),
]


class NodeGroupSettings(Settings):
    """Equal nodes: one managed node group of this size in each zone, so that no zone runs dry."""

    instance_types: InstanceTypes
    ami_type: Literal[
        "AL2023_x86_64_STANDARD",
        "AL2023_ARM_64_STANDARD",
        "BOTTLEROCKET_x86_64",
        "BOTTLEROCKET_ARM_64",
        "BOTTLEROCKET_x86_64_FIPS",
        "BOTTLEROCKET_ARM_64_FIPS",
    ]
    release_version: str | None = None
    capacity_type: Literal["ON_DEMAND", "SPOT"]
    min_per_zone: int = Field(ge=1, le=100)
    max_per_zone: int = Field(ge=1, le=100)
    disk_gib: int = Field(ge=20, le=1000)
    labels: dict[NodeKey, NodeLabel] = Field(default_factory=dict[str, str])
    taints: Annotated[tuple[TaintSettings, ...], Field(default=(), strict=False), AfterValidator(_few_taints)]

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


class NodeScalingSettings(Settings):
    """Nodes beyond those of the node groups, by Karpenter, as many as there are pods without a place."""

    enabled: bool
    expire_after_days: int = Field(ge=1, le=90)


def open_to_pods(groups: dict[str, NodeGroupSettings]) -> dict[str, NodeGroupSettings]:
    """Refuse node groups of which none takes the pods that tolerate nothing.

    Raises:
        ValueError: there is no such group, or no group at all.
    """
    if all(any(taint.effect != "PREFER_NO_SCHEDULE" for taint in group.taints) for group in groups.values()):
        raise ValueError("one group must have no taint but PREFER_NO_SCHEDULE: CoreDNS and others run there")
    return groups
