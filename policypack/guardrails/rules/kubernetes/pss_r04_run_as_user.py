"""PSS-R04: no container is told to run as user 0."""

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
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import unless, whole_number
from guardrails.kubernetes.pod_security import RELEASE_PARAMETER, in_user_namespace
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        yield from unless(in_user_namespace(each, context), each.spec.at("hostUsers"), _user_zero(each))


def _user_zero(each: Pod) -> Iterator[Finding]:
    for security_context in each.security_contexts():
        user = whole_number(security_context, "runAsUser")
        if user is UNKNOWN:
            yield Undecided(security_context.at("runAsUser"))
        elif user == 0:
            yield Fail(security_context.at("runAsUser"), 0, "above 0")


_ROOT_INSIDE = {"spec.securityContext.runAsUser": 0.0, "spec.hostUsers": False}

CONTROL = Control(
    id="PSS-R04",
    name="kubernetes-pod-run-as-user-not-root",
    title="Neither the pod nor a container is told to run as user 0",
    rationale=(
        "User 0 is root: it may change every file of the image, and needs one flaw less to leave the "
        "container."
    ),
    remediation=(
        "Set securityContext.runAsUser to a number above 0, best above 10000, or leave it to the image."
    ),
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "restricted"), Reference("SOC2", "CC6.1")),
    check=_check,
    parameters=RELEASE_PARAMETER,
    passes=(
        pod(),
        pod({"spec.securityContext.runAsUser": 10001.0}),
        pod(_ROOT_INSIDE),
        deployment(),
    ),
    fails=(
        pod({"spec.securityContext.runAsUser": 0.0}),
        pod({"spec.containers.0.securityContext.runAsUser": 0.0}),
        Example(pod(_ROOT_INSIDE).properties, parameters={"release": "1.34"}),
        deployment({"spec.template.spec.initContainers.0.securityContext.runAsUser": 0.0}),
    ),
    undecided=(
        pod({"spec.securityContext.runAsUser": UNKNOWN}),
        pod({"spec.containers.0.securityContext": UNKNOWN}),
    ),
)
