"""What the KMS controls share: the type tokens, and a compliant key for their examples."""

from collections.abc import Mapping

from guardrails.core.control import Example
from guardrails.core.examples import changed
from guardrails.core.values import Value

KEY = "aws:kms/key:Key"
KEY_POLICY = "aws:kms/keyPolicy:KeyPolicy"

_KEY: dict[str, Value] = {
    "description": "secrets of the cluster",
    "enableKeyRotation": True,
    "deletionWindowInDays": 30.0,
}


def key(changes: Mapping[str, Value] | None = None) -> Example:
    """Give a compliant key, with some properties set otherwise."""
    return Example(changed(_KEY, changes or {}))
