"""PSS-B05: containers take no port of their node."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import whole_number
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for container in each.containers():
            for port in container.parts("ports"):
                host_port = whole_number(port, "hostPort")
                if host_port is UNKNOWN:
                    yield Undecided(port.at("hostPort"))
                elif host_port:
                    yield Fail(port.at("hostPort"), host_port, "0 or not set")


CONTROL = Control(
    id="PSS-B05",
    name="kubernetes-container-no-host-port",
    title="Containers take no port of their node",
    rationale=(
        "A host port opens the pod on the node's own address, past Services, NetworkPolicies and load "
        "balancers."
    ),
    remediation="Remove hostPort from the ports of every container and reach the pod through a Service.",
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "baseline"),
        Reference("CIS-K8S", "5.2.12"),
        Reference("NSA", "C-0044"),
        Reference("SOC2", "CC6.6"),
    ),
    check=_check,
    passes=(pod(), pod({"spec.containers.0.ports.0.hostPort": 0.0}), deployment()),
    fails=(
        pod({"spec.containers.0.ports.0.hostPort": 5000.0}),
        pod({"spec.initContainers.0.ports": [{"containerPort": 80.0, "hostPort": 80.0}]}),
        deployment({"spec.template.spec.containers.0.ports.0.hostPort": 443.0}),
    ),
    undecided=(
        pod({"spec.containers.0.ports.0.hostPort": UNKNOWN}),
        deployment({"spec.template.spec.containers.0.ports": UNKNOWN}),
    ),
)
