"""What a preview produces: resources, decisions, outputs, diagnostics."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

# Pulumi's wire value for a string that is not known yet (pulumi/pulumi sdk, runtime/rpc).
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"

# Properties in the engine's form: plain JSON values, unknowns as UNKNOWN, secrets as
# {SIGNATURE: SECRET, "value": ...}. Output values and resource references are already lowered.
Properties: TypeAlias = dict[str, Any]


class Phase(StrEnum):
    """The two passes: as a preview with computed values unknown, and as if the update had been applied."""

    PREVIEW = "preview"
    APPLIED = "applied"


@dataclass
class Resource:
    """One registered resource as the engine would hold it."""

    urn: str
    type: str
    name: str
    custom: bool
    parent: str
    inputs: Properties
    outputs: Properties = field(default_factory=dict[str, Any])
    id: str = ""
    provider: str = ""
    dependencies: list[str] = field(default_factory=list[str])
    property_dependencies: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    protect: bool = False
    retain_on_delete: bool = False
    deleted_with: str = ""
    ignore_changes: list[str] = field(default_factory=list[str])
    replace_on_changes: list[str] = field(default_factory=list[str])
    aliases: list[str] = field(default_factory=list[str])
    delete_before_replace: bool | None = None
    additional_secret_outputs: list[str] = field(default_factory=list[str])
    custom_timeouts: dict[str, float] = field(default_factory=dict[str, float])
    external: bool = False  # read, not created
    generic: bool = False  # answered without a simulation of its own


class Outcome(StrEnum):
    """How a policy ends on a resource it applies to."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    UNDECIDED = "undecided"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "notApplicable"
    ERROR = "error"


@dataclass(frozen=True)
class Policy:
    """One policy of a pack. `control` is the pack's own id for it, or the policy's name."""

    pack: str
    name: str
    control: str
    title: str
    severity: str
    level: str
    remediation: str = ""


@dataclass(frozen=True)
class Decision:
    """What one policy says about one resource."""

    policy: Policy
    urn: str
    type: str
    outcome: Outcome
    level: str
    findings: tuple[str, ...] = ()
    exemption: Mapping[str, str] | None = None
    phase: Phase = Phase.PREVIEW

    @property
    def blocks(self) -> bool:
        """Whether the decision stops a deployment."""
        return self.level in ("mandatory", "remediate") and self.outcome in (
            Outcome.FAIL,
            Outcome.UNDECIDED,
            Outcome.ERROR,
        )


@dataclass(frozen=True)
class Diagnostic:
    """A message of the program, a provider, the pack or the preview itself; severity as in Pulumi's log."""

    severity: str
    message: str
    urn: str = ""


@dataclass
class Pass:
    """One run of the program."""

    phase: Phase
    resources: dict[str, Resource] = field(default_factory=dict[str, Resource])
    outputs: Properties = field(default_factory=dict[str, Any])
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    exit_code: int = 0


@dataclass
class Result:
    """A whole preview: both passes, and the decisions of all packs merged over them."""

    project: str
    stack: str
    preview: Pass
    applied: Pass
    policies: list[Policy] = field(default_factory=list[Policy])
    decisions: list[Decision] = field(default_factory=list[Decision])
    notices: list[Diagnostic] = field(default_factory=list[Diagnostic])

    @property
    def exit_code(self) -> int:
        """0 clean, 1 blocked by policy, 2 broken program or configuration."""
        problems = [*self.preview.diagnostics, *self.applied.diagnostics, *self.notices]
        if self.preview.exit_code or self.applied.exit_code or any(d.severity == "error" for d in problems):
            return 2
        return 1 if any(decision.blocks for decision in self.decisions) else 0
