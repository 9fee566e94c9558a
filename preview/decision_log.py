"""The decisions file: what a policy pack writes of its own decisions, one JSON object a line."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from preview.deployment import PolicyPackError
from preview.model import Decision, Diagnostic, Outcome, Phase, Policy


class DecisionLog:
    """The decisions file of one pack in one pass."""

    def __init__(self, file: Path, phase: Phase) -> None:
        """Name the file; the pack need not write it."""
        self.file = file
        self._phase = phase

    def decisions(self, pack: str, levels: Mapping[str, str]) -> list[Decision]:
        """Read the decisions.

        Args:
            pack: name of the pack.
            levels: the level in force of each policy.

        Raises:
            PolicyPackError: a line is no record of the documented form.
        """
        return self._read("decision", lambda record: self._decision(record, pack, levels))

    def notices(self) -> list[Diagnostic]:
        """Read the news that belongs to no resource; what blocks comes as a diagnostic of the protocol.

        Raises:
            PolicyPackError: a line is no record of the documented form.
        """
        return self._read("notice", _notice)

    def _read(self, kind: str, convert: Any) -> list[Any]:
        if not self.file.is_file():
            return []
        found: list[Any] = []
        for number, line in enumerate(self.file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                record = json.loads(line)
                if record["kind"] == kind:
                    found.append(convert(record))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                # The line itself may hold anything, a secret too, so it is not repeated.
                raise PolicyPackError(
                    f"the policy pack wrote a malformed line {number} into its decisions file: "
                    f"{type(error).__name__}"
                ) from None
        return found

    def _decision(self, record: Mapping[str, Any], pack: str, levels: Mapping[str, str]) -> Decision:
        return Decision(
            policy=Policy(
                pack=pack,
                name=record["policy"],
                control=record["control"],
                title=record["title"],
                severity=record["severity"],
                level=levels.get(record["policy"], record["level"]),
                remediation=record.get("remediation", ""),
            ),
            urn=record["urn"],
            type=record["type"],
            outcome=Outcome(record["outcome"]),
            level=record["level"],
            findings=tuple(record.get("findings", ())),
            exemption=record.get("exemption"),
            phase=self._phase,
        )


def _notice(record: Mapping[str, Any]) -> Diagnostic:
    severity = record["severity"]
    return Diagnostic("warning" if severity == "error" else severity, record["message"])
