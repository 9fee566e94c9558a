"""KMS-02: the deletion of a key leaves time to take it back."""

from collections.abc import Iterator

from guardrails.aws.kms import KEY, key
from guardrails.aws.properties import whole_number
from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.values import ABSENT, UNKNOWN, Marker

_PATH = "deletionWindowInDays"


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    days = whole_number(resource.get(_PATH))
    if days is UNKNOWN:
        yield Undecided(_PATH)
    elif not isinstance(days, Marker) and days < context.parameters["minimumDays"]:
        yield Fail(_PATH, days, f"at least {context.parameters['minimumDays']:g}")


CONTROL = Control(
    id="KMS-02",
    name="aws-kms-key-deletion-window",
    title="A key waits long enough before it is deleted",
    rationale="With the key goes everything that it encrypts; the window is the time to notice a mistake.",
    remediation="Leave deletionWindowInDays out, which means 30 days, or set it to the configured minimum.",
    severity=Severity.MEDIUM,
    types=(KEY,),
    references=(Reference("SH", "KMS.3"), Reference("SOC2", "A1.2")),
    check=_check,
    parameters={
        "minimumDays": {
            "type": "integer",
            "minimum": 7,
            "maximum": 30,
            "default": 14,
            "description": "Shortest deletion window, in days.",
        }
    },
    passes=(key(), key({_PATH: ABSENT}), key({_PATH: 14.0}), key({_PATH: "30"})),
    fails=(key({_PATH: 7.0}), key({_PATH: "13"})),
    undecided=(key({_PATH: UNKNOWN}),),
)
