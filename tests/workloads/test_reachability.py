"""The matrix of who may talk to whom, computed from the policies of both stacks, is the declared one."""

from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest

from preview.model import Result
from tests.support.reachability import Place, may_connect
from workloads.labels import NAME, QUARANTINE

PUBLIC, INTRA = "public", "intra"
PORTS = (53, 80, 443, 2801, 5000, 8080, 10250)


@dataclass(frozen=True)
class Landscape:
    """A stack's policies, and every place that could take part in a connection."""

    policies: list[dict[str, Any]]
    places: dict[str, Place]

    def matrix(self) -> set[tuple[str, str, int]]:
        """Return source, target and TCP port of every connection that a pod may open or take."""
        return {
            (source.name, target.name, port)
            for source, target, port in product(self.places.values(), self.places.values(), PORTS)
            if source.name != target.name
            and (source.namespace in OURS or target.namespace in OURS)
            and may_connect(self.policies, source, target, port)
        }


OURS = ("microservices", "external-secrets", "falco")
PODS = {
    "appointment": "microservices",
    "patient": "microservices",
    "external-secrets": "external-secrets",
    "external-secrets-webhook": "external-secrets",
    "external-secrets-cert-controller": "external-secrets",
    "falco": "falco",
    "falcosidekick": "falco",
    "stranger": "default",
}


def subnet_address(result: Result, tier: str) -> str:
    """Return an address in the first subnet of a tier, which the resource's name tells."""
    cidr = min(
        resource.inputs["cidrBlock"]
        for resource in result.applied.resources.values()
        if resource.type == "aws:ec2/subnet:Subnet" and tier in resource.name
    )
    return str(cidr).rsplit(".", 1)[0] + ".9"


@pytest.fixture
def landscape(either_stack: Result) -> Landscape:
    policies = [
        resource.inputs
        for resource in either_stack.applied.resources.values()
        if resource.type == "kubernetes:networking.k8s.io/v1:NetworkPolicy"
    ]
    places = [
        *(Place(name, "10.99.0.7", namespace, {NAME: name}) for name, namespace in PODS.items()),
        Place("dns", "10.99.0.8", "kube-system", {"k8s-app": "kube-dns"}),
        Place("load-balancer", subnet_address(either_stack, PUBLIC)),
        Place("control-plane", subnet_address(either_stack, INTRA)),
        Place("kubernetes-service", "172.20.0.1"),
        Place("pod-identity-agent", "169.254.170.23"),
        Place("instance-metadata", "169.254.169.254"),
        Place("internet", "203.0.113.9"),
    ]
    return Landscape(policies, {place.name: place for place in places})


def test_the_matrix_is_what_is_declared(landscape: Landscape) -> None:
    operator = ("external-secrets", "external-secrets-webhook", "external-secrets-cert-controller")
    api = {(name, target, 443) for name in operator for target in ("control-plane", "kubernetes-service")}
    aws = {
        (name, *target)
        for name in ("external-secrets", "falcosidekick")
        for target in (("internet", 443), ("control-plane", 443), ("pod-identity-agent", 80))
    }
    dns = {(name, "dns", 53) for name, namespace in PODS.items() if namespace in OURS}
    assert landscape.matrix() == api | aws | dns | {
        ("load-balancer", "appointment", 5000),
        ("appointment", "patient", 5000),
        ("control-plane", "external-secrets-webhook", 10250),
        ("falco", "falcosidekick", 2801),
    }


def test_dns_is_asked_over_udp_too(landscape: Landscape) -> None:
    places = landscape.places
    assert may_connect(landscape.policies, places["patient"], places["dns"], 53, "UDP")
    assert not may_connect(landscape.policies, places["patient"], places["internet"], 53, "UDP")


@pytest.mark.parametrize("name", [name for name, namespace in PODS.items() if namespace in OURS])
def test_a_pod_in_quarantine_talks_to_nobody_and_nobody_to_it(landscape: Landscape, name: str) -> None:
    pod = landscape.places[name]
    cut_off = Place(name, pod.address, pod.namespace, {**pod.labels, QUARANTINE: "incident-7"})
    matrix = Landscape(landscape.policies, {**landscape.places, name: cut_off}).matrix()
    assert not [connection for connection in matrix if name in connection[:2]]
