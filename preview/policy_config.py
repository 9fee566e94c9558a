"""Configuration of a policy pack: the file of --policy-pack-config over what the pack says of itself."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import analyzer_pb2

from preview.deployment import PolicyPackError

# What stands for every policy of a pack.
ALL = "all"
LEVELS = ("advisory", "mandatory", "remediate", "disabled")
TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


@dataclass
class PolicySettings:
    """The level in force for a policy and its parameters."""

    level: str
    parameters: dict[str, Any] = field(default_factory=dict[str, Any])


def read_config(file: Path | None) -> dict[str, Any]:
    """Read a configuration file, {} for none.

    Raises:
        PolicyPackError: the file cannot be read or is no JSON object.
    """
    if file is None:
        return {}
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PolicyPackError(f"policy pack configuration {file} cannot be read: {error}") from None
    if not isinstance(content, dict):
        raise PolicyPackError(f"policy pack configuration {file} must be a JSON object of policy names")
    return content


def reconcile(info: analyzer_pb2.AnalyzerInfo, config: Mapping[str, Any]) -> dict[str, PolicySettings]:
    """Merge schema defaults, the pack's initial configuration and the file, in the engine's order.

    Source: pulumi/pulumi pkg/resource/analyzer/config.go. As there, an entry for all policies changes levels
    only, and is kept as `all` beside those of the policies.

    Raises:
        PolicyPackError: the file names an unknown policy, level or parameter, or a value of the wrong form.
    """
    names = [policy.name for policy in info.policies]
    unknown = sorted(set(config) - set(names) - {ALL})
    if unknown:
        raise PolicyPackError(
            f"policy pack {info.name} has no policy {unknown[0]!r}, which its configuration sets"
        )
    settings: dict[str, PolicySettings] = {}
    for policy in info.policies:
        level = analyzer_pb2.EnforcementLevel.Name(policy.enforcementLevel).lower()
        schema = MessageToDict(policy.configSchema.properties) if policy.HasField("configSchema") else {}
        current = PolicySettings(
            level, {key: rule["default"] for key, rule in schema.items() if "default" in rule}
        )
        for name in (ALL, policy.name):
            if name in info.initialConfig:
                current.level = _level(info.initialConfig[name])
        if policy.name in info.initialConfig:
            current.parameters.update(MessageToDict(info.initialConfig[policy.name].properties))
        for name in (ALL, policy.name):
            _apply(current, name, config.get(name))
        _check(policy.name, current.parameters, schema, list(policy.configSchema.required))
        settings[policy.name] = current
    if ALL in info.initialConfig or ALL in config:
        initial = info.initialConfig[ALL] if ALL in info.initialConfig else analyzer_pb2.PolicyConfig()
        settings[ALL] = PolicySettings(_level(initial), MessageToDict(initial.properties))
        _apply(settings[ALL], ALL, config.get(ALL))
    return settings


def _level(config: analyzer_pb2.PolicyConfig) -> str:
    return analyzer_pb2.EnforcementLevel.Name(config.enforcementLevel).lower()


def _apply(settings: PolicySettings, name: str, given: Any) -> None:
    if given is None:
        return
    values = {"enforcementLevel": given} if isinstance(given, str) else given
    if not isinstance(values, dict):
        raise PolicyPackError(
            f"configuration of policy {name}: must be a level or an object, found {given!r}"
        )
    level = values.get("enforcementLevel", settings.level)
    if level not in LEVELS:
        raise PolicyPackError(
            f"configuration of policy {name}: level {level!r} is not one of {', '.join(LEVELS)}"
        )
    settings.level = level
    if name != ALL:
        settings.parameters.update({k: v for k, v in values.items() if k != "enforcementLevel"})


def _check(
    policy: str, parameters: Mapping[str, Any], schema: Mapping[str, Any], required: Sequence[str]
) -> None:
    for key in required:
        if key not in parameters:
            raise PolicyPackError(f"configuration of policy {policy}: {key} is required")
    for key, value in parameters.items():
        if key not in schema:
            raise PolicyPackError(f"configuration of policy {policy}: there is no parameter {key!r}")
        problem = _problem(value, schema[key])
        if problem:
            raise PolicyPackError(f"configuration of policy {policy}: {key} is {value!r}; {problem}")


def _problem(value: Any, rule: Mapping[str, Any]) -> str:
    """Say how a value breaks a JSON schema's type, enum, bounds, pattern or items; "" when it does not."""
    kinds = rule.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        return f"must be of type {' or '.join(kinds)}"
    if "enum" in rule and value not in rule["enum"]:
        return f"must be one of {rule['enum']}"
    if _is(value, "number"):
        if value < rule.get("minimum", value):
            return f"must be at least {rule['minimum']:g}"
        if value > rule.get("maximum", value):
            return f"must be at most {rule['maximum']:g}"
    if isinstance(value, str) and "pattern" in rule and not re.search(rule["pattern"], value):
        return f"must match {rule['pattern']}"
    if isinstance(value, list) and isinstance(rule.get("items"), dict):
        return next(filter(None, (_problem(item, rule["items"]) for item in value)), "")
    return ""


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, TYPES.get(kind, (object,)))
