"""PSS-B07: AppArmor is not switched off."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, Pod, pods

_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
_EXPECTED = "RuntimeDefault or Localhost"


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for security_context in each.security_contexts():
            yield from _profile(security_context.part("appArmorProfile"))
        yield from _annotations(each)


def _profile(profile: Part) -> Iterator[Finding]:
    if profile.value is ABSENT:
        return
    kind = profile.get("type")
    if kind is ABSENT or (isinstance(kind, str) and kind not in ("RuntimeDefault", "Localhost")):
        yield Fail(profile.at("type"), kind, _EXPECTED)
    elif not isinstance(kind, str):
        yield Undecided(profile.at("type"))


def _annotations(pod: Pod) -> Iterator[Finding]:
    annotations = pod.metadata.part("annotations")
    if annotations.value is ABSENT:
        return
    if not isinstance(annotations.value, dict):
        yield Undecided(annotations.path)
        return
    for key in annotations.value:
        profile = annotations.key(str(key))
        if not str(key).startswith(_ANNOTATION) or profile.value is ABSENT:
            continue
        if not isinstance(profile.value, str):
            yield Undecided(profile.path)
        elif profile.value not in ("", "runtime/default") and not profile.value.startswith("localhost/"):
            yield Fail(profile.path, profile.value, "runtime/default or localhost/<profile>")


CONTROL = Control(
    id="PSS-B07",
    name="kubernetes-pod-apparmor-not-disabled",
    title="The AppArmor profile, where one is given, is the runtime's default or a local one",
    rationale=(
        "AppArmor confines a process even when it runs as root; Unconfined takes that line of defence away."
    ),
    remediation=(
        "Remove appArmorProfile and the AppArmor annotations, or set type to RuntimeDefault or Localhost."
    ),
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(
        Reference("PSS", "baseline"),
        Reference("NSA", "linux-hardening"),
        Reference("SOC2", "CC6.8"),
    ),
    check=_check,
    passes=(
        pod(),
        pod({"spec.securityContext.appArmorProfile": {"type": "RuntimeDefault"}}),
        pod({"metadata.annotations": {f"{_ANNOTATION}appointment": "localhost/appointment"}}),
        deployment(),
    ),
    fails=(
        pod({"spec.securityContext.appArmorProfile": {"type": "Unconfined"}}),
        pod({"spec.containers.0.securityContext.appArmorProfile": {"type": "Unconfined"}}),
        pod({"metadata.annotations": {f"{_ANNOTATION}appointment": "unconfined"}}),
        deployment({"spec.template.metadata.annotations": {f"{_ANNOTATION}migrate": "unconfined"}}),
    ),
    undecided=(
        pod({"spec.securityContext.appArmorProfile": UNKNOWN}),
        pod({"metadata.annotations": UNKNOWN}),
    ),
)
