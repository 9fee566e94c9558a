"""VPC-03: the default security group of every VPC admits nothing."""

from collections.abc import Iterator

from guardrails.aws.references import refers
from guardrails.aws.security_groups import INGRESS_RULE, SECURITY_GROUP_RULE
from guardrails.aws.vpc import DEFAULT_SECURITY_GROUP, VPC, new, other, vpc
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Scope,
    Severity,
    Undecided,
)
from guardrails.core.examples import example_urn
from guardrails.core.truth import any_of
from guardrails.core.values import ABSENT, UNKNOWN

_PLACE = "default security group of the VPC"
_RULES = (SECURITY_GROUP_RULE, INGRESS_RULE, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    if resource.type == DEFAULT_SECURITY_GROUP:
        yield from _emptied(resource, context)
    else:
        yield from _adopted(resource, context)


def _adopted(resource: Resource, context: Context) -> Iterator[Finding]:
    groups = context.of_type(DEFAULT_SECURITY_GROUP)
    adopted = any_of(refers(group, "vpcId", resource, context) for group in groups)
    if adopted is False:
        yield Fail(_PLACE, ABSENT, "adopted by an aws.ec2.DefaultSecurityGroup with its vpcId")
    elif adopted is UNKNOWN:
        yield Undecided(_PLACE)
    for rule in context.of_type(*_RULES):
        if refers(rule, "securityGroupId", resource, context, of="defaultSecurityGroupId") is True:
            yield Fail(_PLACE, f"given the rule {rule.name}", "without rules")
    for group in groups:
        if refers(group, "vpcId", resource, context) is True:
            yield from _emptied(group, context)


def _emptied(group: Resource, context: Context) -> Iterator[Finding]:
    for path in ("ingress", "egress"):
        rules = group.get(path)
        if rules is UNKNOWN:
            yield Undecided(path)
        elif rules is not ABSENT and rules != []:
            yield Fail(path, rules, "empty")
    for rule in context.of_type(*_RULES):
        if refers(rule, "securityGroupId", group, context) is True:
            yield Fail("rules of the group", rule.name, "none")


_RULE = {"protocol": "-1", "fromPort": 0.0, "toPort": 0.0, "self": True}

CONTROL = Control(
    id="VPC-03",
    name="aws-vpc-default-security-group-emptied",
    title="The default security group of every VPC is adopted and has no rules",
    rationale=(
        "Whatever is started without a group of its own gets the default one, which lets everything in it "
        "talk to everything in it and to the internet."
    ),
    remediation=(
        "Declare an aws.ec2.DefaultSecurityGroup with the vpcId of the VPC and neither ingress nor egress: "
        "adopting it takes its rules away."
    ),
    severity=Severity.HIGH,
    types=(VPC, DEFAULT_SECURITY_GROUP),
    references=(Reference("CIS-AWS", "6.5"), Reference("SH", "EC2.2"), Reference("SOC2", "CC6.6")),
    scope=Scope.STACK,
    check=_check,
    passes=(
        vpc(other(DEFAULT_SECURITY_GROUP, {"vpcId": "vpc-1"}, {"vpcId": example_urn(VPC)})),
        vpc(new(DEFAULT_SECURITY_GROUP, more={"ingress": [], "egress": []}), of=UNKNOWN),
        Example({"vpcId": UNKNOWN}, type=DEFAULT_SECURITY_GROUP),
    ),
    fails=(
        vpc(),
        vpc(new(DEFAULT_SECURITY_GROUP, more={"ingress": [_RULE]}), of=UNKNOWN),
        vpc(new(DEFAULT_SECURITY_GROUP, more={"egress": [_RULE]}), of=UNKNOWN),
        vpc(new(DEFAULT_SECURITY_GROUP), new(SECURITY_GROUP_RULE, "securityGroupId"), of=UNKNOWN),
        Example({"vpcId": UNKNOWN, "ingress": [_RULE]}, type=DEFAULT_SECURITY_GROUP),
    ),
    undecided=(
        vpc(other(DEFAULT_SECURITY_GROUP, {"vpcId": UNKNOWN}), of=UNKNOWN),
        vpc(new(DEFAULT_SECURITY_GROUP, more={"ingress": UNKNOWN}), of=UNKNOWN),
    ),
)
