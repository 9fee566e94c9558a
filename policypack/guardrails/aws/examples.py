"""Resources for the examples of the AWS controls."""

from guardrails.aws.security_groups import INGRESS_RULE, SECURITY_GROUP, SECURITY_GROUP_RULE
from guardrails.core.control import Example
from guardrails.core.values import Value


def group(
    first: Value, last: Value, ranges: Value, *, ipv6: Value = None, protocol: Value = "tcp"
) -> Example:
    """Give a security group with one ingress block; ports from first to last."""
    rule = {"fromPort": first, "toPort": last, "protocol": protocol, "cidrBlocks": ranges}
    if ipv6 is not None:
        rule["ipv6CidrBlocks"] = ipv6
    return Example({"description": "nodes", "ingress": [rule]}, type=SECURITY_GROUP)


def group_rule(
    first: Value, last: Value, ranges: Value, *, protocol: Value = "tcp", direction: Value = "ingress"
) -> Example:
    """Give a rule of the older kind, for either direction."""
    properties = {
        "type": direction,
        "securityGroupId": "sg-1",
        "fromPort": first,
        "toPort": last,
        "protocol": protocol,
        "cidrBlocks": ranges,
    }
    return Example(properties, type=SECURITY_GROUP_RULE)


def ingress_rule(
    first: Value, last: Value, ipv4: Value = None, *, ipv6: Value = None, protocol: Value = "tcp"
) -> Example:
    """Give a rule of the newer kind, with one range; None leaves a property out."""
    properties = {
        "securityGroupId": "sg-1",
        "fromPort": first,
        "toPort": last,
        "ipProtocol": protocol,
        "cidrIpv4": ipv4,
        "cidrIpv6": ipv6,
    }
    given = {key: value for key, value in properties.items() if value is not None}
    return Example(given, type=INGRESS_RULE)
