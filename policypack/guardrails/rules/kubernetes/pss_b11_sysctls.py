"""PSS-B11: only safe sysctls."""

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
from guardrails.kubernetes.pod_security import RELEASE_PARAMETER, release
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods

# Safe sysctl and the minor release since which the standard allows it (0: always).
_SAFE_SINCE = {
    "kernel.shm_rmid_forced": 0,
    "net.ipv4.ip_local_port_range": 0,
    "net.ipv4.tcp_syncookies": 0,
    "net.ipv4.ping_group_range": 0,
    "net.ipv4.ip_unprivileged_port_start": 0,
    "net.ipv4.ip_local_reserved_ports": 27,
    "net.ipv4.tcp_keepalive_time": 29,
    "net.ipv4.tcp_fin_timeout": 29,
    "net.ipv4.tcp_keepalive_intvl": 29,
    "net.ipv4.tcp_keepalive_probes": 29,
    "net.ipv4.tcp_rmem": 32,
    "net.ipv4.tcp_wmem": 32,
    "net.ipv4.tcp_slow_start_after_idle": 37,
    "net.ipv4.tcp_notsent_lowat": 37,
}


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    minor = release(context)
    safe = {name for name, since in _SAFE_SINCE.items() if since <= minor}
    for each in pods(resource):
        for sysctl in each.spec.parts("securityContext.sysctls"):
            name = sysctl.get("name")
            if not isinstance(name, str):
                yield Undecided(sysctl.at("name"))
            elif name not in safe:
                yield Fail(sysctl.at("name"), name, f"a sysctl that is safe in release 1.{minor}")


_SLOW_START = {"spec.securityContext.sysctls": [{"name": "net.ipv4.tcp_slow_start_after_idle", "value": "0"}]}

CONTROL = Control(
    id="PSS-B11",
    name="kubernetes-pod-sysctls-safe",
    title="Pods set only sysctls that the standard's release counts as safe",
    rationale="An unsafe sysctl changes the kernel for the whole node, and so for every other pod on it.",
    remediation="Take out of securityContext.sysctls what is not on the release's list: "
    + ", ".join(_SAFE_SINCE)
    + ".",
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "baseline"), Reference("SOC2", "CC6.8")),
    check=_check,
    parameters=RELEASE_PARAMETER,
    passes=(
        pod(),
        pod({"spec.securityContext.sysctls": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}),
        pod(_SLOW_START),
        deployment(),
    ),
    fails=(
        pod({"spec.securityContext.sysctls": [{"name": "kernel.msgmax", "value": "65536"}]}),
        Example(pod(_SLOW_START).properties, parameters={"release": "1.36"}),
        deployment(
            {"spec.template.spec.securityContext.sysctls": [{"name": "net.core.somaxconn", "value": "9"}]}
        ),
    ),
    undecided=(
        pod({"spec.securityContext.sysctls": UNKNOWN}),
        pod({"spec.securityContext.sysctls": [{"name": UNKNOWN, "value": "1"}]}),
    ),
)
