"""IAM-01: nobody may do everything to everything."""

import json
from collections.abc import Iterator

from guardrails.aws.iam import PERMISSION_TYPES, POLICY, ROLE, permissions
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.truth import all_of
from guardrails.core.values import UNKNOWN, Value


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for statement in permissions(resource):
        admin = all_of((statement.allows(), statement.every_action(), statement.every_resource()))
        actions = statement.actions()
        if admin is True:
            yield Fail(actions.path, actions.value, "the actions that are needed, as the resource is *")
        elif admin is UNKNOWN:
            yield Undecided(statement.part.path)


_TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
        ],
    }
)


def _document(action: Value, resource: Value, effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _policy(action: Value, resource: Value, effect: str = "Allow") -> Example:
    return Example({"policy": _document(action, resource, effect)}, type=POLICY)


def _role(*documents: Value) -> Example:
    inline = [{"name": "inline", "policy": document} for document in documents]
    return Example({"assumeRolePolicy": _TRUST, "inlinePolicies": inline}, type=ROLE)


_BUCKET = "arn:aws:s3:::bucket/*"

CONTROL = Control(
    id="IAM-01",
    name="aws-iam-no-full-admin",
    title="No policy allows every action on every resource",
    rationale="Whoever gets hold of such a role owns the account.",
    remediation="List the actions that are needed, and the ARNs that they are needed on.",
    severity=Severity.CRITICAL,
    types=PERMISSION_TYPES,
    references=(Reference("CIS-AWS", "2.14"), Reference("SH", "IAM.1"), Reference("SOC2", "CC6.3")),
    check=_check,
    passes=(
        _policy(["s3:GetObject"], _BUCKET),
        _policy("*", _BUCKET),
        _policy("s3:*", "*"),
        _policy("*", "*", effect="Deny"),
        _role(_document("s3:GetObject", _BUCKET)),
        Example({"assumeRolePolicy": _TRUST}, type=ROLE),
    ),
    fails=(
        _policy("*", "*"),
        _policy(["s3:GetObject", "*"], [_BUCKET, "*"]),
        _policy("*:*", "*"),
        _policy("*", "arn:aws:*:*:*:*"),
        _role(_document("s3:GetObject", _BUCKET), _document("*", "*")),
        Example({"policy": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}}, type=POLICY),
    ),
    undecided=(
        Example({"policy": UNKNOWN}, type=POLICY),
        Example({"policy": "no document"}, type=POLICY),
        Example(
            {"policy": {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": UNKNOWN}]}}, type=POLICY
        ),
        _role(UNKNOWN),
    ),
)
