"""PSS-R06: all capabilities are dropped."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import holds, texts_among, unless
from guardrails.kubernetes.pod_security import is_windows
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods

_DROP = "securityContext.capabilities.drop"
_ADD = "securityContext.capabilities.add"


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        yield from unless(is_windows(each), each.spec.at("os.name"), _dropped(each))


def _dropped(each: Pod) -> Iterator[Finding]:
    for container in each.containers():
        drops_all = holds(container, _DROP, "ALL")
        if drops_all is UNKNOWN:
            yield Undecided(container.at(_DROP))
        elif not drops_all and not (each.patch and container.get(_DROP) is ABSENT):
            yield Fail(container.at(_DROP), container.get(_DROP), 'a list with "ALL" in it')
        yield from texts_among(container, _ADD, ("NET_BIND_SERVICE",), "at most NET_BIND_SERVICE")


_CAPABILITIES = "spec.containers.0.securityContext.capabilities"

CONTROL = Control(
    id="PSS-R06",
    name="kubernetes-container-capabilities-dropped",
    title="Every Linux container drops all capabilities, and adds at most NET_BIND_SERVICE",
    rationale="A service needs none of root's single powers; each one left is a step for whoever breaks in.",
    remediation=(
        'Set securityContext.capabilities.drop to ["ALL"] on every container; add at most NET_BIND_SERVICE.'
    ),
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "restricted"),
        Reference("CIS-K8S", "5.2.8"),
        Reference("CIS-K8S", "5.2.9"),
        Reference("NSA", "C-0046"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(
        pod(),
        pod({_CAPABILITIES: {"drop": ["ALL"], "add": ["NET_BIND_SERVICE"]}}),
        pod({_CAPABILITIES: ABSENT, "spec.os": {"name": "windows"}}),
        deployment(),
    ),
    fails=(
        pod({_CAPABILITIES: ABSENT}),
        pod({_CAPABILITIES: {"drop": ["NET_RAW"]}}),
        pod({_CAPABILITIES: {"drop": ["ALL"], "add": ["CHOWN"]}}),
        deployment({"spec.template.spec.initContainers.0.securityContext.capabilities.drop": []}),
    ),
    undecided=(
        pod({f"{_CAPABILITIES}.drop": UNKNOWN}),
        pod({f"{_CAPABILITIES}.drop": [UNKNOWN, "NET_RAW"]}),
        pod({_CAPABILITIES: ABSENT, "spec.os": {"name": UNKNOWN}}),
    ),
)
