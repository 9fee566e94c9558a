"""PSS-R07: /proc stays masked, inside a user namespace too."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import text_among
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for container in each.containers():
            yield from text_among(container, "securityContext.procMount", ("Default",), "Default or not set")


_UNMASKED = {"spec.containers.0.securityContext.procMount": "Unmasked"}

CONTROL = Control(
    id="PSS-R07",
    name="kubernetes-container-proc-always-masked",
    title="The /proc of every container is masked, even in a pod with its own user namespace",
    rationale=(
        "A user namespace limits what an unmasked /proc can change, not all that it shows; the restricted "
        "standard permits it to nobody."
    ),
    remediation="Remove securityContext.procMount from every container, or set it to Default.",
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "restricted"), Reference("SOC2", "CC6.8")),
    check=_check,
    passes=(pod(), pod({"spec.containers.0.securityContext.procMount": "Default"}), deployment()),
    fails=(
        pod(_UNMASKED),
        pod({**_UNMASKED, "spec.hostUsers": False}),
        deployment({"spec.template.spec.initContainers.0.securityContext.procMount": "Unmasked"}),
    ),
    undecided=(
        pod({"spec.containers.0.securityContext.procMount": UNKNOWN}),
        pod({"spec.containers": UNKNOWN}),
    ),
)
