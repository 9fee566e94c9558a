"""The order in which the engine creates and deletes, as its dependency graph tells it."""

from collections.abc import Mapping

from preview.model import Resource


def must_outlive(resources: Mapping[str, Resource], urn: str) -> set[str]:
    """Give what a resource depends on, directly or not: created before it and deleted after it.

    A resource depends on its declared dependencies, the sources of its properties, its parent and its
    provider. Who declares a component as a dependency depends on all that is below it as well.
    Source: pulumi/pulumi, pkg/resource/graph/dependency_graph.go.

    Args:
        resources: the resources of a pass, by URN.
        urn: the resource whose dependencies are asked for.
    """
    found: set[str] = set()
    pending = _direct(resources, resources[urn])
    while pending:
        current = pending.pop()
        if current in resources and current not in found:
            found.add(current)
            pending += _direct(resources, resources[current])
    return found


def _direct(resources: Mapping[str, Resource], resource: Resource) -> list[str]:
    sources = [urn for urns in resource.property_dependencies.values() for urn in urns]
    declared = [urn for urn in (*resource.dependencies, *sources) if urn in resources]
    below = [
        child.urn
        for component in declared
        if not resources[component].custom
        for child in resources.values()
        if _is_below(resources, child, component)
    ]
    return [*declared, *below, resource.parent, resource.provider.rpartition("::")[0]]


def _is_below(resources: Mapping[str, Resource], resource: Resource, ancestor: str) -> bool:
    while resource.parent in resources:
        if resource.parent == ancestor:
            return True
        resource = resources[resource.parent]
    return False
