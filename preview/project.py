"""Pulumi.yaml and Pulumi.<stack>.yaml: the project, its program and the stack's configuration."""

import contextlib
import difflib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from preview.overrides import OverrideError, override

# Ciphertext in a stack file needs the stack's key; offline it is stood in for.
SECRET_PLACEHOLDER = "offline-secret-placeholder"  # noqa: S105 - a placeholder
SUFFIXES = (".yaml", ".yml", ".json")
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


class ProjectError(Exception):
    """A project or stack file that cannot be used; the message says which, where, and what is allowed."""


@dataclass(frozen=True)
class Project:
    """A Pulumi Python project and one of its stacks."""

    name: str
    stack: str
    directory: Path
    program: Path
    python: str
    config: Mapping[str, str]
    secret_keys: tuple[str, ...] = ()
    policies: Mapping[str, Any] = field(default_factory=dict[str, Any])


def load_project(directory: Path, stack: str, overrides: Mapping[str, str] | None = None) -> Project:
    """Read a project and the configuration of a stack.

    Args:
        directory: the folder that holds Pulumi.yaml.
        stack: name of the stack.
        overrides: configuration that goes before the stack file's, as with `pulumi --config`.

    Raises:
        ProjectError: a file is missing or malformed, or a value does not fit Pulumi.yaml's `config`.
    """
    directory = directory.resolve()
    source = _find(directory, "Pulumi")
    if source is None:
        raise ProjectError(f"no Pulumi.yaml in {directory}: -C names the folder of a Pulumi project")
    document = _read(source)
    name = document.get("name")
    if not isinstance(name, str) or not name:
        raise ProjectError(f"{source.name}: name: a project name is required")
    runtime = document.get("runtime")
    options: dict[str, Any] = {}
    if isinstance(runtime, dict):
        options = runtime.get("options") or {}
        runtime = runtime.get("name")
    if runtime != "python":
        raise ProjectError(
            f"{source.name}: runtime: {runtime!r} found; only python programs can be previewed"
        )
    config, secrets = _configuration(directory, source, document, name, stack, overrides or {})
    return Project(
        name=name,
        stack=stack,
        directory=directory,
        program=_program(directory, source, document),
        python=_interpreter(directory, options),
        config=config,
        secret_keys=secrets,
    )


def stacks(directory: Path) -> list[str]:
    """List the stacks that have a file in the project's folder."""
    found = {
        path.name.removeprefix("Pulumi.").removesuffix(suffix)
        for suffix in SUFFIXES
        for path in directory.glob(f"Pulumi.*{suffix}")
    }
    return sorted(found)


def _find(directory: Path, stem: str) -> Path | None:
    candidates = (directory / f"{stem}{suffix}" for suffix in SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)


def _read(path: Path) -> dict[str, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        detail = " ".join(str(error).split())
        raise ProjectError(f"{path.name} cannot be read: {detail}") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise ProjectError(f"{path.name}: a mapping of keys is expected, found {type(document).__name__}")
    return document


def _program(directory: Path, source: Path, document: Mapping[str, Any]) -> Path:
    program = (directory / str(document.get("main") or ".")).resolve()
    start = program / "__main__.py" if program.is_dir() else program
    if not start.is_file():
        raise ProjectError(f"{source.name}: no Python program at {start}")
    return program


def _interpreter(directory: Path, options: Mapping[str, Any]) -> str:
    environment = options.get("virtualenv")
    if environment:
        for place in ("bin/python", "Scripts/python.exe"):
            python = directory / str(environment) / place
            if python.exists():
                return str(python)
    return sys.executable


def _configuration(
    directory: Path,
    source: Path,
    document: Mapping[str, Any],
    project: str,
    stack: str,
    overrides: Mapping[str, str],
) -> tuple[dict[str, str], tuple[str, ...]]:
    stack_file = _find(directory / str(document.get("stackConfigDir") or "."), f"Pulumi.{stack}")
    known = stacks(directory)
    if stack_file is None and known:
        raise ProjectError(f"no Pulumi.{stack}.yaml in {directory}; stacks with a file: {', '.join(known)}")
    values: dict[str, Any] = {}
    secrets: set[str] = set()
    for key, value in _config_of(stack_file).items():
        full = _full_key(key, project)
        values[full] = _decrypted(value)
        if values[full] != value:
            secrets.add(full)
    file_name = stack_file.name if stack_file else f"Pulumi.{stack}.yaml"
    declared = _declared(source, document, project)
    apply_overrides(values, declared, project, overrides)
    for full, schema in declared.items():
        if schema.get("secret"):
            secrets.add(full)
        _declared_value(values, full, schema, file_name, required=full.startswith(f"{project}:"))
    return {key: _as_text(value) for key, value in values.items()}, tuple(sorted(secrets & values.keys()))


def _declared(source: Path, document: Mapping[str, Any], project: str) -> dict[str, Mapping[str, Any]]:
    declared = document.get("config") or {}
    if not isinstance(declared, dict):
        raise ProjectError(f"{source.name}: config: a mapping of keys is expected")
    return {
        _full_key(str(key), project): given if isinstance(given, dict) else {"default": given}
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


def _config_of(stack_file: Path | None) -> dict[str, Any]:
    if stack_file is None:
        return {}
    config = _read(stack_file).get("config") or {}
    if not isinstance(config, dict):
        raise ProjectError(f"{stack_file.name}: config: a mapping of keys is expected")
    return {str(key): value for key, value in config.items()}


def _full_key(key: str, project: str) -> str:
    return key if ":" in key else f"{project}:{key}"


def _decrypted(value: Any) -> Any:
    if isinstance(value, dict):
        if set(value) == {"secure"}:
            return SECRET_PLACEHOLDER
        return {key: _decrypted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_decrypted(item) for item in value]
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
    if isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), default=str)
