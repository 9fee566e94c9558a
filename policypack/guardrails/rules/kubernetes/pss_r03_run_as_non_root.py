"""PSS-R03: containers must run as another user than root."""

from collections.abc import Iterator

from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import unless
from guardrails.kubernetes.pod_security import RELEASE_PARAMETER, in_user_namespace
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods

_FIELD = "securityContext.runAsNonRoot"


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        yield from unless(in_user_namespace(each, context), each.spec.at("hostUsers"), _non_root(each))


def _non_root(each: Pod) -> Iterator[Finding]:
    of_pod = each.spec.get(_FIELD)
    if of_pod is False:
        yield Fail(each.spec.at(_FIELD), False, "true")
    elif of_pod is not True and of_pod is not ABSENT:
        yield Undecided(each.spec.at(_FIELD))
    for container in each.containers():
        own = container.get(_FIELD)
        if own is False:
            yield Fail(container.at(_FIELD), False, "true")
        elif own is ABSENT:
            if of_pod is ABSENT and not each.patch:
                yield Fail(container.at(_FIELD), ABSENT, "true, on the container or on the pod")
        elif own is not True:
            yield Undecided(container.at(_FIELD))


_OF_POD = "spec.securityContext.runAsNonRoot"
_NOT_ASKED = {_OF_POD: ABSENT, "spec.hostUsers": False}

CONTROL = Control(
    id="PSS-R03",
    name="kubernetes-pod-run-as-non-root",
    title="The pod, or every container of it, has runAsNonRoot set to true",
    rationale=(
        "Root in a container is root on the node for every escape that does not stop at a user namespace."
    ),
    remediation=(
        "Set securityContext.runAsNonRoot to true on the pod, and on no container to false; the image then "
        "needs a numeric user, or runAsUser one above 0."
    ),
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "restricted"),
        Reference("CIS-K8S", "5.2.7"),
        Reference("NSA", "C-0013"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    parameters=RELEASE_PARAMETER,
    passes=(
        pod(),
        pod(
            {
                _OF_POD: ABSENT,
                "spec.initContainers.0.securityContext.runAsNonRoot": True,
                "spec.containers.0.securityContext.runAsNonRoot": True,
            }
        ),
        pod(_NOT_ASKED),
        deployment(),
    ),
    fails=(
        pod({_OF_POD: ABSENT}),
        pod({_OF_POD: False}),
        pod({"spec.containers.0.securityContext.runAsNonRoot": False}),
        Example(pod(_NOT_ASKED).properties, parameters={"release": "1.34"}),
        deployment({"spec.template.spec.securityContext": ABSENT}),
    ),
    undecided=(
        pod({_OF_POD: UNKNOWN}),
        pod({_OF_POD: ABSENT, "spec.hostUsers": UNKNOWN}),
        pod({"spec.containers": UNKNOWN}),
    ),
)
