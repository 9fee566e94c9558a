"""KMS-03: a key policy lets nobody in without saying who."""

import json
from collections.abc import Iterator

from guardrails.aws.kms import KEY, KEY_POLICY, key
from guardrails.aws.policy_documents import bound, statements
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
from guardrails.core.parts import Part
from guardrails.core.truth import all_of, negation
from guardrails.core.values import ABSENT, UNKNOWN, Value


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    # A key without a policy gets the default one, which lets the account in.
    for statement in statements(Part("policy", resource.get("policy"))):
        open_to_all = all_of((statement.allows(), statement.anyone(), negation(bound(statement))))
        who = statement.principals()
        if open_to_all is True:
            expected = "named principals, or a condition that binds their account, organisation or service"
            yield Fail(who.path, who.value, expected)
        elif open_to_all is UNKNOWN:
            yield Undecided(statement.part.path)


def _policy(principal: Value, condition: Value = ABSENT, effect: str = "Allow") -> str:
    statement = {"Effect": effect, "Principal": principal, "Action": "kms:*", "Resource": "*"}
    if condition is not ABSENT:
        statement["Condition"] = condition
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _key(principal: Value, condition: Value = ABSENT, effect: str = "Allow") -> Example:
    return key({"policy": _policy(principal, condition, effect)})


_ROOT = {"AWS": "arn:aws:iam::111122223333:root"}
_IN_ACCOUNT = {"StringEquals": {"kms:CallerAccount": "111122223333"}}

CONTROL = Control(
    id="KMS-03",
    name="aws-kms-key-no-open-policy",
    title="No key policy lets every principal in without binding account, organisation or service",
    rationale="A key that everybody may use protects nothing: every AWS account can decrypt with it.",
    remediation=(
        "Name principals in the statement, or add a condition such as kms:CallerAccount, aws:PrincipalOrgID, "
        "aws:SourceAccount or kms:ViaService with StringEquals."
    ),
    severity=Severity.CRITICAL,
    types=(KEY, KEY_POLICY),
    references=(Reference("CIS-AWS", "2.21"), Reference("SH", "KMS.5"), Reference("SOC2", "CC6.1")),
    check=_check,
    passes=(
        key(),
        _key(_ROOT),
        _key({"Service": "logs.eu-central-1.amazonaws.com"}),
        _key("*", _IN_ACCOUNT),
        _key({"AWS": "*"}, {"StringLike": {"aws:PrincipalOrgID": ["o-1234567890"]}}),
        _key("*", effect="Deny"),
        Example({"keyId": UNKNOWN, "policy": _policy(_ROOT)}, type=KEY_POLICY),
    ),
    fails=(
        _key("*"),
        _key({"AWS": "*"}),
        _key({"AWS": ["arn:aws:iam::111122223333:root", "*"]}),
        _key("*", {"StringLike": {"kms:CallerAccount": "*"}}),
        _key("*", {"StringNotEquals": {"kms:CallerAccount": "111122223333"}}),
        _key("*", {"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1234567890"}}),
        _key("*", {"Bool": {"aws:SecureTransport": "true"}}),
        Example({"keyId": UNKNOWN, "policy": _policy("*")}, type=KEY_POLICY),
        key({"policy": {"Statement": {"Effect": "Allow", "NotPrincipal": _ROOT, "Action": "kms:Decrypt"}}}),
    ),
    undecided=(
        key({"policy": UNKNOWN}),
        key({"policy": "no document"}),
        key({"policy": {"Statement": [{"Effect": "Allow", "Principal": UNKNOWN}]}}),
        key({"policy": {"Statement": [{"Effect": "Allow", "Principal": "*", "Condition": UNKNOWN}]}}),
    ),
)
