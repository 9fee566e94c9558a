"""Three-valued access to resource properties: a value, ABSENT or UNKNOWN.

At a first preview many properties cannot be known yet. The stock policy SDK raises on the first look at one,
which turns a mandatory policy into an advisory line. Here an unknown is a value to decide on.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, TypeAlias


class Marker(Enum):
    """What a property access finds besides a value."""

    ABSENT = "absent"
    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return self.name


ABSENT = Marker.ABSENT
UNKNOWN = Marker.UNKNOWN

# A decoded property: None, bool, float or int, str, list or dict of these, or UNKNOWN anywhere inside.
Value: TypeAlias = Any


class Secret(str):
    """A secret string. It compares as its plain text, and prints as a placeholder."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "[secret]"

    def __str__(self) -> str:
        return "[secret]"

    def __format__(self, _format_spec: str) -> str:
        return "[secret]"


def look(properties: Value, path: str) -> Value:
    """Find the property at a dotted path.

    Args:
        properties: a decoded property bag.
        path: keys joined by dots, list positions as numbers: `spec.template.spec.containers.0.image`.

    Returns:
        The value; ABSENT where a key is missing or null; UNKNOWN where the value, or anything on the way to
        it, is not known yet, and also where something on the way is not a map or list (a malformed bag must
        never read as "not set").
    """
    current = properties
    for key in path.split("."):
        if isinstance(current, Mapping):
            current = current.get(key, ABSENT)
        elif isinstance(current, Sequence) and not isinstance(current, str) and key.isdecimal():
            current = current[int(key)] if int(key) < len(current) else ABSENT
        elif current is ABSENT:
            return ABSENT
        else:
            return UNKNOWN
        if current is None:
            current = ABSENT
    return current


def items(properties: Value, path: str) -> list[Value] | Marker:
    """Find the list at a dotted path.

    Returns:
        The list (its items may be UNKNOWN); ABSENT; or UNKNOWN when the value is unknown or no list.
    """
    found = look(properties, path)
    if found is ABSENT or isinstance(found, list):
        return found
    return UNKNOWN
