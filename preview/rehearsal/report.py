"""What a rehearsal found, as text and as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from preview import limits
from preview.redaction import Redactor
from preview.rehearsal.changes import Change, Kind
from preview.rehearsal.life import Step

# Lines about the changes of one step.
SHOWN_LINES = 40
# Updates of the same properties that are shown as one line, if there are more.
SINGLE_UPDATES = 3
_MARKS = {Kind.CREATED: "+", Kind.UPDATED: "~", Kind.REPLACED: "+-", Kind.DELETED: "-", Kind.IMPORTED: "="}
_WEIGHTS = (Kind.REPLACED, Kind.DELETED, Kind.IMPORTED, Kind.CREATED, Kind.UPDATED)


@dataclass(frozen=True)
class Rehearsal:
    """A whole rehearsal."""

    project: str
    stack: str
    engine: str
    steps: Sequence[Step]

    @property
    def problems(self) -> list[str]:
        """What is not as it should be, with the step that it was seen in."""
        return [f"{step.title}: {problem}" for step in self.steps for problem in step.problems]

    @property
    def exit_code(self) -> int:
        """0 all as it should be, 1 a problem, 2 broken program or configuration."""
        if any(step.is_broken for step in self.steps):
            return 2
        return 1 if self.problems else 0


def render_text(rehearsal: Rehearsal, redactor: Redactor) -> str:
    """Write a rehearsal for a reader; the verdict comes last."""
    title = (
        f"Rehearsal of {rehearsal.project}, stack {rehearsal.stack}, with pulumi {rehearsal.engine}: "
        "offline, nothing was created."
    )
    steps = [line for number, step in enumerate(rehearsal.steps, 1) for line in _step(number, step)]
    parts = [[title], steps, list(limits.REHEARSAL), _verdict(rehearsal)]
    return redactor.text("\n\n".join("\n".join(part) for part in parts))


def render_json(rehearsal: Rehearsal, redactor: Redactor) -> str:
    """Write a rehearsal for programs."""
    content = {
        "version": 1,
        "project": rehearsal.project,
        "stack": rehearsal.stack,
        "engine": rehearsal.engine,
        "exitCode": rehearsal.exit_code,
        "steps": [_as_json(step) for step in rehearsal.steps],
        "limits": " ".join(limits.REHEARSAL),
    }
    return json.dumps(redactor.value(content), indent=2)


def counted(step: Step) -> str:
    """Say in a few words what a step did."""
    counts = Counter(change.kind for change in step.changed)
    said = [f"{counts[kind]} {kind.value}" for kind in Kind if counts[kind]]
    return f"{', '.join(said) or 'no change'}, {step.unchanged} unchanged"


def _step(number: int, step: Step) -> list[str]:
    verdict = "PROBLEM" if step.problems else "ok"
    lines = [f"{number:3}. {step.title}", f"       {counted(step)}, {step.seconds:.0f} s: {verdict}"]
    if step.lists_changes:
        shown = _changes(step.changed)
        lines += [f"       {line}" for line in shown[:SHOWN_LINES]]
        if len(shown) > SHOWN_LINES:
            lines.append(f"       and {len(shown) - SHOWN_LINES} more: --format json has all")
    lines += [f"       {line}" for note in step.notes for line in note.splitlines()]
    lines += [f"       warning: {warning}" for warning in step.warnings]
    return lines + [f"       PROBLEM {problem}" for problem in step.problems]


def _changes(changed: Sequence[Change]) -> list[str]:
    """Write a line for each change, the weightiest first, and one for many updates of the same properties."""
    alike = Counter(change.paths for change in changed if change.kind is Kind.UPDATED)
    weightiest = sorted(changed, key=lambda change: _WEIGHTS.index(change.kind))
    lines = {
        f"{_MARKS[Kind.UPDATED]:2} {alike[change.paths]} resources: {', '.join(change.paths)}"
        if change.kind is Kind.UPDATED and alike[change.paths] > SINGLE_UPDATES
        else _change(change): None
        for change in weightiest
    }
    return list(lines)


def _change(change: Change) -> str:
    line = f"{_MARKS[change.kind]:2} {change.type} {change.name}"
    if change.kind is Kind.REPLACED:
        order = (
            "deleted first, then created"
            if change.deletes_first
            else "created first, then the old one deleted"
        )
        return (
            f"{line}: replaced, {order}, because of {', '.join(change.reasons) or 'a resource that it needs'}"
        )
    return f"{line}: {', '.join(change.paths)}" if change.paths else line


def _verdict(rehearsal: Rehearsal) -> list[str]:
    if not rehearsal.problems:
        return [f"All {len(rehearsal.steps)} steps went as they should."]
    count = len(rehearsal.problems)
    return [
        f"{count} problem{'s' if count > 1 else ''}:",
        *(f"  {problem}" for problem in rehearsal.problems),
    ]


def _as_json(step: Step) -> dict[str, Any]:
    return {
        "title": step.title,
        "operation": step.operation,
        "seconds": round(step.seconds, 1),
        "unchanged": step.unchanged,
        "changes": [
            {
                "urn": change.urn,
                "type": change.type,
                "kind": change.kind.value,
                "paths": list(change.paths),
                "reasons": list(change.reasons),
                "deletesFirst": change.deletes_first,
                "retained": change.retained,
            }
            for change in step.changed
        ],
        "problems": step.problems,
        "notes": step.notes,
        "warnings": step.warnings,
    }
