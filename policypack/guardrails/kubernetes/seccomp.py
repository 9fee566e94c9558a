"""Seccomp profiles, as the baseline and the restricted standard judge them alike."""

from collections.abc import Iterator

from guardrails.core.control import Fail, Finding, Undecided
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT


def unconfined(security_context: Part) -> Iterator[Finding]:
    """Find a seccomp profile that is set and neither the runtime's default nor a local one.

    Args:
        security_context: of a pod or of a container.
    """
    if security_context.get("seccompProfile") is ABSENT:
        return
    kind = security_context.get("seccompProfile.type")
    place = security_context.at("seccompProfile.type")
    if kind is ABSENT or (isinstance(kind, str) and kind not in ("RuntimeDefault", "Localhost")):
        yield Fail(place, kind, "RuntimeDefault or Localhost")
    elif not isinstance(kind, str):
        yield Undecided(place)
