"""PSS-B04: no hostPath volumes."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for volume in each.spec.parts("volumes"):
            host_path = volume.part("hostPath")
            if isinstance(host_path.value, dict):
                yield Fail(host_path.path, host_path.value, "another kind of volume")
            elif host_path.value is not ABSENT:
                yield Undecided(host_path.path)


CONTROL = Control(
    id="PSS-B04",
    name="kubernetes-pod-no-host-path-volume",
    title="No volume is a directory of the node",
    rationale=(
        "Through a hostPath volume a container reads other pods' secrets and the kubelet's credentials, and"
        " writes files that the node runs."
    ),
    remediation=(
        "Use emptyDir, a PersistentVolumeClaim, a projected volume or a CSI volume in place of hostPath."
    ),
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "baseline"),
        Reference("CIS-K8S", "5.2.11"),
        Reference("NSA", "C-0048"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(pod(), pod({"spec.volumes": ABSENT}), deployment()),
    fails=(
        pod({"spec.volumes.0": {"name": "logs", "hostPath": {"path": "/var/log"}}}),
        deployment({"spec.template.spec.volumes.0": {"name": "socket", "hostPath": {"path": UNKNOWN}}}),
    ),
    undecided=(
        pod({"spec.volumes": UNKNOWN}),
        pod({"spec.volumes.0": {"name": "data", "hostPath": UNKNOWN}}),
    ),
)
