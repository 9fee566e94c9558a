"""VPC-01: every VPC has a flow log."""

from collections.abc import Iterator

from guardrails.aws.references import refers
from guardrails.aws.vpc import FLOW_LOG, VPC, new, other, vpc
from guardrails.core.control import (
    Context,
    Control,
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

_PLACE = "flow log of the VPC"


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    logged = any_of(refers(log, "vpcId", resource, context) for log in context.of_type(FLOW_LOG))
    if logged is False:
        yield Fail(_PLACE, ABSENT, "an aws.ec2.FlowLog with its vpcId")
    elif logged is UNKNOWN:
        yield Undecided(_PLACE)


CONTROL = Control(
    id="VPC-01",
    name="aws-vpc-flow-logs",
    title="Every VPC has a flow log",
    rationale="Flow logs are the record of who talked to whom, for finding an intruder and what he reached.",
    remediation="Declare an aws.ec2.FlowLog with the vpcId of the VPC and trafficType ALL.",
    severity=Severity.MEDIUM,
    types=(VPC,),
    references=(Reference("CIS-AWS", "4.7"), Reference("SH", "EC2.6"), Reference("SOC2", "CC7.2")),
    scope=Scope.STACK,
    check=_check,
    passes=(
        vpc(other(FLOW_LOG, {"vpcId": "vpc-1"}, {"vpcId": example_urn(VPC)})),
        vpc(new(FLOW_LOG), of=UNKNOWN),
    ),
    fails=(
        vpc(),
        vpc(other(FLOW_LOG, {"vpcId": "vpc-2"})),
        vpc(other(FLOW_LOG, {"subnetId": "subnet-1"})),
        vpc(other(FLOW_LOG, {"vpcId": "vpc-2"}), of=UNKNOWN),
        vpc(
            other(VPC, {"id": UNKNOWN}),
            other(FLOW_LOG, {"vpcId": UNKNOWN}, {"vpcId": example_urn(VPC, "other")}),
            of=UNKNOWN,
        ),
    ),
    undecided=(vpc(other(FLOW_LOG, {"vpcId": UNKNOWN}), of=UNKNOWN),),
)
