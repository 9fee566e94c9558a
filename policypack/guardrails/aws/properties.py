"""Properties of AWS resources in all the forms that the provider accepts.

The provider speaks Terraform underneath: a single block may be a map or a list of one map, and a boolean or a
number may be written as text.
"""

from collections.abc import Iterator

from guardrails.core.control import Fail, Finding, Undecided
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN, Marker, Value, look


def get(properties: Value, path: str) -> Value:
    """Look up a dotted path of keys, through single blocks in either form on the way.

    Returns:
        The value; ABSENT where a block or key is missing; UNKNOWN where it is not known or malformed.
    """
    current = properties
    for key in path.split("."):
        current = look(block(current), key)
    return current


def block(value: Value) -> Value:
    """Give a single block, which may come as a list of one; ABSENT for an empty list, UNKNOWN for several."""
    if not isinstance(value, list):
        return value
    if len(value) == 1:
        return value[0]
    return UNKNOWN if value else ABSENT


def blocks(part: Part, path: str) -> list[Part]:
    """List repeated blocks, which may come as one map.

    Returns:
        One part per block, none for an absent list. What is not known is one part of unknown value.
    """
    found = part.part(path)
    return [found] if isinstance(found.value, dict) else part.parts(path)


def boolean(value: Value) -> bool | Marker:
    """Read a boolean: true, false, or these words as text; ABSENT; UNKNOWN for anything else."""
    if isinstance(value, bool):
        return value
    if value is ABSENT:
        return ABSENT
    word = value.lower() if isinstance(value, str) else ""
    return {"true": True, "false": False}.get(word, UNKNOWN)


def whole_number(value: Value) -> int | Marker:
    """Read a whole number, also one written as text; ABSENT; UNKNOWN for anything else."""
    if value is ABSENT:
        return ABSENT
    if isinstance(value, bool):
        return UNKNOWN
    if isinstance(value, int):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and value.removeprefix("-").isdecimal():
        return int(value)
    return UNKNOWN


def must_be(wanted: bool, properties: Value, path: str, expected: str = "") -> Iterator[Finding]:
    """Demand a boolean property to be set to one value.

    Args:
        wanted: the value.
        properties: the property bag.
        path: its dotted path.
        expected: what to say should stand there, when the value alone does not say it.
    """
    found = boolean(get(properties, path))
    if found is UNKNOWN:
        yield Undecided(path)
    elif found is not wanted:
        yield Fail(path, found, expected or str(wanted).lower())
