"""PSS-B12: no Windows host process containers."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import not_true
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for security_context in each.security_contexts():
            yield from not_true(security_context, "windowsOptions.hostProcess")


_HOST_PROCESS = {"windowsOptions": {"hostProcess": True}}

CONTROL = Control(
    id="PSS-B12",
    name="kubernetes-pod-no-windows-host-process",
    title="No container runs as a process of its Windows node",
    rationale=(
        "A host process container runs straight on the Windows node, with the node's files, network and "
        "privileges."
    ),
    remediation="Remove windowsOptions.hostProcess from the pod and its containers, or set it to false.",
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "baseline"), Reference("CIS-K8S", "5.2.10"), Reference("SOC2", "CC6.1")),
    check=_check,
    passes=(pod(), pod({"spec.securityContext.windowsOptions": {"hostProcess": False}}), deployment()),
    fails=(
        pod({"spec.securityContext.windowsOptions": {"hostProcess": True}}),
        pod({"spec.containers.0.securityContext": _HOST_PROCESS}),
        deployment({"spec.template.spec.initContainers.0.securityContext": _HOST_PROCESS}),
    ),
    undecided=(
        pod({"spec.securityContext.windowsOptions": UNKNOWN}),
        pod({"spec.containers.0.securityContext.windowsOptions": {"hostProcess": UNKNOWN}}),
    ),
)
