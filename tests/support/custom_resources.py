"""Validates custom resources against their CustomResourceDefinition, strictly."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import yaml


def violations(definition: Path, manifest: Mapping[str, Any]) -> list[str]:
    """List what the API server would refuse or, for unknown fields, silently drop.

    Args:
        definition: file with the CustomResourceDefinition.
        manifest: the object.
    """
    spec = yaml.load(definition.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["spec"]
    group, _, version = str(manifest["apiVersion"]).rpartition("/")
    if (group, manifest["kind"]) != (spec["group"], spec["names"]["kind"]):
        return [f"{manifest['apiVersion']} {manifest['kind']} is not what {definition.name} defines"]
    schemas = {each["name"]: each["schema"]["openAPIV3Schema"] for each in spec["versions"] if each["served"]}
    if version not in schemas:
        return [f"version {version} is not served"]
    schema = _closed(schemas[version])
    # The metadata of any object, which a definition leaves open.
    named = ["name", "namespace"] if spec["scope"] == "Namespaced" else ["name"]
    schema["properties"]["metadata"] = {"type": "object", "required": named}
    return [
        f"{'.'.join(map(str, error.absolute_path))}: {error.message}"
        for error in jsonschema.Draft7Validator(schema).iter_errors(manifest)
    ]


def _closed(schema: Any) -> Any:
    """Refuse fields that a structural schema does not know, where it does not say that it keeps them."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    has_fields = isinstance(schema.get("properties"), dict) and schema.get("type") == "object"
    if has_fields and not schema.get("x-kubernetes-preserve-unknown-fields"):
        closed.setdefault("additionalProperties", False)
    return closed
