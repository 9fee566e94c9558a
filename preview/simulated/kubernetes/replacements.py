"""Which changed properties of a Kubernetes object replace it, and whether the old one must go first.

Source: pulumi/pulumi-kubernetes v4 provider/pkg/provider/diff.go (forceNew) and provider.go (Diff);
helm_release.go (Diff) for releases. What the provider does not replace and the API server refuses to change
is in `preview.simulated.kubernetes.immutable`.
"""

from collections.abc import Collection, Iterable, Mapping

from preview.model import Properties
from preview.property_paths import lies_in, parts, plain, value_at, values_below
from preview.simulated.kubernetes.kinds import CLUSTER_SCOPED, is_patch, object_type

_RELEASE = "kubernetes:helm.sh/v3:Release"
_AUTONAMED = "pulumi.com/autonamed"


def _below(parent: str, names: str) -> frozenset[str]:
    return frozenset(f"{parent}.{name}" for name in names.split())


_IDENTITY = _below("metadata", "name namespace")
_SELECTOR = _below("spec", "selector")
_ROLE = frozenset({"roleRef"})
_JOB = _below("spec", "completions parallelism selector template")
_CONTAINER = (
    "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources "
    "securityContext stdin stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices "
    "volumeMounts workingDir"
)
# By apiVersion and kind; the identity replaces every kind.
_FORCE_NEW: Mapping[tuple[str, str], frozenset[str]] = {
    ("apps/v1", "DaemonSet"): _SELECTOR,
    ("apps/v1", "Deployment"): _SELECTOR,
    ("apps/v1", "StatefulSet"): _below(
        "spec", "podManagementPolicy revisionHistoryLimit selector serviceName volumeClaimTemplates"
    ),
    ("batch/v1", "Job"): _JOB,
    ("batch/v1beta1", "Job"): _JOB,
    ("policy/v1beta1", "PodDisruptionBudget"): frozenset({"spec"}),
    ("rbac.authorization.k8s.io/v1", "ClusterRoleBinding"): _ROLE,
    ("rbac.authorization.k8s.io/v1", "RoleBinding"): _ROLE,
    ("storage.k8s.io/v1", "StorageClass"): frozenset({"parameters", "provisioner"}),
    ("v1", "PersistentVolume"): _below(
        "spec",
        "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk "
        "glusterfs hostPath iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO "
        "storageos vsphereVolume",
    ),
    ("v1", "PersistentVolumeClaim"): _below("spec", "accessModes selector storageClassName volumeName"),
    ("v1", "Pod"): _below("spec.containers", _CONTAINER)
    | _below("spec.initContainers", _CONTAINER)
    | _below(
        "spec",
        "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC "
        "hostNetwork hostPID hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy "
        "priority priorityClassName readinessGates restartPolicy runtimeClassName schedulerName "
        "securityContext serviceAccount serviceAccountName shareProcessNamespace subdomain "
        "terminationGracePeriodSeconds volumes",
    ),
    ("v1", "ResourceQuota"): frozenset({"spec.scopes"}),
    ("v1", "Secret"): frozenset({"type"}),
    ("v1", "Service"): frozenset({"spec.clusterIP"}),
}
# Kinds whose contents replace them, unless the provider's setting says that they are changed in place.
_CONTENTS: Mapping[str, frozenset[str]] = {
    "ConfigMap": frozenset({"binaryData", "data"}),
    "Secret": frozenset({"type", "stringData", "data"}),
}


def replacing_properties(
    type_token: str, new: Properties, changeable: Collection[str] = ()
) -> frozenset[str]:
    """Return the paths whose change replaces an object, list indexes left out.

    Args:
        type_token: type such as `kubernetes:apps/v1:Deployment`; of a custom resource, its identity replaces.
        new: the object's inputs now.
        changeable: kinds whose contents the provider changes in place: `ConfigMap` with
            `enableConfigMapMutable`, `Secret` with `enableSecretMutable`.
    """
    if type_token == _RELEASE:
        return frozenset({"name", "namespace"})
    if is_patch(type_token):
        return _IDENTITY
    api_version, kind = object_type(type_token)
    found = _IDENTITY | _FORCE_NEW.get((api_version, kind), frozenset[str]())
    if api_version == "v1" and kind in _CONTENTS and (kind not in changeable or new.get("immutable") is True):
        found |= _CONTENTS[kind]
    return found


def ineffective_paths(
    type_token: str, old: Properties, new: Properties, changed: Iterable[str]
) -> frozenset[str]:
    """Return the changed paths that change nothing: the namespace left out or named, if it is the same.

    Args:
        type_token: type of the object.
        old: its inputs of the last update, without secret marks.
        new: its inputs now, without secret marks.
        changed: the paths that differ.
    """
    if type_token == _RELEASE or _namespace(type_token, old) != _namespace(type_token, new):
        return frozenset()
    return frozenset(path for path in changed if path == "metadata.namespace")


def replacing_paths(
    type_token: str,
    new: Properties,
    changed: Iterable[str],
    changeable: Collection[str] = (),
) -> frozenset[str]:
    """Return the changed paths that replace an object.

    Args:
        type_token: type of the object.
        new: its inputs now, without secret marks.
        changed: the paths that differ, without those that change nothing.
        changeable: as for `replacing_properties`.
    """
    properties = replacing_properties(type_token, new, changeable)
    return frozenset(path for path in changed if _replaces(path, new, properties))


def deletes_first(type_token: str, old: Properties, new: Properties) -> bool:
    """Return whether a replacement deletes the old object before it creates the new one.

    It does if the program names the object and the new one has the same name and namespace; a release is
    never deleted first.

    Args:
        type_token: type of the object.
        old: its inputs of the last update, without secret marks.
        new: its inputs now, without secret marks.
    """
    if type_token == _RELEASE:
        return False
    name = value_at(new, ("metadata", "name"))
    return (
        bool(name)
        and not is_autonamed(new)
        and name == value_at(old, ("metadata", "name"))
        and _namespace(type_token, old) == _namespace(type_token, new)
    )


def is_autonamed(inputs: Properties) -> bool:
    """Return whether the provider gave an object its name."""
    return value_at(inputs, ("metadata", "annotations", _AUTONAMED)) == "true"


def _replaces(path: str, new: Properties, properties: frozenset[str]) -> bool:
    keys = parts(path)
    name = plain(keys)
    after = value_at(new, keys)
    if name == "metadata" and after is None:
        return True
    if any(lies_in(name, root) for root in properties):
        return True
    # A part that is new as a whole replaces if a replacing property is in it; one that goes does not.
    return any(
        lies_in(inner, name) and values_below(after, inner[len(name) + 1 :].split("."))
        for inner in properties
    )


def _namespace(type_token: str, inputs: Properties) -> str:
    _, kind = object_type(type_token)
    if kind in CLUSTER_SCOPED:
        return ""
    return str(value_at(inputs, ("metadata", "namespace")) or "default")
