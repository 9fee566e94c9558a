"""What the VPC controls share: the type tokens, and resources for their examples."""

from collections.abc import Mapping

from guardrails.core.control import Example, Resource
from guardrails.core.examples import example_urn
from guardrails.core.values import UNKNOWN, Value

VPC = "aws:ec2/vpc:Vpc"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
DEFAULT_SECURITY_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"


def vpc(*company: Resource, of: Value = "vpc-1") -> Example:
    """Give a VPC with an id, among other resources."""
    return Example({"cidrBlock": "10.0.0.0/16", "id": of}, type=VPC, company=company)


def other(
    of: str,
    properties: Mapping[str, Value],
    depends: Mapping[str, str] | None = None,
    name: str = "other",
) -> Resource:
    """Give another resource of the stack; `depends` names for a property the URN that it comes from."""
    return Resource(
        type=of,
        name=name,
        urn=example_urn(of, name),
        properties=properties,
        property_dependencies={key: frozenset({urn}) for key, urn in (depends or {}).items()},
    )


def new(of: str, key: str = "vpcId", more: Mapping[str, Value] | None = None) -> Resource:
    """Give another resource that refers to a judged VPC which does not exist yet."""
    return other(of, {key: UNKNOWN, **(more or {})}, {key: example_urn(VPC)})
