"""The objects inside the cluster that a stack registers, and how they refer to each other."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from preview.model import Resource, Result
from tests.support.chart_pods import ChartPods, pods_of_release

RELEASE = "kubernetes:helm.sh/v3:Release"
# Kinds that start pods by a template. Source: Kubernetes, "Workload Management".
WORKLOADS = ("Deployment", "DaemonSet", "StatefulSet", "Job", "ReplicaSet")
# The namespaces of every cluster. Source: Kubernetes, "Namespaces".
OF_EVERY_CLUSTER = ("default", "kube-node-lease", "kube-public", "kube-system")


@dataclass(frozen=True)
class Pods:
    """Equal pods.

    Attributes:
        owner: the resource that starts them.
        namespace: where they run.
        labels: what selectors see.
        account: their service account.
        ports: where they listen.
        spec: their spec; None for pods of a chart or an add-on.
    """

    owner: Resource
    namespace: str
    labels: Mapping[str, str]
    account: str
    ports: frozenset[int]
    spec: Mapping[str, Any] | None = None


def objects(result: Result, *kinds: str) -> list[Resource]:
    """Give the objects of some kinds; of all kinds without any. Releases of charts are no objects."""
    return [
        resource
        for resource in result.applied.resources.values()
        if resource.type.startswith("kubernetes:")
        and "kind" in resource.inputs
        and (not kinds or resource.inputs["kind"] in kinds)
    ]


def some(result: Result, *kinds: str) -> list[Resource]:
    """Give the objects of some kinds; a test that finds none would prove nothing."""
    found = objects(result, *kinds)
    assert found, f"no object of {kinds}"
    return found


def releases(result: Result) -> list[Resource]:
    """Give the releases of charts."""
    return [resource for resource in result.applied.resources.values() if resource.type == RELEASE]


def named(result: Result, kind: str, namespace: str, name: str) -> Resource | None:
    """Find an object by what others call it."""
    found = [
        item
        for item in objects(result, kind)
        if (namespace_of(item), item.inputs["metadata"]["name"]) == (namespace, name)
    ]
    return found[0] if found else None


def namespace_of(resource: Resource) -> str:
    """Give the namespace of an object or a release; an empty text for what has none."""
    inputs = resource.inputs
    return str(
        inputs.get("namespace", "") if resource.type == RELEASE else inputs["metadata"].get("namespace", "")
    )


def pods(result: Result) -> list[Pods]:
    """Give the pods of every workload and of every release of a chart."""
    return [*_of_workloads(result), *_of_releases(result)]


def pods_with_spec(result: Result) -> list[tuple[Pods, Mapping[str, Any]]]:
    """Give the pods whose spec is the stack's own, with the spec."""
    found = [(each, each.spec) for each in pods(result) if each.spec is not None]
    assert found
    return found


def _of_workloads(result: Result) -> Iterator[Pods]:
    for workload in objects(result, *WORKLOADS):
        template = workload.inputs["spec"]["template"]
        spec = template["spec"]
        yield Pods(
            workload,
            namespace_of(workload),
            template["metadata"]["labels"],
            spec.get("serviceAccountName", "default"),
            frozenset(_ports(spec)),
            spec,
        )


def _ports(spec: Mapping[str, Any]) -> Iterator[int]:
    for container in (*spec.get("initContainers", []), *spec["containers"]):
        for port in container.get("ports", []):
            yield port["containerPort"]


def _of_releases(result: Result) -> Iterator[Pods]:
    for release in releases(result):
        each: ChartPods
        for each in pods_of_release(release.inputs):
            yield Pods(release, namespace_of(release), each.labels, each.account, each.ports)
