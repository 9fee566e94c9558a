"""Finds texts wherever they stand in the inputs of a resource."""

from collections.abc import Iterator, Mapping
from typing import Any


def texts(value: Any) -> Iterator[str]:
    """Give every text in a value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Give every key with its value, however deep."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield key, item
            yield from entries(item)
    elif isinstance(value, list):
        for item in value:
            yield from entries(item)
