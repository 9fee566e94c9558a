"""Compares what both engines did with a case, field by field."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preview import wire
from preview.model import Phase, Resource
from preview.rehearsal.engine import Operation
from tests.engine.recording import ANALYZER, MONITOR, Call, message, plain
from tests.engine.runs import Offline, Real

# What stands in comparisons for something that one side does not have.
ABSENT = "(absent)"
# Lists whose order means nothing.
_SETS = re.compile(
    r"(ependencies(\.[^.]+)?|dependsOn|depends_on|urns|configSecretKeys|config_secret_keys|supportedFeatures)$"
)
# Of a callback, a number of this very run.
_CALLBACK = re.compile(r"^request\.(transforms\.\d+\.)?(target|token)$")
_PROVIDER_REFERENCE = re.compile(r"(urn:pulumi:[^\s\"]*pulumi:providers:[^\s\"]*?)::([^\s\":]+)$")
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
    """Compare all that was recorded of a case."""
    found = list(compare_phase(engine, preview, Phase.PREVIEW))
    if engine.update:
        found += compare_phase(engine, preview, Phase.APPLIED)
        found += compare_state(engine, preview)
        found += _compare_decisions(engine.decisions["analyze"], preview, "analyze", Phase.APPLIED)
        found += _compare_decisions(
            engine.decisions["analyze --file"], preview, "analyze --file", Phase.APPLIED
        )
    return found


def compare_phase(engine: Real, preview: Offline, phase: Phase) -> Iterator[Difference]:
    """Compare one phase: what the program asked and got, what the packs got and said, and how it ended."""
    operation = engine.preview if phase is Phase.PREVIEW else engine.update
    assert operation is not None
    occasion = _OCCASIONS[phase]
    names = _Names(engine, preview)
    yield from compare_monitor(engine.monitor[phase], preview.monitor[phase], phase, names)
    yield from _compare_all(
        "pack",
        phase,
        names.real(_pack(engine.pack[occasion])),
        names.preview(_pack(preview.pack[occasion])),
    )
    yield from _compare_decisions(engine.decisions[occasion], preview, occasion, phase)
    ends = (_end_of(operation), _end_of_pass(preview, phase))
    yield from _compare("end", phase, "program", "", *ends)


def compare_monitor(
    engine: Sequence[Call], preview: Sequence[Call], phase: Phase, names: "_Names | None" = None
) -> Iterator[Difference]:
    """Compare every request of the program and every answer of the monitor."""
    both = _monitor(engine), _monitor(preview)
    if names:
        both = names.real(both[0]), names.preview(both[1])
    yield from _compare_all("monitor", phase, *both)


def compare_state(engine: Real, preview: Offline) -> Iterator[Difference]:
    """Compare the state after the update with the resources of the applied pass."""
    names = _Names(engine, preview)
    exported = {resource["urn"]: _exported(resource) for resource in engine.state}
    applied = {urn: _applied(resource) for urn, resource in preview.result.applied.resources.items()}
    yield from _compare_all("state", Phase.APPLIED, names.real(exported), names.preview(applied))


class _Names:
    """Replaces ids of providers, which the engine draws by lot, by the providers' URNs."""

    def __init__(self, engine: Real, preview: Offline) -> None:
        self._real = {
            item["id"]: item["urn"] for item in engine.state if item["type"].startswith("pulumi:providers:")
        }
        self._preview = {
            item.id: item.urn
            for item in preview.result.applied.resources.values()
            if item.type.startswith("pulumi:providers:") and item.id
        }

    def real(self, value: Any) -> Any:
        return _renamed(value, self._real)

    def preview(self, value: Any) -> Any:
        return _renamed(value, self._preview)


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _renamed(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, names) for item in value]
    if isinstance(value, str):
        if value in names:
            return f"id of {names[value]}"
        reference = _PROVIDER_REFERENCE.search(value)
        if reference and reference[2] in names:
            return f"{value[: reference.start(2)]}id"
    return value


