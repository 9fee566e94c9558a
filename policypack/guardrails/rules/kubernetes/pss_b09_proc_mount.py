"""PSS-B09: /proc stays masked, but for pods in a user namespace."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Example, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import text_among, unless
from guardrails.kubernetes.pod_security import RELEASE_PARAMETER, in_user_namespace
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        yield from unless(in_user_namespace(each, context), each.spec.at("hostUsers"), _masked(each))


def _masked(each: Pod) -> Iterator[Finding]:
    for container in each.containers():
        yield from text_among(container, "securityContext.procMount", ("Default",), "Default or not set")


_UNMASKED = {"spec.containers.0.securityContext.procMount": "Unmasked"}

CONTROL = Control(
    id="PSS-B09",
    name="kubernetes-container-proc-masked",
    title="The /proc of every container is masked, except in a pod with its own user namespace",
    rationale=(
        "Unmasked, /proc shows and changes settings of the node's kernel; a user namespace takes that power"
        " away."
    ),
    remediation=(
        "Remove securityContext.procMount or set it to Default; where Unmasked is needed, set hostUsers to "
        "false."
    ),
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "baseline"), Reference("SOC2", "CC6.8")),
    check=_check,
    parameters=RELEASE_PARAMETER,
    passes=(
        pod(),
        pod({"spec.containers.0.securityContext.procMount": "Default"}),
        pod({**_UNMASKED, "spec.hostUsers": False}),
        deployment(),
    ),
    fails=(
        pod(_UNMASKED),
        pod({**_UNMASKED, "spec.hostUsers": True}),
        Example(pod({**_UNMASKED, "spec.hostUsers": False}).properties, parameters={"release": "1.34"}),
        deployment({"spec.template.spec.initContainers.0.securityContext.procMount": "Unmasked"}),
    ),
    undecided=(
        pod({**_UNMASKED, "spec.hostUsers": UNKNOWN}),
        pod({"spec.containers.0.securityContext.procMount": UNKNOWN}),
    ),
)
