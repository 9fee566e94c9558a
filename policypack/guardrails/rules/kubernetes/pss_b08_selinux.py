"""PSS-B08: SELinux options stay within the container types."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.fields import empty_text, text_among
from guardrails.kubernetes.pod_security import RELEASE_PARAMETER, release
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods

_TYPES = ("", "container_t", "container_init_t", "container_kvm_t")
_TYPES_SINCE_31 = (*_TYPES, "container_engine_t")


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    types = _TYPES_SINCE_31 if release(context) >= 31 else _TYPES
    for each in pods(resource):
        for security_context in each.security_contexts():
            options = security_context.part("seLinuxOptions")
            yield from text_among(options, "type", types, f"not set, or one of {', '.join(types[1:])}")
            yield from empty_text(options, "user")
            yield from empty_text(options, "role")


CONTROL = Control(
    id="PSS-B08",
    name="kubernetes-pod-selinux-options-confined",
    title="SELinux options name only container types, and neither a user nor a role",
    rationale=(
        "A free choice of SELinux type, user or role lets a process leave the confinement made for "
        "containers."
    ),
    remediation=(
        "Remove user and role from seLinuxOptions, and set type to container_t, container_init_t, "
        "container_kvm_t or container_engine_t, or leave it out."
    ),
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "baseline"), Reference("SOC2", "CC6.8")),
    check=_check,
    parameters=RELEASE_PARAMETER,
    passes=(
        pod(),
        pod({"spec.securityContext.seLinuxOptions": {"type": "container_t", "level": "s0:c123,c456"}}),
        deployment(),
    ),
    fails=(
        pod({"spec.securityContext.seLinuxOptions": {"type": "spc_t"}}),
        pod({"spec.containers.0.securityContext.seLinuxOptions": {"user": "system_u"}}),
        deployment({"spec.template.spec.securityContext.seLinuxOptions": {"role": "system_r"}}),
    ),
    undecided=(
        pod({"spec.securityContext.seLinuxOptions": UNKNOWN}),
        pod({"spec.containers.0.securityContext.seLinuxOptions": {"type": UNKNOWN}}),
    ),
)
