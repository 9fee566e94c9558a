"""Reads a stack's settings and says in one message what is wrong with them."""

import difflib
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar, get_args

import pulumi
from pulumi.runtime.config import get_config_env, is_config_secret
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from infra.setting_rules import blamed, explained

Area = TypeVar("Area", bound=BaseModel)
_Other = TypeVar("_Other", bound=BaseModel)

# Where the offline preview lists the settings that were given on its command line (preview/program.py).
COMMAND_LINE_VARIABLE = "CONFIG_FROM_COMMAND_LINE"


class ConfigurationError(pulumi.RunError):
    """The stack's settings are wrong; the message names file, key, value found and values allowed."""


def load(first: type[Area], second: type[_Other]) -> tuple[Area, _Other]:
    """Read the settings of two layers from the configuration of the running program.

    Args:
        first, second: the settings of each layer; together they name every setting there is.

    Raises:
        ConfigurationError: something is secret, unknown, missing or not allowed. All problems are in one
            message, which quotes no secret.
    """
    project, stack = pulumi.get_project(), pulumi.get_stack()
    values, secret = _configured(project)
    given: list[str] = json.loads(os.environ.get(COMMAND_LINE_VARIABLE, "[]"))
    from_command_line = tuple(setting.removeprefix(f"{project}:") for setting in given)
    return parse(f"Pulumi.{stack}.yaml", values, secret, first, second, from_command_line)


def parse(
    file: str,
    values: Mapping[str, Any],
    secret: frozenset[str],
    first: type[Area],
    second: type[_Other],
    from_command_line: Sequence[str] = (),
) -> tuple[Area, _Other]:
    """Turn configured values into settings.

    Args:
        file: name of the file to blame.
        values: the value of each key.
        secret: keys whose values are secret. None may be: settings end in names, tags and policies, which
            anybody may read.
        first, second: the settings of each layer.
        from_command_line: keys, or paths into them, that the file is not to blame for.

    Raises:
        ConfigurationError: see load.
    """
    problems: list[tuple[str, str]] = []
    known = [*_keys(first), *_keys(second)]
    problems += [(key, _unknown(key, "", known)) for key in values if key not in known]
    problems += [
        (key, f"{key} is [secret]: no setting may be; secrets belong in AWS Secrets Manager")
        for key in sorted(secret)
    ]
    layers: list[BaseModel] = []
    for layer in (first, second):
        own = {key: value for key, value in values.items() if key in _keys(layer)}
        try:
            layers.append(layer.model_validate(own))
        except ValidationError as error:
            details = error.errors(include_url=False)
            problems += [
                (_path(detail), _problem(layer, detail))
                for detail in details
                if not _follows(detail, details) and not secret.intersection(map(str, detail["loc"][:1]))
            ]
    if problems:
        raise ConfigurationError(
            "\n".join(f"{blamed(file, path, from_command_line)}: {problem}" for path, problem in problems)
        )
    one, two = layers
    assert isinstance(one, first)  # noqa: S101 - narrows the type, both are validated above
    assert isinstance(two, second)  # noqa: S101 - as above
    return one, two


def values_of(project: str, configured: Mapping[str, str]) -> dict[str, Any]:
    """Read the values of a project's own keys from configuration as the engine hands it to programs.

    Args:
        project: name of the project.
        configured: texts by full key; objects and lists are JSON.
    """
    prefix = f"{project}:"
    return {
        key.removeprefix(prefix): _decoded(value)
        for key, value in configured.items()
        if key.startswith(prefix)
    }


def _configured(project: str) -> tuple[dict[str, Any], frozenset[str]]:
    # pulumi.Config cannot list the keys that are set, and a misspelt key must not go unnoticed.
    configured: dict[str, str] = get_config_env()
    values = values_of(project, configured)
    return values, frozenset(key for key in values if is_config_secret(f"{project}:{key}"))


def _decoded(value: str) -> Any:
    try:
        return json.loads(value)
    except json.JSONDecodeError:
        return value


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _problem(model: type[BaseModel], detail: ErrorDetails) -> str:
    location = _location(detail)
    path = _path(detail)
    match detail["type"]:
        case "extra_forbidden":
            parent = ".".join(location[:-1])
            return _unknown(location[-1], parent, _keys_at(model, location[:-1]))
        case "missing":
            return f"{path} is missing"
        case "model_type":
            return f"{path} must be an object with the keys {', '.join(_keys_at(model, location))}"
        case _ if isinstance(detail["input"], dict):  # a rule over several keys, which its message names
            return f"{path}: {explained(detail)}" if path else explained(detail)
        case _:
            return f"{path} is {json.dumps(detail['input'], default=str)}: {explained(detail)}"


def _location(detail: ErrorDetails) -> list[str]:
    # Pydantic adds this where the key of a map is wrong, and not its value.
    return [str(part) for part in detail["loc"] if part != "[key]"]


def _path(detail: ErrorDetails) -> str:
    return ".".join(_location(detail))


def _follows(detail: ErrorDetails, details: Sequence[ErrorDetails]) -> bool:
    """Tell whether a list is only too short because pydantic does not count its wrong items."""
    place = detail["loc"]
    return detail["type"] == "too_short" and any(
        len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in details
    )


def _unknown(key: str, parent: str, known: Sequence[str]) -> str:
    prefix = f"{parent}." if parent else ""
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    hint = f"did you mean {prefix}{near[0]}?" if near else f"known here: {', '.join(known)}"
    return f"{prefix}{key} is not a setting ({hint})"


def _keys_at(model: type[BaseModel], location: Sequence[str]) -> list[str]:
    """Find the keys of the settings at a location, through models and maps of models."""
    current: Any = model
    for part in location:
        if isinstance(current, type) and issubclass(current, BaseModel):
            fields = {field.alias or name: field for name, field in current.model_fields.items()}
            current = fields[part].annotation
        else:  # a map of models: its key is free, its value is the model
            current = get_args(current)[-1]
    # Optional settings are a model or None.
    for candidate in (current, *get_args(current)):
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            return _keys(candidate)
    return []
