"""Verdicts on single fields, three-valued: what is known and wrong fails, what is not known is undecided.

A value of the wrong type counts as unknown: Kubernetes refuses such an object, and it must never pass here.
"""

from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from guardrails.core.control import Fail, Finding, Undecided
from guardrails.core.parts import Part
from guardrails.core.truth import Truth
from guardrails.core.values import ABSENT, UNKNOWN, Marker


def not_true(part: Part, path: str) -> Iterator[Finding]:
    """Demand a boolean field to be false or not set."""
    value = part.get(path)
    if value is True:
        yield Fail(part.at(path), True, "false or not set")
    elif value is not False and value is not ABSENT:
        yield Undecided(part.at(path))


def exactly_false(part: Part, path: str) -> Iterator[Finding]:
    """Demand a boolean field to be set to false."""
    value = part.get(path)
    if value is True or value is ABSENT:
        yield Fail(part.at(path), value, "false")
    elif value is not False:
        yield Undecided(part.at(path))


def empty_text(part: Part, path: str) -> Iterator[Finding]:
    """Demand a text field to be empty or not set."""
    yield from text_among(part, path, ("",), "not set")


def text_among(part: Part, path: str, allowed: Collection[str], expected: str) -> Iterator[Finding]:
    """Demand a text field to hold one of the allowed values, or not to be set."""
    value = part.get(path)
    if value is ABSENT:
        return
    if not isinstance(value, str):
        yield Undecided(part.at(path))
    elif value not in allowed:
        yield Fail(part.at(path), value, expected)


def texts_among(part: Part, path: str, allowed: Collection[str], expected: str) -> Iterator[Finding]:
    """Demand every item of a list of texts to be one of the allowed values."""
    for item in part.parts(path):
        if not isinstance(item.value, str):
            yield Undecided(item.path)
        elif item.value not in allowed:
            yield Fail(item.path, item.value, expected)


def holds(part: Part, path: str, wanted: str) -> Truth:
    """Tell whether a list of texts holds a value."""
    found = [item.value for item in part.parts(path)]
    if any(isinstance(value, str) and value == wanted for value in found):
        return True
    return False if all(isinstance(value, str) for value in found) else UNKNOWN


def whole_number(part: Part, path: str) -> int | Literal[Marker.UNKNOWN] | None:
    """Read a whole number, such as a port or a user id.

    Returns:
        The number (it arrives as a float); None where it is not set; UNKNOWN for anything else.
    """
    value = part.get(path)
    if value is ABSENT:
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return UNKNOWN


def unless(relieved: Truth, path: str, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Let findings through unless a circumstance relieves the pod of the demand.

    Args:
        relieved: whether it does.
        path: where that circumstance stands; while it is unknown, nothing fails, and this is undecided.
        findings: what the demand finds.
    """
    if relieved is True:
        return
    found = list(findings)
    if relieved is UNKNOWN and found:
        yield Undecided(path)
    else:
        yield from found
