"""Pulumi.yaml and Pulumi.<stack>.yaml: the project, its program and the stack's configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from preview.configuration import configuration
from preview.interpreter import interpreter
from preview.project_files import ProjectError, project_file, read_mapping


@dataclass(frozen=True)
class Project:
    """A Pulumi Python project and one of its stacks.

    Attributes:
        from_command_line: the settings, keys or paths into them, whose values the stack's file has not got.
    """

    name: str
    stack: str
    directory: Path
    program: Path
    python: str
    config: Mapping[str, str]
    secret_keys: tuple[str, ...] = ()
    from_command_line: tuple[str, ...] = ()
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
    source = project_file(directory)
    document = read_mapping(source)
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
    config, secrets = configuration(directory, source, document, name, stack, overrides or {})
    return Project(
        name=name,
        stack=stack,
        directory=directory,
        program=_program(directory, source, document),
        python=interpreter(directory, options),
        config=config,
        secret_keys=secrets,
        from_command_line=tuple(overrides or {}),
    )


def _program(directory: Path, source: Path, document: Mapping[str, Any]) -> Path:
    program = (directory / str(document.get("main") or ".")).resolve()
    start = program / "__main__.py" if program.is_dir() else program
    if not start.is_file():
        raise ProjectError(f"{source.name}: no Python program at {start}")
    return program
