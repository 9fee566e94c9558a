"""The file of decisions: what the policy protocol has no words for, one JSON object per line.

A preview that wants it sets POLICY_DECISIONS_FILE to a path; the engine of Pulumi does not.
"""

import json
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from guardrails.core.decision import Decision, Exemption


class DecisionFile:
    """Appends decisions and notices to a file; does nothing without one."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()

    def decisions(self, decisions: Iterable[Decision]) -> None:
        """Write decisions, all of them on disk when this returns."""
        self._append([_record(decision) for decision in decisions])

    def notice(self, severity: str, message: str) -> None:
        """Write news of the pack that belongs to no resource; severity is info, warning or error."""
        self._append([{"kind": "notice", "severity": severity, "message": message}])

    def _append(self, records: list[dict[str, Any]]) -> None:
        if self._path is None or not records:
            return
        text = "".join(f"{json.dumps(record)}\n" for record in records)
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            file.write(text)


def _record(decision: Decision) -> dict[str, Any]:
    control = decision.control
    return {
        "kind": "decision",
        "policy": control.name,
        "control": control.id,
        "title": control.title,
        "severity": control.severity.value,
        "level": decision.level.value,
        "urn": decision.urn,
        "type": decision.type,
        "outcome": decision.outcome.value,
        "findings": list(decision.findings),
        "remediation": control.remediation,
        "references": [f"{item.framework} {item.requirement}" for item in control.references],
        "exemption": _exemption(decision.exemption) if decision.exemption else None,
    }


def _exemption(exemption: Exemption) -> dict[str, str]:
    return {
        "reason": exemption.reason,
        "owner": exemption.owner,
        "expires": exemption.expires.isoformat(),
    }
