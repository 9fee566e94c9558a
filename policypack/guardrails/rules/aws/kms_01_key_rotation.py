"""KMS-01: keys rotate."""

from collections.abc import Iterator

from guardrails.aws.kms import KEY, key
from guardrails.aws.properties import must_be
from guardrails.core.control import (
    Context,
    Control,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.values import ABSENT, UNKNOWN

# What makes a key one that KMS can rotate by itself; each is the default of its property.
_ROTATABLE = {"customerMasterKeySpec": "SYMMETRIC_DEFAULT", "keyUsage": "ENCRYPT_DECRYPT"}


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for path, default in _ROTATABLE.items():
        value = resource.get(path)
        if isinstance(value, str) and value != default:
            yield NotApplicable(f"KMS does not rotate keys whose {path} is {value}")
            return
    found = list(must_be(True, resource.properties, "enableKeyRotation"))
    unknown = [
        path
        for path in _ROTATABLE
        if not isinstance(resource.get(path), str) and resource.get(path) is not ABSENT
    ]
    if found and unknown:
        yield Undecided(unknown[0])
    else:
        yield from found


CONTROL = Control(
    id="KMS-01",
    name="aws-kms-key-rotation",
    title="Symmetric encryption keys rotate every year",
    rationale="Rotation bounds what one compromised version of a key can read.",
    remediation="Set enableKeyRotation to true.",
    severity=Severity.MEDIUM,
    types=(KEY,),
    references=(Reference("CIS-AWS", "4.6"), Reference("SH", "KMS.4"), Reference("SOC2", "CC6.1")),
    check=_check,
    passes=(
        key(),
        key({"enableKeyRotation": "true"}),
        key({"customerMasterKeySpec": "SYMMETRIC_DEFAULT", "keyUsage": "ENCRYPT_DECRYPT"}),
    ),
    fails=(
        key({"enableKeyRotation": False}),
        key({"enableKeyRotation": ABSENT}),
        key({"enableKeyRotation": False, "keyUsage": "ENCRYPT_DECRYPT"}),
    ),
    undecided=(
        key({"enableKeyRotation": UNKNOWN}),
        key({"enableKeyRotation": False, "keyUsage": UNKNOWN}),
    ),
)