def _monitor(calls: Iterable[Call]) -> dict[str, Any]:
    """Name each call by what it is about; equal names are numbered in the order of their content."""
    named: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls:
        request = plain(message(MONITOR, call.method, call.request, request=True))
        entry: dict[str, Any] = {"request": request}
        if call.error:
            entry["error"] = call.error
        else:
            entry["answer"] = plain(message(MONITOR, call.method, call.response, request=False))
        named[_subject(call.method, request)].append(entry)
    return _numbered(named)


def _subject(method: str, request: Mapping[str, Any]) -> str:
    match method:
        case "RegisterResource" | "ReadResource":
            about = f"{request['type']} {request['name']}"
        case "Invoke":
            about = f"{request['tok']} {json.dumps(request.get('args', {}), sort_keys=True)}"
        case _:
            about = request.get("urn", "")
    return f"{method} {about}".strip()


def _pack(calls: Iterable[Call]) -> dict[str, Any]:
    named: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls:
        request = plain(message(ANALYZER, call.method, call.request, request=True))
        if call.method == "AnalyzeStack":
            for resource in request.get("resources", []):
                named[f"AnalyzeStack {resource['urn']}"].append(resource)
        else:
            named[f"{call.method} {request.get('urn', '')}".strip()].append(request)
    return _numbered(named)


def _numbered(named: Mapping[str, list[dict[str, Any]]]) -> dict[str, Any]:
    numbered: dict[str, Any] = {}
    for name, entries in named.items():
        ordered = sorted(entries, key=lambda entry: json.dumps(entry, sort_keys=True))
        for number, entry in enumerate(ordered):
            numbered[f"{name} #{number}" if number else name] = entry
    return numbered


# Fields of a resource in the exported state (pulumi/pulumi sdk/go/common/apitype/core.go, ResourceV3), and
# what the preview's model has for them. The others are times, and what only later updates need.
_STATE: Mapping[str, Callable[[Resource], Any]] = {
    "urn": lambda resource: resource.urn,
    "type": lambda resource: resource.type,
    "custom": lambda resource: resource.custom,
    "id": lambda resource: resource.id,
    "parent": lambda resource: resource.parent,
    "inputs": lambda resource: resource.inputs,
    "outputs": lambda resource: resource.outputs,
    "provider": lambda resource: resource.provider,
    "dependencies": lambda resource: resource.dependencies,
    "propertyDependencies": lambda resource: resource.property_dependencies,
    "protect": lambda resource: resource.protect,
    "external": lambda resource: resource.external,
    "retainOnDelete": lambda resource: resource.retain_on_delete,
    "deletedWith": lambda resource: resource.deleted_with,
    "ignoreChanges": lambda resource: resource.ignore_changes,
    "replaceOnChanges": lambda resource: resource.replace_on_changes,
    "additionalSecretOutputs": lambda resource: resource.additional_secret_outputs,
    "customTimeouts": lambda resource: resource.custom_timeouts,
}


def _applied(resource: Resource) -> dict[str, Any]:
    return _without_empty({name: value(resource) for name, value in _STATE.items()})


def _exported(resource: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in resource.items() if key in _STATE}
    for key in ("inputs", "outputs"):
        # Reports and policies see references to resources by their ids, which the state keeps whole.
        found[key] = wire.lower_properties(_decrypted(found.get(key) or {}))
    dependencies = found.get("propertyDependencies") or {}
    found["propertyDependencies"] = {key: urns for key, urns in dependencies.items() if urns}
    return _without_empty(found)


def _decrypted(value: Any) -> Any:
    """Bring exported secrets (`plaintext`, a JSON text) into the form of the wire."""
    if isinstance(value, Mapping):
        if value.get(wire.SIGNATURE) == wire.SECRET:
            return wire.secret(_decrypted(json.loads(value["plaintext"])))
        return {key: _decrypted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_decrypted(item) for item in value]
    return value


def _without_empty(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if value not in ("", [], {}, False, None)}


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
