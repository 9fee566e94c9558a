"""Finds every IAM document of a stack, wherever it stands in the inputs of a resource."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from preview.model import Resource, Result


@dataclass(frozen=True)
class Document:
    """An IAM document.

    Attributes:
        resource: the resource that has it.
        path: the property it is in.
        statements: what it says.
    """

    resource: Resource
    path: str
    statements: list[dict[str, Any]]

    @property
    def where(self) -> str:
        """Name the document in a message."""
        return f"{self.resource.type} {self.resource.name}: {self.path}"


def documents(result: Result) -> list[Document]:
    """Give every document of a stack: texts and objects that have statements."""
    return [
        Document(resource, path, listed(document["Statement"]))
        for resource in result.applied.resources.values()
        if resource.custom
        for path, document in _documents(resource.inputs, "")
    ]


def listed(value: Any) -> list[Any]:
    """Give the items of what IAM writes as an item or a list of items."""
    return value if isinstance(value, list) else [value]


def _documents(value: Any, path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, Mapping):
        if "Statement" in value:
            yield path, value
        for key, item in value.items():
            yield from _documents(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _documents(item, f"{path}[{index}]")


def _parsed(text: str) -> Any:
    """Read a text that is a JSON object; any other stays what it is, and holds no document."""
    if not text.startswith("{"):
        return None
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return None
