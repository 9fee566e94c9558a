"""What an object inside the cluster needs is there before it, and outlives it."""

from collections.abc import Callable, Iterator

import pytest

from preview.model import Resource, Result
from tests.support.chart_pods import DEFINITIONS, brings_definitions
from tests.support.cluster_objects import (
    OF_EVERY_CLUSTER,
    Pods,
    named,
    namespace_of,
    objects,
    pods,
    pods_with_spec,
    releases,
    some,
)
from tests.support.dependency_graph import must_outlive
from tests.support.iam_roles import ASSOCIATION, permissions
from tests.support.label_selector import selects
from tests.support.resources import of_type

# What comes later, and what it needs; None when the stack has no such thing.
Needs = Iterator[tuple[Resource, Resource | None]]


def namespaces(result: Result) -> Needs:
    for resource in (*objects(result), *releases(result)):
        namespace = namespace_of(resource)
        if namespace and namespace not in OF_EVERY_CLUSTER:
            yield resource, named(result, "Namespace", "", namespace)


def definitions_of_custom_resources(result: Result) -> Needs:
    """A group with a dot is Kubernetes' own when it ends with k8s.io."""
    for resource in objects(result):
        group = resource.inputs["apiVersion"].rpartition("/")[0]
        if "." in group and not group.endswith("k8s.io"):
            bringing = [
                each
                for each in releases(result)
                if each.inputs["chart"] == DEFINITIONS[group] and brings_definitions(each.inputs)
            ]
            yield resource, bringing[0] if bringing else None


def stores_of_secrets(result: Result) -> Needs:
    for secret in some(result, "ExternalSecret"):
        reference = secret.inputs["spec"]["secretStoreRef"]
        yield secret, named(result, reference["kind"], namespace_of(secret), reference["name"])


def service_accounts(result: Result) -> Needs:
    for each, _ in pods_with_spec(result):
        yield each.owner, named(result, "ServiceAccount", each.namespace, each.account)


def secrets_of_pods(result: Result) -> Needs:
    """The secrets of pods come from External Secrets, which names them."""
    kept = {
        (namespace_of(item), item.inputs["spec"]["target"]["name"]): item
        for item in objects(result, "ExternalSecret")
    }
    for each, spec in pods_with_spec(result):
        for volume in spec.get("volumes", []):
            if "secret" in volume:
                yield each.owner, kept.get((each.namespace, volume["secret"]["secretName"]))


def policies_of_pods(result: Result) -> Needs:
    """Traffic that a policy allows must be open when a pod starts, and what is denied closed."""
    for policy in some(result, "NetworkPolicy"):
        for each in pods(result):
            if each.namespace == namespace_of(policy) and selects(
                policy.inputs["spec"]["podSelector"], each.labels
            ):
                yield each.owner, policy


def bounds_of_namespaces(result: Result) -> Needs:
    for bound in some(result, "ResourceQuota", "LimitRange"):
        for each in pods(result):
            if each.namespace == namespace_of(bound):
                yield each.owner, bound


def associations(result: Result) -> Iterator[tuple[Pods, Resource]]:
    """Give the pods that have a role, with what binds it to them. EKS gives it to pods that start later."""
    for association in of_type(result, ASSOCIATION):
        account = association.inputs["namespace"], association.inputs["serviceAccount"]
        for each in pods(result):
            if (each.namespace, each.account) == account:
                yield each, association


def pod_identities(result: Result) -> Needs:
    for each, association in associations(result):
        yield each.owner, association


def permissions_of_pods(result: Result) -> Needs:
    for each, association in associations(result):
        for permission in permissions(result, association.inputs["roleArn"]):
            yield each.owner, permission


def permissions_of_stores(result: Result) -> Needs:
    for store in some(result, "SecretStore"):
        found = permissions(result, store.inputs["spec"]["provider"]["aws"].get("role", ""))
        yield from ((store, permission) for permission in found)
        if not found:
            yield store, None


def targets_of_autoscalers(result: Result) -> Needs:
    for scaler in some(result, "HorizontalPodAutoscaler"):
        target = scaler.inputs["spec"]["scaleTargetRef"]
        yield scaler, named(result, target["kind"], namespace_of(scaler), target["name"])


def roles_and_subjects_of_bindings(result: Result) -> Needs:
    for binding in some(result, "RoleBinding", "ClusterRoleBinding"):
        role = binding.inputs["roleRef"]
        namespace = namespace_of(binding) if role["kind"] == "Role" else ""
        yield binding, named(result, role["kind"], namespace, role["name"])
        for subject in binding.inputs["subjects"]:
            if subject["kind"] == "ServiceAccount":
                yield binding, named(result, "ServiceAccount", subject["namespace"], subject["name"])


RULES: tuple[Callable[[Result], Needs], ...] = (
    namespaces,
    definitions_of_custom_resources,
    stores_of_secrets,
    service_accounts,
    secrets_of_pods,
    policies_of_pods,
    bounds_of_namespaces,
    pod_identities,
    permissions_of_pods,
    permissions_of_stores,
    targets_of_autoscalers,
    roles_and_subjects_of_bindings,
)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_what_an_object_needs_is_there_before_it(
    either_stack: Result, rule: Callable[[Result], Needs]
) -> None:
    resources = either_stack.applied.resources
    before: dict[str, set[str]] = {}
    problems: list[str] = []
    needs = list(rule(either_stack))
    for later, earlier in needs:
        if earlier is None:
            problems.append(f"{later.urn} needs what the stack does not have")
            continue
        if later.urn not in before:
            before[later.urn] = must_outlive(resources, later.urn)
        if earlier.urn not in before[later.urn]:
            problems.append(f"{later.urn} does not wait for {earlier.urn}")
    assert needs
    assert problems == []
