"""PSS-R01: only volumes of the kinds that the restricted standard permits."""

from collections.abc import Iterator

from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.parts import Part
from guardrails.core.values import UNKNOWN
from guardrails.kubernetes.examples import deployment, pod
from guardrails.kubernetes.workloads import WORKLOADS_AND_PATCHES, pods

# The eight of the standard's page, and image volumes, which its admission check permits as well: whoever may
# create a pod may run any image in it.
_PERMITTED = (
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
)


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    for each in pods(resource):
        for volume in each.spec.parts("volumes"):
            yield from _kind(volume)


def _kind(volume: Part) -> Iterator[Finding]:
    if not isinstance(volume.value, dict):
        yield Undecided(volume.path)
        return
    for key, source in volume.value.items():
        # A volume without any source is an emptyDir by default.
        if key == "name" or key in _PERMITTED or source is None:
            continue
        if isinstance(source, dict):
            yield Fail(volume.at(str(key)), source, f"one of {', '.join(_PERMITTED)}")
        else:
            yield Undecided(volume.at(str(key)))


CONTROL = Control(
    id="PSS-R01",
    name="kubernetes-pod-volume-kinds-restricted",
    title="Volumes are only of the kinds that the restricted standard permits",
    rationale=(
        "Volumes that mount storage of the node or of the network directly bypass what PersistentVolumes "
        "check."
    ),
    remediation="Use only these kinds of volumes: " + ", ".join(_PERMITTED) + ".",
    severity=Severity.MEDIUM,
    types=WORKLOADS_AND_PATCHES,
    references=(Reference("PSS", "restricted"), Reference("SOC2", "CC6.1")),
    check=_check,
    passes=(
        pod(),
        pod({"spec.volumes.0": {"name": "default"}}),
        pod({"spec.volumes.0": {"name": "secrets", "csi": {"driver": "secrets-store.csi.k8s.io"}}}),
        deployment({"spec.template.spec.volumes.0": {"name": "config", "configMap": {"name": UNKNOWN}}}),
    ),
    fails=(
        pod({"spec.volumes.0": {"name": "share", "nfs": {"server": "10.0.0.9", "path": "/"}}}),
        pod({"spec.volumes.0": {"name": "logs", "hostPath": {"path": "/var/log"}}}),
        deployment({"spec.template.spec.volumes.0": {"name": "code", "gitRepo": {"repository": "x"}}}),
    ),
    undecided=(pod({"spec.volumes": UNKNOWN}), pod({"spec.volumes.0": UNKNOWN})),
)
