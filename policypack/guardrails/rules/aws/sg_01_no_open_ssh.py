"""SG-01: SSH is not open to the internet."""

from collections.abc import Iterator

from guardrails.aws.examples import group, group_rule, ingress_rule
from guardrails.aws.security_groups import INGRESS_TYPES, exposed
from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN

_SSH = 22


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    yield from exposed(resource, lambda rule: rule.admits_port(_SSH), f"port {_SSH}")


CONTROL = Control(
    id="SG-01",
    name="aws-security-group-no-open-ssh",
    title="No security group lets the internet in on port 22",
    rationale="Open SSH is tried with stolen and guessed credentials within minutes of being there.",
    remediation="Name the ranges that need it, or use Session Manager, which needs no open port.",
    severity=Severity.CRITICAL,
    types=INGRESS_TYPES,
    references=(
        Reference("CIS-AWS", "6.3"),
        Reference("CIS-AWS", "6.4"),
        Reference("SH", "EC2.13"),
        Reference("SH", "EC2.53"),
        Reference("SH", "EC2.54"),
        Reference("SOC2", "CC6.6"),
    ),
    check=_check,
    passes=(
        group(443, 443, ["0.0.0.0/0"]),
        group(22, 22, ["10.0.0.0/16"]),
        group(8.0, 0.0, ["0.0.0.0/0"], protocol="icmp"),
        group_rule(22, 22, ["10.0.0.0/16"]),
        ingress_rule(443, 443, "0.0.0.0/0"),
        ingress_rule(22, 22, "10.0.0.0/16"),
    ),
    fails=(
        group(22, 22, ["10.0.0.0/16", "0.0.0.0/0"]),
        group("22", "22", ["0.0.0.0/0"]),
        group(0, 0, ["0.0.0.0/0"], protocol="-1"),
        group(0, 65535, ["0.0.0.0/0"], protocol="6"),
        group(22, 22, ["0.0.0.0/1", "128.0.0.0/1"]),
        group(22, 22, [], ipv6=["0:0:0:0:0:0:0:0/0"]),
        group_rule(20, 30, ["0.0.0.0/0"]),
        ingress_rule(22, 22, "0.0.0.0/0"),
        ingress_rule(None, None, "0.0.0.0/0", protocol="-1"),
        ingress_rule(22, 22, ipv6="::/0"),
    ),
    undecided=(
        group(22, 22, UNKNOWN),
        group(22, 22, [UNKNOWN]),
        group(UNKNOWN, 22, ["0.0.0.0/0"]),
        group(443, 443, ["0.0.0.0/0"], protocol=UNKNOWN),
        ingress_rule(22, 22, UNKNOWN),
    ),
)
