"""Three-valued logic: true, false, or not known yet."""

from collections.abc import Iterable
from typing import TypeAlias

from guardrails.core.values import UNKNOWN, Marker

# True, False or UNKNOWN; never ABSENT.
Truth: TypeAlias = bool | Marker


def all_of(truths: Iterable[Truth]) -> Truth:
    """Combine by AND: one false decides, whatever else is unknown."""
    found = list(truths)
    if any(truth is False for truth in found):
        return False
    return True if all(truth is True for truth in found) else UNKNOWN


def any_of(truths: Iterable[Truth]) -> Truth:
    """Combine by OR: one true decides, whatever else is unknown."""
    found = list(truths)
    if any(truth is True for truth in found):
        return True
    return False if all(truth is False for truth in found) else UNKNOWN


def negation(truth: Truth) -> Truth:
    """Turn true and false around; unknown stays unknown."""
    return UNKNOWN if truth is UNKNOWN else not truth
