"""PSS-R02: privilege escalation is switched off."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import exactly_false, not_true, unless
from guardrails.kubernetes.pod_security import is_windows
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        yield from unless(is_windows(each), each.spec.at("os.name"), _no_escalation(each))


def _no_escalation(each: Pod) -> Iterator[Finding]:
    demand = not_true if each.patch else exactly_false
    for container in each.containers():
        yield from demand(container, "securityContext.allowPrivilegeEscalation")


_ESCALATION = "spec.containers.0.securityContext.allowPrivilegeEscalation"

CONTROL = Control(
    id="PSS-R02",
    name="kubernetes-container-no-privilege-escalation",
    title="Every Linux container has allowPrivilegeEscalation set to false",
    rationale=(
        "Unless it is switched off, a set-user-ID program in the image turns an ordinary process into root."
    ),
    remediation=(
        "Set securityContext.allowPrivilegeEscalation to false on every container, init containers included."
    ),
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "restricted"),
        Reference("CIS-EKS", "4.2.5"),
        Reference("CIS-K8S", "5.2.6"),
        Reference("NSA", "C-0016"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(pod(), pod({_ESCALATION: ABSENT, "spec.os": {"name": "windows"}}), deployment()),
    fails=(
        pod({_ESCALATION: True}),
        pod({_ESCALATION: ABSENT}),
        pod({_ESCALATION: ABSENT, "spec.os": {"name": "linux"}}),
        deployment({"spec.template.spec.initContainers.0.securityContext": ABSENT}),
    ),
    undecided=(
        pod({_ESCALATION: UNKNOWN}),
        pod({_ESCALATION: ABSENT, "spec.os": UNKNOWN}),
        deployment({"spec.template.spec.containers": UNKNOWN}),
    ),
)
