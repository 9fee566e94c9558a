"""The configuration of a stack: its file's values, the command line's over them, the defaults below."""

import contextlib
import difflib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from preview.overrides import OverrideError, override
from preview.project_files import ProjectError, read_mapping, stack_file, stacks

# Ciphertext in a stack file needs the stack's key; offline it is stood in for.
SECRET_PLACEHOLDER = "offline-secret-placeholder"  # noqa: S105 - a placeholder
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


def configuration(
    directory: Path,
    source: Path,
    document: Mapping[str, Any],
    project: str,
    stack: str,
    overrides: Mapping[str, str],
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Read the configuration of a stack.

    Args:
        directory: the project's folder.
        source: its Pulumi.yaml.
        document: the content of that file.
        project: name of the project.
        stack: name of the stack.
        overrides: values by key or by path into one, which go before the stack file's.

    Returns:
        The values by full key, as texts, and the keys of those that are secret.

    Raises:
        ProjectError: a file cannot be used, or a value does not fit what Pulumi.yaml declares.
    """
    file = stack_file(directory, document, stack)
    known = stacks(directory)
    if file is None and known:
        raise ProjectError(f"no Pulumi.{stack}.yaml in {directory}; stacks with a file: {', '.join(known)}")
    values: dict[str, Any] = {}
    secrets: set[str] = set()
    for key, value in config_of(file).items():
        full = full_key(key, project)
        values[full] = decrypted(value)
        if values[full] != value:
            secrets.add(full)
    file_name = file.name if file else f"Pulumi.{stack}.yaml"
    declared = declared_config(source, document, project)
    apply_overrides(values, declared, project, overrides)
    for full, schema in declared.items():
        if schema.get("secret"):
            secrets.add(full)
        _declared_value(values, full, schema, file_name, required=full.startswith(f"{project}:"))
    return {key: _as_text(value) for key, value in values.items()}, tuple(sorted(secrets & values.keys()))


def declared_config(source: Path, document: Mapping[str, Any], project: str) -> dict[str, Mapping[str, Any]]:
    """Return what Pulumi.yaml says of each key, by full key.

    Raises:
        ProjectError: its `config` is no mapping.
    """
    declared = document.get("config") or {}
    if not isinstance(declared, dict):
        raise ProjectError(f"{source.name}: config: a mapping of keys is expected")
    return {
        full_key(str(key), project): given if isinstance(given, dict) else {"default": given}
        for key, given in declared.items()
    }


def apply_overrides(
    values: dict[str, Any],
    declared: Mapping[str, Mapping[str, Any]],
    project: str,
    overrides: Mapping[str, str],
) -> None:
    """Set what the command line says over what the files say.

    Args:
        values: the configuration by full key, which is changed.
        declared: what Pulumi.yaml says of each key.
        project: name of the project.
        overrides: values by key or by path into one.

    Raises:
        ProjectError: a path leads nowhere.
    """
    defaults = {key: _default(schema) for key, schema in declared.items()}
    for setting, text in overrides.items():
        try:
            override(values, defaults, project, setting, text)
        except OverrideError as error:
            raise ProjectError(f"--config {error}") from error


def _default(schema: Mapping[str, Any]) -> Any:
    return schema.get("default", schema.get("value"))


def _declared_value(
    values: dict[str, Any], key: str, schema: Mapping[str, Any], file_name: str, *, required: bool
) -> None:
    """Default a declared key, or check its value; a key of another namespace is never required."""
    if key in values:
        if "type" in schema:
            _check_type(file_name, key, values[key], str(schema["type"]), hidden=bool(schema.get("secret")))
        return
    default = _default(schema)
    if default is not None:
        values[key] = default
    elif required:
        described = f" ({schema['description']})" if schema.get("description") else ""
        raise ProjectError(
            f"{file_name}: {key}: no value, and Pulumi.yaml declares it without a default{described}"
        )


def config_of(file: Path | None) -> dict[str, Any]:
    """Return the configuration that a stack's file holds, by key as it is written there.

    Raises:
        ProjectError: the file cannot be read, or its `config` is no mapping.
    """
    if file is None:
        return {}
    config = read_mapping(file).get("config") or {}
    if not isinstance(config, dict):
        raise ProjectError(f"{file.name}: config: a mapping of keys is expected")
    return {str(key): value for key, value in config.items()}


def full_key(key: str, project: str) -> str:
    """Return a key with its namespace, which is the project's where it has none."""
    return key if ":" in key else f"{project}:{key}"


def decrypted(value: Any) -> Any:
    """Return a value of a stack's file with a placeholder for everything that is encrypted in it."""
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return SECRET_PLACEHOLDER
        return {key: decrypted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [decrypted(item) for item in value]
    return value


def _check_type(file_name: str, key: str, value: Any, wanted: str, *, hidden: bool) -> None:
    allowed = TYPES.get(wanted)
    if allowed is None:
        near = difflib.get_close_matches(wanted, TYPES, 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise ProjectError(
            f"Pulumi.yaml: config: {key}: type {wanted!r} is not one of {', '.join(TYPES)}{hint}"
        )
    if value == SECRET_PLACEHOLDER:
        return
    found = value
    if isinstance(value, str) and str not in allowed:
        with contextlib.suppress(json.JSONDecodeError):
            value = json.loads(value)
    if not isinstance(value, allowed) or (isinstance(value, bool) and bool not in allowed):
        shown = "a secret of another type" if hidden else repr(found)
        raise ProjectError(f"{file_name}: {key}: {shown} found; a value of type {wanted} is expected")


def _as_text(value: Any) -> str:
    """Return a value as the engine hands it to programs: objects and lists as JSON."""
    if isinstance(value, str):
        return value
    # The engine's JSON has its keys in order.
    return json.dumps(value, separators=(",", ":"), sort_keys=True, default=str)
