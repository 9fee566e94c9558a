"""PSS-B06: probes and lifecycle handlers name no host."""

from collections.abc import Iterator

from guardrails.core.control import (
    Context,
    Control,
    Example,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
)
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import empty_text
from guardrails.kubernetes.pod_security import RELEASE_PARAMETER, release
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods

_HANDLERS = ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop")
_SINCE = 34


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    if release(context) < _SINCE:
        yield NotApplicable(f"the Pod Security Standards ask for it since 1.{_SINCE}")
        return
    for each in pods(resource):
        for container in each.containers():
            for handler in _HANDLERS:
                yield from empty_text(container, f"{handler}.httpGet.host")
                yield from empty_text(container, f"{handler}.tcpSocket.host")


CONTROL = Control(
    id="PSS-B06",
    name="kubernetes-container-probes-name-no-host",
    title="Probes and lifecycle handlers name no host",
    rationale=(
        "The kubelet sends probes from the node. A probe that names a host makes the node call any address,"
        " past every NetworkPolicy."
    ),
    remediation=(
        "Remove host from httpGet and tcpSocket in probes and lifecycle handlers: the pod's own IP is the "
        "default."
    ),
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "baseline 1.34"), Reference("SOC2", "CC6.6")),
    check=_check,
    parameters=RELEASE_PARAMETER,
    passes=(pod(), pod({"spec.containers.0.livenessProbe.httpGet.host": ""}), deployment()),
    fails=(
        pod({"spec.containers.0.livenessProbe.httpGet.host": "127.0.0.1"}),
        pod({"spec.containers.0.readinessProbe": {"tcpSocket": {"host": "10.0.0.1", "port": 80.0}}}),
        deployment(
            {
                "spec.template.spec.containers.0.lifecycle": {
                    "preStop": {"httpGet": {"host": "node", "port": 1.0}}
                }
            }
        ),
    ),
    undecided=(
        pod({"spec.containers.0.livenessProbe": UNKNOWN}),
        Example(pod({"spec.containers.0.lifecycle": UNKNOWN}).properties, parameters={"release": "1.34"}),
    ),
)
