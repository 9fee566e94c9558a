"""What rules read of a resource, and how they refuse: only what is known is judged."""

import ipaddress
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn, TypeAlias

from preview import urns, wire
from preview.model import Properties
from preview.simulated.simulation import NotYetError, SimulationError
from preview.simulated.store import Store, Stored

Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
# Raises SimulationError where AWS would refuse to create a resource with these inputs beside what exists; the
# inputs are known.
Rule: TypeAlias = Callable[[Properties, Store], None]


def known(properties: Mapping[str, Any]) -> Properties:
    """Return the properties that a rule may judge and a message name: nothing unknown, nothing secret."""
    return {
        key: value
        for key, value in properties.items()
        if not wire.has_unknown(value) and not _has_secret(value)
    }


def _has_secret(value: Any) -> bool:
    if isinstance(value, list):
        return any(_has_secret(item) for item in value)
    if isinstance(value, dict):
        return wire.is_secret(value) or any(_has_secret(item) for item in value.values())
    return False


def whole(stored: Stored) -> Properties:
    """Return inputs and outputs of what exists as one; inputs say what was asked for."""
    return {**stored.outputs, **{key: value for key, value in stored.inputs.items() if value is not None}}


def values_at(value: Any, path: str) -> Iterator[Any]:
    """Yield what stands at a dotted path; a list on the way stands for each of its items."""
    if isinstance(value, list):
        for item in value:
            yield from values_at(item, path)
    elif not path:
        if value is not None:
            yield value
    elif isinstance(value, dict):
        key, _, rest = path.partition(".")
        yield from values_at(value.get(key), rest)


def texts_at(value: Any, path: str) -> list[str]:
    """Return the texts at a dotted path (see `values_at`)."""
    return [found for found in values_at(value, path) if isinstance(found, str) and found]


def all_texts(value: Any) -> Iterator[str]:
    """Yield every text in a value; a policy document is one text, so what it names is not among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from all_texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from all_texts(item)


def text(properties: Mapping[str, Any], key: str) -> str:
    """Return a text, "" where there is none."""
    value = properties.get(key)
    return value if isinstance(value, str) else ""


def number(value: Any) -> int | None:
    """Return a whole number, also one that is written as a text, as providers accept both."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if value.isascii() and value.removeprefix("-").isdigit() else None
    return int(value) if isinstance(value, int | float) and value == value // 1 else None


def flag(value: Any) -> bool:
    """Return whether a value is true, also as the text that providers accept for it."""
    return value is True or value == "true"


def network(value: Any) -> Network | None:
    """Return an address range in its canonical form, None where it is none."""
    if not isinstance(value, str):
        return None
    try:
        return ipaddress.ip_network(value, strict=False)
    except ValueError:
        return None


def described(stored: Stored) -> str:
    """Return how a message names what exists."""
    return f"{stored.type} {urns.name_of(stored.urn)}, {stored.id}"


def refuse(code: str, words: str, found: str, *, waited_for: bool = False) -> NoReturn:
    """Refuse as AWS does.

    Args:
        code: AWS's error code.
        words: AWS's message.
        found: what was found, and where.
        waited_for: whether the provider tries again, as something may still come.
    """
    raise (NotYetError if waited_for else SimulationError)(f"{code}: {words} ({found})")
