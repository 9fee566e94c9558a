"""PSS-R05: a seccomp profile is set."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import unless
from guardrails.kubernetes.pod_security import is_windows
from guardrails.kubernetes.seccomp import unconfined
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        yield from unless(is_windows(each), each.spec.at("os.name"), _profiled(each))


def _profiled(each: Pod) -> Iterator[Finding]:
    of_pod = each.spec.part("securityContext")
    yield from unconfined(of_pod)
    pod_has_none = of_pod.get("seccompProfile") is ABSENT and not each.patch
    for container in each.containers():
        own = container.part("securityContext")
        if pod_has_none and own.get("seccompProfile") is ABSENT:
            yield Fail(
                own.at("seccompProfile.type"), ABSENT, "RuntimeDefault or Localhost, here or on the pod"
            )
        yield from unconfined(own)


_OF_POD = "spec.securityContext.seccompProfile"
_OF_CONTAINER = "spec.containers.0.securityContext.seccompProfile"
_OF_INIT = "spec.initContainers.0.securityContext.seccompProfile"

CONTROL = Control(
    id="PSS-R05",
    name="kubernetes-pod-seccomp-profile-set",
    title="The pod, or every container of it, has the runtime's default seccomp profile or a local one",
    rationale=(
        "Without a profile a process may make every kernel call, among them those that most escapes from "
        "containers need."
    ),
    remediation="Set securityContext.seccompProfile.type to RuntimeDefault on the pod.",
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "restricted"),
        Reference("CIS-K8S", "5.6.2"),
        Reference("NSA", "C-0055"),
        Reference("SOC2", "CC6.8"),
    ),
    check=_check,
    passes=(
        pod(),
        pod(
            {
                _OF_POD: ABSENT,
                _OF_CONTAINER: {"type": "RuntimeDefault"},
                _OF_INIT: {"type": "Localhost", "localhostProfile": "migrate.json"},
            }
        ),
        pod({_OF_POD: ABSENT, "spec.os": {"name": "windows"}}),
        deployment(),
    ),
    fails=(
        pod({_OF_POD: ABSENT}),
        pod({f"{_OF_POD}.type": "Unconfined"}),
        pod({_OF_CONTAINER: {"type": "Unconfined"}}),
        pod({_OF_POD: ABSENT, _OF_CONTAINER: {"type": "RuntimeDefault"}}),
        deployment({"spec.template.spec.securityContext": ABSENT}),
    ),
    undecided=(
        pod({_OF_POD: UNKNOWN}),
        pod({_OF_POD: ABSENT, "spec.os": UNKNOWN}),
        pod({_OF_CONTAINER: {"type": UNKNOWN}}),
    ),
)
