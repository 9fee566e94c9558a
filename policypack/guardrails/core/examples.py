"""The resource that an example of a control stands for, and one-property changes of it."""

from collections.abc import Mapping
from copy import deepcopy

from guardrails.core.control import Control, Example, Resource
from guardrails.core.values import ABSENT, Value


def example_urn(type_token: str, name: str = "judged") -> str:
    """Give the URN of an example's resource, so that its company can depend on it."""
    return f"urn:pulumi:example::example::{type_token}::{name}"


def judged(control: Control, example: Example) -> Resource:
    """Give the resource that an example has judged."""
    type_token = example.type or control.types[0]
    return Resource(
        type=type_token,
        name="judged",
        urn=example_urn(type_token),
        properties=example.properties,
        ignore_changes=example.ignore_changes,
    )


def changed(base: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    """Copy a property bag with some properties set otherwise.

    Args:
        base: the bag; it stays as it is.
        changes: dotted path to new value; ABSENT takes a key or item out. Missing maps on the way are made.
    """
    result = deepcopy(dict(base))
    for path, value in changes.items():
        *way, last = path.split(".")
        current: Value = result
        for key in way:
            current = current[int(key)] if isinstance(current, list) else current.setdefault(key, {})
        if isinstance(current, list):
            current[int(last) : int(last) + 1] = [] if value is ABSENT else [value]
        elif value is ABSENT:
            current.pop(last, None)
        else:
            current[last] = value
    return result
