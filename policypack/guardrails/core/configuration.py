"""What the configuration says of each control: its level and its parameters."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from guardrails.core.control import Control
from guardrails.core.decision import Level

# Parameters that every control has besides its own.
COMMON_PARAMETERS: Mapping[str, Mapping[str, Any]] = {
    "undecided": {
        "type": "string",
        "enum": ["advisory", "mandatory"],
        "default": "advisory",
        "description": (
            "Level at a preview when a value that the control needs is not known yet. Outside a preview "
            "nothing is unknown any more, and what cannot be judged counts like a failure."
        ),
    },
    "reason": {
        "type": "string",
        "default": "",
        "description": "Why the level or a parameter departs from the default, for the reader of a report.",
    },
}


class ConfigurationError(ValueError):
    """A configuration that cannot be used; the message says where and why."""


def parameters_of(control: Control) -> dict[str, Mapping[str, Any]]:
    """Give the JSON schema of each parameter of a control, the common ones included."""
    return {**control.parameters, **COMMON_PARAMETERS}


@dataclass(frozen=True)
class Settings:
    """What is in force for one control.

    Attributes:
        level: the level of a failure.
        parameters: parameters, defaults filled in.
    """

    level: Level
    parameters: Mapping[str, Any]


@dataclass(frozen=True)
class Configuration:
    """What is in force for all controls.

    Attributes:
        given: level and parameters by policy name. A control that is missing is mandatory, with its
            defaults.
        preview: whether the resources are those of a preview, where values may still be unknown.
    """

    given: Mapping[str, Settings] = field(default_factory=dict[str, Settings])
    preview: bool = True

    def of(self, control: Control) -> Settings:
        """Give what is in force for a control."""
        given = self.given.get(control.name)
        defaults = {name: schema["default"] for name, schema in parameters_of(control).items()}
        if given is None:
            return Settings(Level.MANDATORY, defaults)
        return Settings(given.level, {**defaults, **given.parameters})

    def undecided_level(self, control: Control) -> Level:
        """Give the level of an undecided decision of a control."""
        settings = self.of(control)
        if self.preview and settings.parameters["undecided"] == "advisory":
            return Level.ADVISORY
        return settings.level


def level_of(word: str) -> Level:
    """Read an enforcement level of Pulumi. The pack remediates nothing, so `remediate` is mandatory."""
    return Level.MANDATORY if word == "remediate" else Level(word)


def load(file: Path, controls: Iterable[Control], *, preview: bool = True) -> Configuration:
    """Read a configuration file as `pulumi --policy-pack-config` does.

    Args:
        file: JSON of policy name, or "all", to a level or to an object of enforcementLevel and parameters.
        controls: the controls of the pack.
        preview: whether it is for a preview.

    Raises:
        ConfigurationError: the file is no such JSON, or names an unknown policy, parameter or level.
    """
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigurationError(f"{file}: {error}") from None
    if not isinstance(content, dict):
        raise ConfigurationError(f"{file}: must be an object of policy names")
    known = {control.name: control for control in controls}
    for name in content:
        if name != "all" and name not in known:
            raise ConfigurationError(f"{file}: there is no policy {name!r}")
    everywhere, _ = _entry(file, "all", content.get("all", {}), {}, "mandatory")
    given: dict[str, Settings] = {}
    for name, control in known.items():
        level, parameters = _entry(file, name, content.get(name, {}), parameters_of(control), everywhere)
        given[name] = Settings(level_of(level), parameters)
    return Configuration(given, preview)


def _entry(
    file: Path, name: str, entry: Any, schemas: Mapping[str, Mapping[str, Any]], level: str
) -> tuple[str, dict[str, Any]]:
    values: Any = {"enforcementLevel": entry} if isinstance(entry, str) else entry
    if not isinstance(values, dict):
        raise ConfigurationError(f"{file}: {name} must be a level or an object")
    level = values.get("enforcementLevel", level)
    if level not in ("advisory", "mandatory", "remediate", "disabled"):
        raise ConfigurationError(f"{file}: {name}: {level!r} is no level: advisory, mandatory or disabled")
    parameters = {key: value for key, value in values.items() if key != "enforcementLevel"}
    for key in parameters:
        if key not in schemas:
            raise ConfigurationError(f"{file}: {name} has no parameter {key!r}")
    return level, parameters
