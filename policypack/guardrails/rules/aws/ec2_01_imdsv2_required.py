"""EC2-01: the metadata service asks for a session token."""

from collections.abc import Iterator, Mapping

from guardrails.aws.ec2 import INSTANCE, INSTANCE_TYPES, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE
from guardrails.aws.properties import get
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.values import ABSENT, UNKNOWN, Value

_TOKENS = "metadataOptions.httpTokens"
_ENDPOINT = "metadataOptions.httpEndpoint"


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    tokens = get(resource.properties, _TOKENS)
    endpoint = get(resource.properties, _ENDPOINT)
    if tokens == "required" or endpoint == "disabled":
        return
    if _left_to_template(resource):
        yield NotApplicable("its launch template decides")
    elif _open(tokens) and _open(endpoint):
        yield Fail(_TOKENS, tokens, "required")
    else:
        yield Undecided(_ENDPOINT if _open(tokens) else _TOKENS)


def _open(value: Value) -> bool:
    return value is ABSENT or isinstance(value, str)


def _left_to_template(resource: Resource) -> bool:
    return (
        resource.type == INSTANCE
        and resource.get("launchTemplate") is not ABSENT
        and resource.get("metadataOptions") is ABSENT
    )


def _example(options: Value, of: str = LAUNCH_TEMPLATE, **more: Value) -> Example:
    properties: dict[str, Value] = {"imageId": "ami-1", **more}
    if options is not ABSENT:
        properties["metadataOptions"] = options
    return Example(properties, type=of)


_REQUIRED: Mapping[str, Value] = {"httpEndpoint": "enabled", "httpTokens": "required"}

CONTROL = Control(
    id="EC2-01",
    name="aws-ec2-imdsv2-required",
    title="Instances answer metadata requests with a session token only",
    rationale=(
        "Version 1 of the metadata service hands the instance's credentials to whoever makes a process on it "
        "fetch a URL."
    ),
    remediation="Set metadataOptions.httpTokens to required.",
    severity=Severity.HIGH,
    types=INSTANCE_TYPES,
    references=(
        Reference("CIS-AWS", "6.7"),
        Reference("SH", "EC2.8"),
        Reference("SH", "EC2.170"),
        Reference("SH", "AutoScaling.3"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(
        _example(_REQUIRED),
        _example(_REQUIRED, INSTANCE),
        _example([_REQUIRED], LAUNCH_CONFIGURATION),
        _example({"httpEndpoint": "disabled"}),
    ),
    fails=(
        _example({"httpTokens": "optional"}),
        _example({"httpEndpoint": "enabled"}),
        _example(ABSENT),
        _example(ABSENT, INSTANCE),
        _example({"httpTokens": "optional"}, INSTANCE, launchTemplate={"id": "lt-1"}),
        _example(ABSENT, LAUNCH_CONFIGURATION),
    ),
    undecided=(
        _example(UNKNOWN),
        _example({"httpTokens": UNKNOWN}),
        _example({"httpTokens": "optional", "httpEndpoint": UNKNOWN}),
    ),
)
