"""What selects pods selects pods that the stack has, and means the right ones."""

from collections.abc import Iterator, Mapping
from typing import Any

from preview.model import Result
from tests.support.chart_pods import ADD_ONS
from tests.support.cluster_objects import (
    namespace_of,
    objects,
    pods,
    pods_with_spec,
    some,
)
from tests.support.label_selector import selects
from tests.support.resources import of_type

# Labels that Kubernetes itself gives to the pods of a workload. Source: "Well-Known Labels, Annotations and
# Taints".
GIVEN = ("pod-template-hash", "controller-revision-hash")


def running(result: Result) -> list[tuple[str, Mapping[str, str]]]:
    """Give namespace and labels of all pods that the stack starts, those of add-ons included."""
    add_ons = [
        ("kube-system", each.labels)
        for add_on in of_type(result, "aws:eks/addon:Addon")
        for each in ADD_ONS[add_on.inputs["addonName"]]
    ]
    return [*((each.namespace, each.labels) for each in pods(result)), *add_ons]


def test_every_selector_of_a_workload_selects_the_pods_of_its_own_template(either_stack: Result) -> None:
    for each, _ in pods_with_spec(either_stack):
        assert selects(each.owner.inputs["spec"]["selector"], each.labels), each.owner.urn


def test_every_service_and_every_budget_selects_pods_of_one_workload(either_stack: Result) -> None:
    for resource in some(either_stack, "Service", "PodDisruptionBudget"):
        selector = resource.inputs["spec"]["selector"]
        if resource.inputs["kind"] == "Service":
            selector = {"matchLabels": selector}
        selected = {
            each.owner.urn
            for each in pods(either_stack)
            if each.namespace == namespace_of(resource) and selects(selector, each.labels)
        }
        assert len(selected) == 1, f"{resource.urn} selects the pods of {selected}"


def test_every_workload_has_one_budget_and_one_autoscaler(either_stack: Result) -> None:
    budgets, scalers = (
        some(either_stack, "PodDisruptionBudget"),
        some(either_stack, "HorizontalPodAutoscaler"),
    )
    for each, _ in pods_with_spec(either_stack):
        here = [item for item in budgets if namespace_of(item) == each.namespace]
        assert len([item for item in here if selects(item.inputs["spec"]["selector"], each.labels)]) == 1
        target = {
            "apiVersion": each.owner.inputs["apiVersion"],
            "kind": each.owner.inputs["kind"],
            "name": each.owner.inputs["metadata"]["name"],
        }
        assert len([item for item in scalers if item.inputs["spec"]["scaleTargetRef"] == target]) == 1


def test_pods_are_spread_by_labels_that_they_have(either_stack: Result) -> None:
    """A constraint that selects other pods spreads nothing."""
    for each, spec in pods_with_spec(either_stack):
        constraints = spec["topologySpreadConstraints"]
        assert {item["topologyKey"] for item in constraints} == {
            "topology.kubernetes.io/zone",
            "kubernetes.io/hostname",
        }
        for constraint in constraints:
            assert selects(constraint["labelSelector"], each.labels), each.owner.urn
            assert constraint["labelSelector"].get("matchLabels"), each.owner.urn
            assert set(constraint.get("matchLabelKeys", [])) <= {*GIVEN, *each.labels}, each.owner.urn


def peers(policy: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Give what both directions of a network policy lead to."""
    for direction, end in (("ingress", "from"), ("egress", "to")):
        for rule in policy["spec"].get(direction) or []:
            yield from rule.get(end) or []


def test_every_network_policy_selects_pods_and_leads_to_pods_that_exist(either_stack: Result) -> None:
    everywhere = running(either_stack)
    inhabited = {namespace for namespace, _ in everywhere}
    for policy in objects(either_stack, "NetworkPolicy"):
        own = namespace_of(policy)
        if own not in inhabited:
            # Nothing may run in `default`, which is closed all the same.
            assert own == "default", policy.urn
            continue
        selector = policy.inputs["spec"]["podSelector"]
        assert any(namespace == own and selects(selector, labels) for namespace, labels in everywhere), (
            policy.urn
        )
        for peer in peers(policy.inputs):
            if "ipBlock" in peer:
                continue
            namespaces = peer.get("namespaceSelector", {"matchLabels": {"kubernetes.io/metadata.name": own}})
            assert any(
                selects(namespaces, {"kubernetes.io/metadata.name": namespace})
                and selects(peer.get("podSelector", {}), labels)
                for namespace, labels in everywhere
            ), f"{policy.urn}: no pod is {peer}"
