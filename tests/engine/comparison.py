"""Compares what both engines did with a case, field by field."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preview.model import Phase
from preview.rehearsal.engine import Operation
from tests.engine.readings import Names, applied, exported, judged, monitor_calls
from tests.engine.recording import Call
from tests.engine.runs import Offline, Real

# What stands in comparisons for something that one side does not have.
ABSENT = "(absent)"
# Lists whose order means nothing.
_SETS = re.compile(
    r"(ependencies(\.[^.]+)?|dependsOn|depends_on|urns|configSecretKeys|config_secret_keys|supportedFeatures)$"
)
# Of a callback, a number of this very run.
_CALLBACK = re.compile(r"^request\.(transforms\.\d+\.)?(target|token)$")
# What the engine says of an operation that failed for reasons told already, such as policy.
_ENDS = {"preview failed", "update failed"}
_OCCASIONS = {Phase.PREVIEW: "preview", Phase.APPLIED: "update"}


@dataclass(frozen=True)
class Difference:
    """One field in which the two differ.

    Attributes:
        where: what was compared, such as `answer` or `Analyze`.
        phase: in which phase.
        subject: the resource or call.
        path: the field, with dots.
        real, preview: what each has.
    """

    where: str
    phase: str
    subject: str
    path: str
    real: Any
    preview: Any

    def __str__(self) -> str:
        shown = (json.dumps(value)[:200] for value in (self.real, self.preview))
        engine, preview = shown
        return f"{self.phase} {self.where} {self.subject} {self.path}: engine {engine}, preview {preview}"


def differences(engine: Real, preview: Offline) -> list[Difference]:
    """Compare all that was recorded of a case.

    A program that fails is ended while requests of it are under way; what only one side got is left out.
    """
    found = _compare_ended(engine, preview, Phase.PREVIEW)
    if engine.update:
        found += _compare_ended(engine, preview, Phase.APPLIED)
        if engine.update.exit_code == 0:
            found += compare_state(engine, preview)
            for occasion in ("analyze", "analyze --file"):
                found += _compare_decisions(engine.decisions[occasion], preview, occasion, Phase.APPLIED)
    return found


def _compare_ended(engine: Real, preview: Offline, phase: Phase) -> list[Difference]:
    operation = engine.preview if phase is Phase.PREVIEW else engine.update
    assert operation is not None
    found = list(compare_phase(engine, preview, phase))
    if not _end_of(operation) == _end_of_pass(preview, phase) == "broken":
        return found
    occasion = _OCCASIONS[phase]
    both = judged(engine.pack[occasion]).keys() & judged(preview.pack[occasion]).keys()
    return [
        item
        for item in found
        if item.path and (not item.where.startswith("decision") or f"Analyze {item.subject}" in both)
    ]


def compare_phase(engine: Real, preview: Offline, phase: Phase) -> Iterator[Difference]:
    """Compare one phase: what the program asked and got, what the packs got and said, and how it ended."""
    operation = engine.preview if phase is Phase.PREVIEW else engine.update
    assert operation is not None
    occasion = _OCCASIONS[phase]
    names = Names(engine, preview)
    yield from compare_monitor(engine.monitor[phase], preview.monitor[phase], phase, names)
    yield from _compare_all(
        "pack",
        phase,
        names.real(judged(engine.pack[occasion])),
        names.preview(judged(preview.pack[occasion])),
    )
    yield from _compare_decisions(engine.decisions[occasion], preview, occasion, phase)
    ends = (_end_of(operation), _end_of_pass(preview, phase))
    yield from _compare("end", phase, "program", "", *ends)


def compare_monitor(
    engine: Sequence[Call], preview: Sequence[Call], phase: Phase, names: Names | None = None
) -> Iterator[Difference]:
    """Compare every request of the program and every answer of the monitor."""
    both = monitor_calls(engine), monitor_calls(preview)
    if names:
        both = names.real(both[0]), names.preview(both[1])
    yield from _compare_all("monitor", phase, *both)


def compare_state(engine: Real, preview: Offline) -> Iterator[Difference]:
    """Compare the state after the update with the resources of the applied pass."""
    names = Names(engine, preview)
    state = {resource["urn"]: exported(resource) for resource in engine.state}
    passed = {urn: applied(resource) for urn, resource in preview.result.applied.resources.items()}
    yield from _compare_all("state", Phase.APPLIED, names.real(state), names.preview(passed))


def _compare_decisions(
    records: Sequence[Mapping[str, Any]], preview: Offline, occasion: str, phase: Phase
) -> Iterator[Difference]:
    real = Counter(
        (entry["policy"], entry["urn"], entry["outcome"], entry["level"], tuple(entry["findings"]))
        for entry in records
        if entry["kind"] == "decision"
    )
    ours = Counter(
        (item.policy.name, item.urn, item.outcome.value, item.level, item.findings)
        for item in preview.decisions
        if item.phase is phase and item.policy.pack != "recorder"
    )
    for decision in sorted({*real, *ours}):
        if real[decision] != ours[decision]:
            policy, urn, *said = decision
            yield Difference(
                f"decision at {occasion}",
                phase.value,
                urn,
                policy,
                *_sides(said, real[decision], ours[decision]),
            )


def _sides(said: Any, real: int, ours: int) -> tuple[Any, Any]:
    return [said] * real or ABSENT, [said] * ours or ABSENT


def _end_of(operation: Operation) -> str:
    """Say whether an operation was clean, blocked by policy, or broken."""
    if operation.exit_code == 0:
        return "clean"
    diagnostics = (event.get("diagnosticEvent", {}) for event in operation.events)
    errors = {entry["message"].strip() for entry in diagnostics if entry.get("severity") == "error"}
    return "broken" if errors - _ENDS else "blocked"


def _end_of_pass(preview: Offline, phase: Phase) -> str:
    passed = preview.passed(phase)
    if passed.exit_code or any(entry.severity == "error" for entry in passed.diagnostics):
        return "broken"
    return "blocked" if any(item.blocks for item in preview.decisions if item.phase is phase) else "clean"


def _compare_all(
    where: str, phase: Phase, real: Mapping[str, Any], preview: Mapping[str, Any]
) -> Iterator[Difference]:
    for subject in sorted(real.keys() | preview.keys()):
        yield from _compare(
            where, phase, subject, "", real.get(subject, ABSENT), preview.get(subject, ABSENT)
        )


def _compare(
    where: str, phase: Phase, subject: str, path: str, real: Any, preview: Any
) -> Iterator[Difference]:
    if isinstance(real, Mapping) and isinstance(preview, Mapping):
        for key in sorted(real.keys() | preview.keys()):
            yield from _compare(
                where,
                phase,
                subject,
                f"{path}.{key}" if path else str(key),
                real.get(key, ABSENT),
                preview.get(key, ABSENT),
            )
        return
    if isinstance(real, list) and isinstance(preview, list):
        if _SETS.search(path):
            for item in sorted({*real} ^ {*preview}, key=str):
                yield Difference(
                    where,
                    phase.value,
                    subject,
                    f"{path}.{item}",
                    item if item in real else ABSENT,
                    item if item in preview else ABSENT,
                )
            return
        if len(real) == len(preview):
            for index, (one, other) in enumerate(zip(real, preview, strict=True)):
                yield from _compare(where, phase, subject, f"{path}.{index}", one, other)
            return
    if real != preview and not _CALLBACK.search(path):
        yield Difference(where, phase.value, subject, path, real, preview)
