"""Findings as sentences for people: what was found where, and what should stand there, without secrets."""

import json
import re
from typing import Any

from guardrails.core.control import Broken, Finding, NotApplicable, Resource, Undecided
from guardrails.core.values import ABSENT, UNKNOWN, Marker, Secret, Value

LONGEST = 80  # characters of a found value that a sentence shows
_HIDDEN = "[secret]"
_KEYS = re.compile(r'\["([^"]*)"\]|([^.\[\]]+)')


def describe(finding: Finding, resource: Resource) -> str:
    """Put a finding into a sentence, such as `vpcConfig.endpointPublicAccess is true; must be false`.

    Args:
        finding: the finding.
        resource: what it is about. A value at, above or below a secret of it is never shown.
    """
    if isinstance(finding, NotApplicable | Broken):
        return finding.reason
    if isinstance(finding, Undecided):
        return f"{finding.path} {_unjudged(finding.path, resource)}"
    if finding.found is ABSENT:
        found = "is not set"
    elif finding.found is UNKNOWN:
        found = "is not known yet"
    else:
        found = f"is {_HIDDEN if _touches_secret(finding.path, resource) else show(finding.found)}"
    return (
        f"{finding.path} {found}; must be {finding.expected}"
        if finding.expected
        else f"{finding.path} {found}"
    )


def show(value: Value) -> str:
    """Show a value briefly: as JSON, secrets hidden, whole numbers without a fraction, cut when long."""
    text = json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _plain(value: Value) -> Any:
    if isinstance(value, Secret):
        return _HIDDEN
    if isinstance(value, Marker):
        return f"[{'not set' if value is ABSENT else 'not known yet'}]"
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value


def _unjudged(path: str, resource: Resource) -> str:
    """Say why a property could not be judged: not known, or of a form that no provider accepts."""
    found = resource.get(path)
    if found is UNKNOWN or found is ABSENT:
        return "is not known yet"
    shown = _HIDDEN if _touches_secret(path, resource) else show(found)
    return f"is {shown}, which cannot be judged"


def _touches_secret(path: str, resource: Resource) -> bool:
    keys = tuple(quoted or plain for quoted, plain in _KEYS.findall(path))
    for secret in resource.secrets:
        shared = min(len(keys), len(secret))
        if keys[:shared] == secret[:shared]:
            return True
    return False
