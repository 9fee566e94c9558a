"""PSS-B01: pods share no namespace of their node."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import not_true
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for setting in ("hostNetwork", "hostPID", "hostIPC"):
            yield from not_true(each.spec, setting)


CONTROL = Control(
    id="PSS-B01",
    name="kubernetes-pod-host-namespaces-not-shared",
    title="Pods share neither the network nor the process nor the IPC namespace of their node",
    rationale=(
        "A pod in the node's namespaces reaches the node's loopback services and instance metadata past "
        "every NetworkPolicy, and sees or signals the processes of other pods."
    ),
    remediation="Remove hostNetwork, hostPID and hostIPC from the pod spec, or set them to false.",
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "baseline"),
        Reference("CIS-EKS", "4.2.2"),
        Reference("CIS-EKS", "4.2.3"),
        Reference("CIS-EKS", "4.2.4"),
        Reference("CIS-K8S", "5.2.3"),
        Reference("CIS-K8S", "5.2.4"),
        Reference("CIS-K8S", "5.2.5"),
        Reference("NSA", "C-0038"),
        Reference("NSA", "C-0041"),
        Reference("SOC2", "CC6.6"),
    ),
    check=_check,
    passes=(pod(), pod({"spec.hostNetwork": False}), deployment()),
    fails=(
        pod({"spec.hostNetwork": True}),
        pod({"spec.hostPID": True}),
        deployment({"spec.template.spec.hostIPC": True}),
    ),
    undecided=(pod({"spec.hostPID": UNKNOWN}), deployment({"spec.template.spec": UNKNOWN})),
)
