"""PSS-B02: no privileged containers."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import not_true
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for container in each.containers():
            yield from not_true(container, "securityContext.privileged")


CONTROL = Control(
    id="PSS-B02",
    name="kubernetes-container-not-privileged",
    title="No container, init and ephemeral ones included, is privileged",
    rationale=(
        "A privileged container has every capability and device of its node: whoever takes it owns the node."
    ),
    remediation=(
        "Remove securityContext.privileged from every container, and add the single capability that is "
        "needed instead."
    ),
    severity=Severity.CRITICAL,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "baseline"),
        Reference("CIS-EKS", "4.2.1"),
        Reference("CIS-K8S", "5.2.2"),
        Reference("NSA", "C-0057"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(pod(), pod({"spec.containers.0.securityContext.privileged": False}), deployment()),
    fails=(
        pod({"spec.containers.0.securityContext.privileged": True}),
        pod({"spec.initContainers.0.securityContext.privileged": True}),
        pod({"spec.ephemeralContainers": [{"name": "debug", "securityContext": {"privileged": True}}]}),
        deployment({"spec.template.spec.containers.0.securityContext.privileged": True}),
    ),
    undecided=(
        pod({"spec.containers.0.securityContext": UNKNOWN}),
        deployment({"spec.template.spec.initContainers": UNKNOWN}),
    ),
)
