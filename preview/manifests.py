"""Writes the Kubernetes objects of the applied pass as YAML files."""

import hashlib
import re
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from preview.model import Resource, Result
from preview.redaction import Redactor

MARK = "# Written by the offline preview; secrets are placeholders.\n"


class ManifestError(Exception):
    """Manifests that cannot be written; the message is the user's."""


def write_manifests(result: Result, folder: Path, redactor: Redactor) -> int:
    """Write one file for each object and return their number.

    Raises:
        ManifestError: a file of that name is not the preview's own, or the folder cannot be written.
    """
    objects = [r for r in result.applied.resources.values() if _is_object(r) and not r.external]
    shared = Counter(map(_file_name, objects))
    files: dict[Path, str] = {}
    for resource in objects:
        shown: dict[str, Any] = redactor.properties(resource.type, resource.inputs)
        name = _file_name(resource)
        if shared[name] > 1:  # objects of the same name, in two clusters for instance
            name += f"-{hashlib.sha256(resource.urn.encode()).hexdigest()[:8]}"
        files[folder / f"{name}.yaml"] = MARK + yaml.safe_dump(shown, sort_keys=True)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in files:
            if path.exists() and not path.read_text(encoding="utf-8").startswith(MARK):
                raise ManifestError(f"{path} was not written by the preview and is left alone")
        for path, text in files.items():
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ManifestError(f"manifests cannot be written: {error}") from None
    return len(files)


def _is_object(resource: Resource) -> bool:
    return resource.type.startswith("kubernetes:") and {"apiVersion", "kind"} <= resource.inputs.keys()


def _file_name(resource: Resource) -> str:
    metadata = resource.inputs.get("metadata") or {}
    parts = (metadata.get("namespace", ""), resource.inputs["kind"], metadata.get("name") or resource.name)
    return re.sub(r"[^a-z0-9.-]+", "-", "-".join(part for part in parts if part).lower())
