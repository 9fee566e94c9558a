"""The parts of every pod fit together, and nodes can be drained of every pod."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest

from preview.model import Resource, Result
from tests.support.cluster_objects import (
    Pods,
    named,
    namespace_of,
    objects,
    pods,
    pods_with_spec,
    releases,
    some,
)
from tests.support.label_selector import selects

PROBES = ("startupProbe", "livenessProbe", "readinessProbe")
Spec = Mapping[str, Any]


def containers(spec: Spec) -> list[dict[str, Any]]:
    """Give all containers of a pod; init containers first."""
    return [*spec.get("initContainers", []), *spec["containers"]]


def ports(spec: Spec) -> dict[str | int, int]:
    """Give the ports that containers declare, by name and by number."""
    declared = [port for container in containers(spec) for port in container.get("ports", [])]
    return {key: port["containerPort"] for port in declared for key in (port["name"], port["containerPort"])}


def selected(result: Result, resource: Resource, selector: Mapping[str, Any]) -> list[tuple[Pods, Spec]]:
    """Give the pods of the stack's own that something in their namespace selects."""
    return [
        (each, spec)
        for each, spec in pods_with_spec(result)
        if each.namespace == namespace_of(resource) and selects(selector, each.labels)
    ]


def test_every_mount_has_its_volume_and_every_volume_is_mounted(either_stack: Result) -> None:
    for each, spec in pods_with_spec(either_stack):
        mounts = [mount for container in containers(spec) for mount in container.get("volumeMounts", [])]
        volumes = [volume["name"] for volume in spec.get("volumes", [])]
        assert {mount["name"] for mount in mounts} == set(volumes), each.owner.urn
        assert len(set(volumes)) == len(volumes), each.owner.urn
        for container in containers(spec):
            paths = [mount["mountPath"] for mount in container.get("volumeMounts", [])]
            assert len(set(paths)) == len(paths), each.owner.urn


def test_secrets_are_mounted_for_reading_and_nobody_else_may_read_their_files(either_stack: Result) -> None:
    for each, spec in pods_with_spec(either_stack):
        secret = {
            volume["name"]: volume["secret"] for volume in spec.get("volumes", []) if "secret" in volume
        }
        for container in containers(spec):
            for mount in container.get("volumeMounts", []):
                assert mount["name"] not in secret or mount.get("readOnly") is True, each.owner.urn
        for volume in secret.values():
            assert volume["defaultMode"] & 0o337 == 0, each.owner.urn
            assert not volume.get("optional"), f"{each.owner.urn} would start without its secret"


def test_every_container_has_probes_on_a_port_that_it_declares(either_stack: Result) -> None:
    for each, spec in pods_with_spec(either_stack):
        for container in spec["containers"]:
            declared = ports({"containers": [container]})
            for probe in PROBES:
                assert container[probe]["httpGet"]["port"] in declared, f"{each.owner.urn}: {probe}"
            ready, live = container["readinessProbe"]["httpGet"], container["livenessProbe"]["httpGet"]
            assert ready["path"] != live["path"], "what is not ready would be started anew"


def test_every_pod_ends_its_calls_before_it_is_killed(either_stack: Result) -> None:
    for each, spec in pods_with_spec(either_stack):
        for container in spec["containers"]:
            pause = container["lifecycle"]["preStop"]["sleep"]["seconds"]
            assert 0 < pause < spec["terminationGracePeriodSeconds"], each.owner.urn


def test_every_container_asks_for_what_autoscaling_measures_and_has_bounds(either_stack: Result) -> None:
    for each, spec in pods_with_spec(either_stack):
        for container in containers(spec):
            sizes = container["resources"]
            assert (
                sizes["requests"].keys() == sizes["limits"].keys() == {"cpu", "memory", "ephemeral-storage"}
            )
            assert sizes["requests"]["memory"] == sizes["limits"]["memory"], each.owner.urn


def test_every_service_leads_to_a_port_of_its_pods(either_stack: Result) -> None:
    for service in some(either_stack, "Service"):
        found = selected(either_stack, service, {"matchLabels": service.inputs["spec"]["selector"]})
        assert found
        for _, spec in found:
            for port in service.inputs["spec"]["ports"]:
                # The VPC CNI applies policies to the pod's own port, whatever the service's.
                assert ports(spec)[port["targetPort"]] == port["port"], service.urn


def test_policies_let_callers_in_on_ports_where_pods_listen(either_stack: Result) -> None:
    for policy in some(either_stack, "NetworkPolicy"):
        for each in pods(either_stack):
            if each.namespace == namespace_of(policy) and selects(
                policy.inputs["spec"]["podSelector"], each.labels
            ):
                for rule in policy.inputs["spec"].get("ingress") or []:
                    assert rule["ports"], policy.urn
                    assert {port["port"] for port in rule["ports"]} <= each.ports, policy.urn


