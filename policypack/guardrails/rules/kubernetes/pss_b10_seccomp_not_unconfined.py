"""PSS-B10: seccomp is not switched off."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.seccomp import unconfined
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for security_context in each.security_contexts():
            yield from unconfined(security_context)


CONTROL = Control(
    id="PSS-B10",
    name="kubernetes-pod-seccomp-not-unconfined",
    title="The seccomp profile, where one is given, is the runtime's default or a local one",
    rationale=(
        "Seccomp keeps a process from the kernel calls that most escapes need; Unconfined opens all of them."
    ),
    remediation=(
        "Set seccompProfile.type to RuntimeDefault or Localhost on the pod and on each container that sets "
        "one."
    ),
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "baseline"), Reference("CIS-K8S", "5.6.2"), Reference("SOC2", "CC6.8")),
    check=_check,
    passes=(
        pod(),
        pod({"spec.securityContext.seccompProfile": {"type": "Localhost", "localhostProfile": "web.json"}}),
        deployment(),
    ),
    fails=(
        pod({"spec.securityContext.seccompProfile.type": "Unconfined"}),
        pod({"spec.containers.0.securityContext.seccompProfile": {"type": "Unconfined"}}),
        deployment(
            {"spec.template.spec.initContainers.0.securityContext.seccompProfile": {"type": "Unconfined"}}
        ),
    ),
    undecided=(
        pod({"spec.securityContext.seccompProfile": UNKNOWN}),
        pod({"spec.containers.0.securityContext": UNKNOWN}),
    ),
)
