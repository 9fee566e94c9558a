"""What an API server refuses to create, and what a namespace takes along when it goes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preview import wire
from preview.model import Properties
from preview.property_paths import value_at
from preview.simulated.aws.eks_clusters import cluster_at, may_run_pods
from preview.simulated.kubernetes.cluster import refuse_unreachable
from preview.simulated.kubernetes.kinds import CLUSTER_SCOPED, is_patch, object_type
from preview.simulated.kubernetes.names import problem_of_name, resource_in_group
from preview.simulated.simulation import NotYetError, Registration, SimulationError
from preview.simulated.store import Store, Stored

RELEASE = "kubernetes:helm.sh/v3:Release"
NAMESPACE = "kubernetes:core/v1:Namespace"
_DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
# What a new cluster has (Kubernetes documentation, "Namespaces"; the account in each namespace, "Service
# Accounts"; the certificates, "kube-root-ca.crt").
_INITIAL_NAMESPACES = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
_IN_EVERY_NAMESPACE = {"ServiceAccount": "default", "ConfigMap": "kube-root-ca.crt"}
# Groups whose definitions a cluster of EKS has from the start, or with an add-on.
_GROUPS_OF_EKS = (".amazonaws.com", ".aws", "karpenter.sh", ".k8s.io")
# Kinds whose pods the provider waits for (pulumi-kubernetes provider/pkg/await, awaiters.go).
_AWAITED = frozenset({"Deployment", "StatefulSet", "Pod"})
_SKIP_AWAIT = "pulumi.com/skipAwait"


@dataclass(frozen=True)
class Target:
    """What a provider is configured for.

    Attributes:
        endpoint: the API server, None where it is not known.
        namespace: of objects that name none.
        upserts: whether an object that exists already is taken over.
    """

    endpoint: str | None = None
    namespace: str = "default"
    upserts: bool = False


def refuse_creation(resource: Registration, target: Target, store: Store) -> None:
    """Refuse to create what the API server would refuse.

    What is unknown or secret, and what the store does not hold, is not judged: only of a cluster that was
    created in the simulated AWS is known what is in it.

    Args:
        resource: what is to be created, with checked inputs.
        target: what the provider is configured for.
        store: what exists in the cluster.

    Raises:
        NotYetError: a namespace, a definition or nodes are missing, for which the provider waits.
        SimulationError: the server's words, and what was found.
    """
    refuse_unreachable(target.endpoint, store.clouds)
    _, kind = object_type(resource.type)
    if kind.endswith("List"):
        return
    metadata = _metadata(resource)
    name, namespace = _text(metadata.get("name")), _text(metadata.get("namespace")) or target.namespace
    if name and resource.type != RELEASE:
        problem = problem_of_name(resource.type, name)
        if problem:
            raise SimulationError(problem)
    cluster = cluster_at(target.endpoint, store.clouds)
    if cluster:
        if kind not in CLUSTER_SCOPED:
            _refuse_missing_namespace(resource, namespace, store)
        _refuse_missing_definition(resource.type, store)
    if name and not is_patch(resource.type):
        _refuse_existing(resource.type, kind, namespace, name, target, store)
    if cluster and _waits_for_pods(kind, resource.inputs) and not may_run_pods(cluster, store.clouds):
        raise NotYetError(
            f"{namespace}/{name}: Minimum number of Pods to consider the application live was not attained "
            f"(no node group, Fargate profile or other node exists for the cluster {cluster.id})"
        )


def _metadata(resource: Registration) -> Mapping[str, Any]:
    """Return where a resource says its name and namespace: of an object in its metadata."""
    found = resource.inputs if resource.type == RELEASE else resource.inputs.get("metadata")
    if not isinstance(found, dict) or wire.is_secret(found):
        return {}
    return {key: found.get(key) for key in ("name", "namespace")}


def _text(value: Any) -> str:
    return value if isinstance(value, str) and not wire.has_unknown(value) else ""


def _refuse_missing_namespace(resource: Registration, namespace: str, store: Store) -> None:
    if resource.type == RELEASE and resource.inputs.get("createNamespace") is True:
        return
    if namespace in _INITIAL_NAMESPACES or store.get(NAMESPACE, namespace):
        return
    for release in store.of_type(RELEASE):
        if release.inputs.get("createNamespace") is True and release.inputs.get("namespace") == namespace:
            return
    raise NotYetError(f'namespaces "{namespace}" not found')


def _refuse_missing_definition(token: str, store: Store) -> None:
    api_version, kind = object_type(token)
    group = api_version.rpartition("/")[0]
    # A chart may bring any definition; what has no dot is a group of Kubernetes itself.
    if "." not in group or group.endswith(_GROUPS_OF_EKS) or token == RELEASE or store.of_type(RELEASE):
        return
    for definition in store.of_type(_DEFINITION):
        if (
            value_at(definition.inputs, ("spec", "group")) == group
            and value_at(definition.inputs, ("spec", "names", "kind")) == kind
        ):
            return
    raise NotYetError(f'no matches for kind "{kind}" in version "{api_version}"')


def _refuse_existing(token: str, kind: str, namespace: str, name: str, target: Target, store: Store) -> None:
    initial = (
        (kind == "Namespace" and name in _INITIAL_NAMESPACES) or _IN_EVERY_NAMESPACE.get(kind) == name
    ) and cluster_at(target.endpoint, store.clouds)
    identifier = name if kind in CLUSTER_SCOPED else f"{namespace}/{name}"
    existing = store.get(token, identifier)
    if token == RELEASE:
        if existing:
            raise SimulationError(
                f"cannot re-use a name that is still in use ({identifier} by {existing.urn})"
            )
    elif (existing or initial) and not target.upserts:
        found = existing.urn if existing else "every cluster has it"
        raise SimulationError(f'{resource_in_group(token)} "{name}" already exists ({found})')


def _waits_for_pods(kind: str, inputs: Properties) -> bool:
    plain = wire.reveal(inputs)
    annotations = value_at(plain, ("metadata", "annotations"))
    skipped = isinstance(annotations, dict) and str(annotations.get(_SKIP_AWAIT)).lower() == "true"
    return kind in _AWAITED and not skipped and value_at(plain, ("spec", "replicas")) != 0


def remove_contents(namespace: Stored, store: Store) -> None:
    """Delete what is in a namespace, as its deletion does.

    Args:
        namespace: a Namespace that is being deleted.
        store: what exists in its cluster.
    """
    for stored in store.clouds.everything():
        inside = stored.inputs if stored.type == RELEASE else stored.outputs.get("metadata")
        if not isinstance(inside, dict) or inside.get("namespace") != namespace.id:
            continue
        if stored.type.startswith("kubernetes:") and stored.type != NAMESPACE:
            store.remove(stored.type, stored.id)
