"""PSS-B03: containers add only capabilities of the default set."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import texts_among
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods

# The thirteen of the baseline standard, spelled exactly so: runtimes accept other spellings, the standard
# does not.
_ALLOWED = (
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
)


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for container in each.containers():
            yield from texts_among(
                container, "securityContext.capabilities.add", _ALLOWED, "a capability of the default set"
            )


CONTROL = Control(
    id="PSS-B03",
    name="kubernetes-container-capabilities-within-default-set",
    title="Containers add no Linux capability beyond the default set",
    rationale=(
        "Capabilities such as SYS_ADMIN, NET_ADMIN or NET_RAW let a container reconfigure its node, forge "
        "packets or escape."
    ),
    remediation=(
        "Take out of securityContext.capabilities.add what is not in the default set ("
        + ", ".join(_ALLOWED)
        + ")."
    ),
    severity=Severity.HIGH,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "baseline"),
        Reference("CIS-K8S", "5.2.9"),
        Reference("NSA", "C-0046"),
        Reference("SOC2", "CC6.1"),
    ),
    check=_check,
    passes=(
        pod(),
        pod({"spec.containers.0.securityContext.capabilities.add": ["NET_BIND_SERVICE", "CHOWN"]}),
        deployment(),
    ),
    fails=(
        pod({"spec.containers.0.securityContext.capabilities.add": ["NET_RAW"]}),
        pod({"spec.initContainers.0.securityContext.capabilities.add": ["CHOWN", "SYS_ADMIN"]}),
        deployment({"spec.template.spec.containers.0.securityContext.capabilities.add": ["ALL"]}),
    ),
    undecided=(
        pod({"spec.containers.0.securityContext.capabilities.add": [UNKNOWN]}),
        pod({"spec.containers.0.securityContext.capabilities": UNKNOWN}),
    ),
)
