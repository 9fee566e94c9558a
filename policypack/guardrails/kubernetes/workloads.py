"""The pods that a workload declares, wherever its kind keeps them."""

from dataclasses import dataclass

from guardrails.core.control import Resource
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN
from guardrails.kubernetes.objects import whole

_VERSIONS = (
    "core/v1",
    "apps/v1",
    "batch/v1",
    "apps/v1beta1",
    "apps/v1beta2",
    "extensions/v1beta1",
    "batch/v1beta1",
    "batch/v2alpha1",
)
_KINDS = (
    "Pod",
    "ReplicationController",
    "PodTemplate",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "CronJob",
)
# Every pair, also those that Kubernetes never served: the kind says where the pod is, and an object with the
# wrong apiVersion is no less wrong in its pod.
_OBJECTS = tuple(f"kubernetes:{version}:{kind}" for version in _VERSIONS for kind in _KINDS)

# Objects and lists of them.
WORKLOADS = _OBJECTS + tuple(f"{token}List" for token in _OBJECTS)
# Server-side apply patches as well: a patch can add what a control forbids, but need not repeat what the
# patched object has.
WORKLOADS_AND_PATCHES = WORKLOADS + tuple(f"{token}Patch" for token in _OBJECTS)

# Where a kind keeps the object that has the pod's metadata and spec; "" for the object itself.
_TEMPLATES = {"Pod": "", "PodTemplate": "template.", "CronJob": "spec.jobTemplate.spec.template."}
_DEFAULT_TEMPLATE = "spec.template."


@dataclass(frozen=True)
class Pod:
    """A pod, or the template of one.

    Attributes:
        spec: the pod spec; of unknown value where a workload has none, because Kubernetes admits no such
            workload. Only a patch may leave it out.
        metadata: the pod's own metadata (labels, annotations).
        patch: whether this is a patch of a pod that is declared elsewhere.
    """

    spec: Part
    metadata: Part
    patch: bool = False

    def containers(self) -> list[Part]:
        """List the containers of every kind: init, ordinary and ephemeral.

        Returns:
            One part per container. What is not known is one part of unknown value: a list, or the whole
            spec. So is a pod without containers, which Kubernetes does not admit.
        """
        if self.spec.value is UNKNOWN:
            return [self.spec]
        ordinary = self.spec.parts("containers")
        if not ordinary and not self.patch:
            ordinary = [Part(self.spec.at("containers"), UNKNOWN)]
        return [*self.spec.parts("initContainers"), *ordinary, *self.spec.parts("ephemeralContainers")]

    def security_contexts(self) -> list[Part]:
        """List the pod's security context and those of its containers."""
        if self.spec.value is UNKNOWN:
            return [self.spec]
        return [part.part("securityContext") for part in (self.spec, *self.containers())]


def pods(resource: Resource) -> list[Pod]:
    """List the pods that a resource of one of the workload types declares.

    Args:
        resource: an object (one pod), a list of objects (one pod per item) or a patch.

    Returns:
        The pods. A workload whose pod spec is unknown, malformed or missing still gives a pod, of unknown
        spec.
    """
    kind = resource.type.rpartition(":")[2]
    if kind.endswith("List"):
        return [_pod(item, kind.removesuffix("List")) for item in whole(resource).parts("items")]
    return [_pod(whole(resource), kind.removesuffix("Patch"), patch=kind.endswith("Patch"))]


def _pod(workload: Part, kind: str, *, patch: bool = False) -> Pod:
    template = _TEMPLATES.get(kind, _DEFAULT_TEMPLATE)
    spec = workload.part(f"{template}spec")
    if not isinstance(spec.value, dict) and not (patch and spec.value is ABSENT):
        spec = Part(spec.path, UNKNOWN)
    return Pod(spec=spec, metadata=workload.part(f"{template}metadata"), patch=patch)
