"""SG-03: nothing is open to the internet on all ports."""

from collections.abc import Iterator

from guardrails.aws.examples import group, group_rule, ingress_rule
from guardrails.aws.security_groups import INGRESS_TYPES, IngressRule, exposed
from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    yield from exposed(resource, IngressRule.admits_all_ports, "all ports")


CONTROL = Control(
    id="SG-03",
    name="aws-security-group-no-open-everything",
    title="No security group lets the internet in on all ports",
    rationale="It is no firewall at all: whatever listens behind it, now or later, is on the internet.",
    remediation="Admit single ports, from named ranges or security groups.",
    severity=Severity.CRITICAL,
    types=INGRESS_TYPES,
    references=(
        Reference("SH", "EC2.18"),
        Reference("CIS-AWS", "6.3"),
        Reference("CIS-AWS", "6.4"),
        Reference("SOC2", "CC6.6"),
    ),
    check=_check,
    passes=(
        group(443, 443, ["0.0.0.0/0"]),
        group(0, 0, ["10.0.0.0/8"], protocol="-1"),
        group_rule(0, 0, ["10.0.0.0/8"], protocol="-1"),
        ingress_rule(443, 443, "0.0.0.0/0"),
    ),
    fails=(
        group(0, 0, ["0.0.0.0/0"], protocol="-1"),
        group(0, 0, ["0.0.0.0/0"], protocol="all"),
        group(0, 65535, ["0.0.0.0/0"]),
        group(1, "65535", [], ipv6=["::/0"], protocol="udp"),
        group_rule(0, 65535, ["0.0.0.0/0"]),
        ingress_rule(None, None, "0.0.0.0/0", protocol="-1"),
    ),
    undecided=(
        group(0, 0, UNKNOWN, protocol="-1"),
        group(0, UNKNOWN, ["0.0.0.0/0"]),
        ingress_rule(None, None, "0.0.0.0/0", protocol=UNKNOWN),
    ),
)
