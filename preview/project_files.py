"""Pulumi.yaml and Pulumi.<stack>.yaml as files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

SUFFIXES = (".yaml", ".yml", ".json")


class ProjectError(Exception):
    """A project or stack file that cannot be used; the message says which, where, and what is allowed."""


def project_file(directory: Path) -> Path:
    """Return a project's Pulumi.yaml.

    Raises:
        ProjectError: the folder has none.
    """
    found = _find(directory, "Pulumi")
    if found is None:
        raise ProjectError(f"no Pulumi.yaml in {directory}: -C names the folder of a Pulumi project")
    return found


def stack_file(directory: Path, document: Mapping[str, Any], stack: str) -> Path | None:
    """Return the file of a stack, None if it has none.

    Args:
        directory: the project's folder.
        document: the content of its Pulumi.yaml.
        stack: name of the stack.
    """
    return _find(directory / str(document.get("stackConfigDir") or "."), f"Pulumi.{stack}")


def stacks(directory: Path) -> list[str]:
    """List the stacks that have a file in the project's folder."""
    found = {
        path.name.removeprefix("Pulumi.").removesuffix(suffix)
        for suffix in SUFFIXES
        for path in directory.glob(f"Pulumi.*{suffix}")
    }
    return sorted(found)


def read_mapping(path: Path) -> dict[str, Any]:
    """Read a YAML or JSON file of keys, {} for an empty one.

    Raises:
        ProjectError: it cannot be read, or holds something else.
    """
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


def _find(directory: Path, stem: str) -> Path | None:
    candidates = (directory / f"{stem}{suffix}" for suffix in SUFFIXES)
    return next((path for path in candidates if path.is_file()), None)
