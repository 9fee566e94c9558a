"""IAM-04: a role trusts named principals."""

import json
from collections.abc import Iterator

from guardrails.aws.iam import ROLE, trust
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
from guardrails.core.values import ABSENT, UNKNOWN, Value


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for statement in trust(resource):
        open_to_all = all_of((statement.allows(), statement.anyone()))
        who = statement.principals()
        if open_to_all is True:
            yield Fail(who.path, who.value, "named principals")
        elif open_to_all is UNKNOWN:
            yield Undecided(statement.part.path)


def _role(principal: Value, effect: str = "Allow", condition: Value = ABSENT) -> Example:
    statement = {"Effect": effect, "Principal": principal, "Action": "sts:AssumeRole"}
    if condition is not ABSENT:
        statement["Condition"] = condition
    return Example({"assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": [statement]})})


CONTROL = Control(
    id="IAM-04",
    name="aws-iam-role-no-open-trust",
    title="No role may be assumed by every principal",
    rationale="A role that trusts * belongs to whoever learns its ARN, from any AWS account of the world.",
    remediation="Name in the trust policy the service, role or account that assumes the role.",
    severity=Severity.CRITICAL,
    types=(ROLE,),
    references=(Reference("CIS-AWS", "2.21"), Reference("SOC2", "CC6.1")),
    check=_check,
    passes=(
        _role({"Service": "pods.eks.amazonaws.com"}),
        _role({"AWS": ["arn:aws:iam::111122223333:root"]}),
        _role("*", effect="Deny"),
    ),
    fails=(
        _role("*"),
        _role({"AWS": "*"}),
        _role({"AWS": ["arn:aws:iam::111122223333:root", "*"]}),
        _role({"AWS": "*"}, condition={"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"}}),
    ),
    undecided=(
        Example({"assumeRolePolicy": UNKNOWN}),
        Example({"assumeRolePolicy": "{"}),
        Example({"assumeRolePolicy": {"Statement": [{"Effect": "Allow", "Principal": {"AWS": UNKNOWN}}]}}),
    ),
)
