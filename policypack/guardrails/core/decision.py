"""The one decision that a control takes on a resource."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from guardrails.core.control import Control


class Outcome(StrEnum):
    """How a control ends on a resource that it applies to."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    UNDECIDED = "undecided"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "notApplicable"
    ERROR = "error"


class Level(StrEnum):
    """What a failure leads to, in the words of Pulumi's enforcement levels."""

    ADVISORY = "advisory"
    MANDATORY = "mandatory"
    DISABLED = "disabled"


@dataclass(frozen=True)
class Exemption:
    """A dated exception from a control.

    Attributes:
        control: control id.
        resource: URN pattern with `*` for any characters.
        reason: why, for the reader of a report.
        owner: who answers for it.
        expires: the last day on which it holds.
        finding: when given, the exemption covers only findings that contain this text.
        bad_date: what stands in place of the date when it is none; such an exemption counts as expired.
    """

    control: str
    resource: str
    reason: str
    owner: str
    expires: date
    finding: str = ""
    bad_date: str = ""


@dataclass(frozen=True)
class Decision:
    """The outcome of one control on one resource.

    Attributes:
        control: the control.
        urn, type: the resource.
        outcome: how it ended.
        level: the level in force for this decision.
        findings: what was found, one sentence each, never with a secret value.
        exemption: the exemption that turned a failure into EXEMPT.
    """

    control: Control
    urn: str
    type: str
    outcome: Outcome
    level: Level
    findings: tuple[str, ...] = ()
    exemption: Exemption | None = None

    @property
    def blocks(self) -> bool:
        """Whether the decision stops a deployment."""
        return self.level is Level.MANDATORY and self.outcome in (
            Outcome.FAIL,
            Outcome.UNDECIDED,
            Outcome.ERROR,
        )
