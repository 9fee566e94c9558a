"""Every object of both stacks is one that the API server of the cluster's version accepts as it stands."""

import json
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest

from preview.model import UNKNOWN, Resource, Result
from tests.support.custom_resources import violations
from workloads.catalogue import find_specs

CUSTOM = {
    "SecretStore": "schemas/external-secrets.io_secretstores.yaml",
    "ExternalSecret": "schemas/external-secrets.io_externalsecrets.yaml",
    "EC2NodeClass": "schemas/karpenter.k8s.aws_ec2nodeclasses.yaml",
    "NodePool": "schemas/karpenter.sh_nodepools.yaml",
}


def objects(result: Result) -> list[Resource]:
    found = [
        resource
        for resource in result.applied.resources.values()
        if resource.type.startswith("kubernetes:") and {"apiVersion", "kind"} <= resource.inputs.keys()
    ]
    assert len(found) > 30
    return found


def enforced_version(result: Result) -> str:
    """Return the version that the namespaces pin, which is the cluster's."""
    (version,) = {
        resource.inputs["metadata"]["labels"]["pod-security.kubernetes.io/enforce-version"]
        for resource in objects(result)
        if resource.type == "kubernetes:core/v1:Namespace"
    }
    return str(version)


def test_every_object_is_valid_at_the_clusters_version(either_stack: Result) -> None:
    version = enforced_version(either_stack).removeprefix("v")
    problems: list[str] = []
    for resource in objects(either_stack):
        if resource.inputs["kind"] in CUSTOM:
            continue
        try:
            used = kubernetes_validate.validate(resource.inputs, version, strict=True)
            assert used.startswith(version)
        except kubernetes_validate.ValidationError as error:
            problems.append(f"{resource.urn}: {error.message}")
    assert problems == []


@pytest.mark.parametrize("kind", CUSTOM)
def test_every_custom_resource_fits_its_definition(prod: Result, reference_material: Path, kind: str) -> None:
    definition = reference_material / CUSTOM[kind]
    if not definition.exists():
        pytest.skip(f"the reference material has no {definition.name}")
    custom = [resource for resource in objects(prod) if resource.inputs["kind"] == kind]
    assert custom
    for resource in custom:
        assert violations(definition, resource.inputs) == [], resource.urn


def test_no_object_has_a_hole_once_applied(either_stack: Result) -> None:
    for resource in objects(either_stack):
        assert UNKNOWN not in json.dumps(resource.inputs), resource.urn


def test_only_what_looks_into_nodes_may_run_privileged_pods(either_stack: Result) -> None:
    enforced: dict[str, Any] = {
        resource.inputs["metadata"]["name"]: resource.inputs["metadata"]["labels"][
            "pod-security.kubernetes.io/enforce"
        ]
        for resource in objects(either_stack)
        if resource.type == "kubernetes:core/v1:Namespace"
    }
    privileged = {namespace for namespace, standard in enforced.items() if standard != "restricted"}
    assert privileged == {"falco", "logging"}


def test_images_are_pinned_by_digest(either_stack: Result) -> None:
    images = {
        resource.inputs["metadata"]["name"]: container["image"]
        for resource in objects(either_stack)
        if resource.inputs["kind"] == "Deployment"
        for container in resource.inputs["spec"]["template"]["spec"]["containers"]
    }
    assert images.keys() == {spec.name for spec in find_specs()}
    assert all("@sha256:" in image and ".dkr.ecr." in image for image in images.values())


def test_everything_in_the_cluster_waits_for_its_nodes(either_stack: Result) -> None:
    resources = either_stack.applied.resources
    children: dict[str, list[str]] = {}
    for resource in resources.values():
        children.setdefault(resource.parent, []).append(resource.urn)

    def descendants(urn: str) -> set[str]:
        return {urn}.union(*(descendants(child) for child in children.get(urn, [])))

    def waits_for(urn: str, seen: set[str]) -> set[str]:
        """Collect what a resource depends on; whoever waits for a component waits for its children."""
        for dependency in resources[urn].dependencies:
            for other in descendants(dependency) - seen:
                seen.add(other)
                waits_for(other, seen)
        return seen

    nodes = {urn for urn, resource in resources.items() if resource.type == "aws:eks/nodeGroup:NodeGroup"}
    assert nodes
    for resource in (
        *objects(either_stack),
        *(each for each in resources.values() if "helm.sh" in each.type),
    ):
        assert nodes <= waits_for(resource.urn, set()), resource.urn
