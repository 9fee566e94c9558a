"""What was recorded of both engines, as values to compare: named, and without what is of one run."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from preview import wire
from preview.model import Resource
from tests.engine.recording import ANALYZER, MONITOR, Call, message, plain
from tests.engine.runs import Offline, Real

_SHUT_DOWN = "resource monitor shut down"
_PROVIDER_REFERENCE = re.compile(r"(urn:pulumi:[^\s\"]*pulumi:providers:[^\s\"]*?)::([^\s\":]+)$")


class Names:
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


def monitor_calls(calls: Iterable[Call]) -> dict[str, Any]:
    """Name each call by what it is about; equal names are numbered in the order of their content.

    What was under way when a monitor shut down is left out: which calls those are is a matter of time.
    """
    named: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for call in calls:
        if call.error.startswith(_SHUT_DOWN):
            continue
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


def judged(calls: Iterable[Call]) -> dict[str, Any]:
    """Name each call to a pack, and each resource that it is given with the stack."""
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
        ordered = sorted(entries, key=lambda entry: json.dumps([entry.get("request"), entry], sort_keys=True))
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


def applied(resource: Resource) -> dict[str, Any]:
    """Return a resource of the applied pass by the names of the exported state."""
    return _without_empty({name: value(resource) for name, value in _STATE.items()})


def exported(resource: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be compared of a resource of the exported state."""
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