def test_policies_let_pods_out_to_others_on_ports_where_these_listen(either_stack: Result) -> None:
    for policy in some(either_stack, "NetworkPolicy"):
        for rule in policy.inputs["spec"].get("egress") or []:
            for peer in rule["to"]:
                if "podSelector" not in peer or "namespaceSelector" in peer:
                    continue
                for each in pods(either_stack):
                    if each.namespace == namespace_of(policy) and selects(peer["podSelector"], each.labels):
                        assert {port["port"] for port in rule["ports"]} <= each.ports, policy.urn


def addresses(spec: Spec) -> Iterator[tuple[str, int]]:
    """Give host and port of each URL in the environment of a pod."""
    for container in containers(spec):
        for variable in container.get("env", []):
            url = urlsplit(variable.get("value", ""))
            if url.scheme and url.hostname:
                yield url.hostname, url.port or {"http": 80, "https": 443}[url.scheme]


def test_addresses_in_the_environment_are_those_of_services_that_let_the_pod_in(either_stack: Result) -> None:
    for each, spec in pods_with_spec(either_stack):
        for host, port in addresses(spec):
            name, *rest = host.split(".")
            if rest and not host.endswith(".svc.cluster.local"):
                continue
            service = named(either_stack, "Service", rest[0] if rest else each.namespace, name)
            assert service, f"{each.owner.urn}: no service is {host}"
            assert port in {item["port"] for item in service.inputs["spec"]["ports"]}, each.owner.urn
            callee = selected(either_stack, service, {"matchLabels": service.inputs["spec"]["selector"]})
            assert any(
                selects(policy.inputs["spec"]["podSelector"], callee_pods.labels)
                and any(
                    selects(peer["podSelector"], each.labels)
                    for rule in policy.inputs["spec"].get("ingress") or []
                    for peer in rule["from"]
                    if "podSelector" in peer
                )
                for callee_pods, _ in callee
                for policy in objects(either_stack, "NetworkPolicy")
                if namespace_of(policy) == callee_pods.namespace
            ), f"{each.owner.urn} may not call {host}"


def replicas(result: Result, workload: Resource) -> int:
    """Give the fewest replicas that a workload has."""
    for scaler in objects(result, "HorizontalPodAutoscaler"):
        target = scaler.inputs["spec"]["scaleTargetRef"]
        if (target["kind"], target["name"]) == (workload.inputs["kind"], workload.inputs["metadata"]["name"]):
            return int(scaler.inputs["spec"]["minReplicas"])
    return int(workload.inputs["spec"].get("replicas", 1))


def test_every_budget_lets_a_node_be_drained(either_stack: Result) -> None:
    for budget in some(either_stack, "PodDisruptionBudget"):
        spec = budget.inputs["spec"]
        for each, _ in selected(either_stack, budget, spec["selector"]):
            assert allowed(spec, replicas(either_stack, each.owner)) >= 1, budget.urn
        assert spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow", budget.urn


def allowed(budget: Mapping[str, Any], count: int) -> int:
    """Give how many of some pods may go at once.

    Source: Kubernetes, "Specifying a Disruption Budget for your Application": percentages are rounded up.
    """
    if "maxUnavailable" in budget:
        return min(count, _count(budget["maxUnavailable"], count))
    return count - _count(budget["minAvailable"], count)


def _count(value: int | str, all_pods: int) -> int:
    return value if isinstance(value, int) else -(-int(value.removesuffix("%")) * all_pods // 100)


@pytest.mark.parametrize(
    ("budget", "count", "expected"),
    [
        ({"maxUnavailable": 1}, 1, 1),
        ({"maxUnavailable": 0}, 3, 0),
        ({"minAvailable": 1}, 1, 0),
        ({"minAvailable": "50%"}, 3, 1),
        ({"maxUnavailable": "50%"}, 3, 2),
    ],
)
def test_a_budget_is_counted_as_kubernetes_does(budget: dict[str, Any], count: int, expected: int) -> None:
    assert allowed(budget, count) == expected


def chart_budgets(values: Any) -> Iterator[tuple[Mapping[str, Any], int]]:
    """Give the budgets in the values of a chart, each with the replicas beside it."""
    if isinstance(values, Mapping):
        budget = values.get("podDisruptionBudget")
        if budget and budget.get("enabled", True):
            bounds = {key: value for key, value in budget.items() if key not in ("enabled", "name")}
            yield bounds, values.get("replicaCount", values.get("replicas"))
        for item in values.values():
            yield from chart_budgets(item)


def test_budgets_of_charts_let_a_node_be_drained(either_stack: Result) -> None:
    for release in releases(either_stack):
        for budget, count in chart_budgets(release.inputs["values"]):
            assert allowed(budget, count) >= 1, release.urn


def test_an_update_of_a_workload_neither_stops_nor_takes_the_last_pod(either_stack: Result) -> None:
    for workload in some(either_stack, "Deployment"):
        strategy = workload.inputs["spec"]["strategy"]
        assert strategy["type"] == "RollingUpdate", workload.urn
        assert strategy["rollingUpdate"]["maxUnavailable"] == 0, workload.urn
        assert strategy["rollingUpdate"]["maxSurge"] >= 1, workload.urn
