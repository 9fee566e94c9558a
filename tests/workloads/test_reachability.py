"""The matrix of who may talk to whom, computed from the policies of both stacks, is the declared one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network
from itertools import product
from typing import Any

import pytest

from preview.model import Result
from tests.support.reachability import Place, may_connect
from tests.support.stack_settings import stack_settings
from workloads.catalogue import find_specs
from workloads.labels import NAME, QUARANTINE
from workloads.service_spec import Egress
from workloads.spec_types import PRIVATE_SUBNETS

PUBLIC, INTRA = "public", "intra"
SPECS = find_specs()
DECLARED = {place.port for spec in SPECS for place in spec.egress if place.protocol == "TCP"}
PORTS = sorted({53, 80, 443, 2801, 8080, 10250, *(spec.port for spec in SPECS), *DECLARED})


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


OURS = ("microservices", "external-secrets", "falco", "logging")
PODS = {
    **{spec.name: "microservices" for spec in SPECS},
    "external-secrets": "external-secrets",
    "external-secrets-webhook": "external-secrets",
    "external-secrets-cert-controller": "external-secrets",
    "falco": "falco",
    "falcosidekick": "falco",
    "fluent-bit": "logging",
    "stranger": "default",
}


INTERNET = "192.0.2.9"
# Of the range that the simulated AWS gives as that of S3.
S3 = "198.51.100.9"


def subnet_address(result: Result, tier: str) -> str:
    """Return an address in the first subnet of a tier, which the resource's name tells."""
    cidr = min(
        resource.inputs["cidrBlock"]
        for resource in result.applied.resources.values()
        if resource.type == "aws:ec2/subnet:Subnet" and tier in resource.name
    )
    return str(cidr).rsplit(".", 1)[0] + ".9"


def ranges(result: Result, declared: Egress) -> list[str]:
    """Return the ranges of a place that a service declares, with the subnets of the stack."""
    if declared.cidr != PRIVATE_SUBNETS:
        return [declared.cidr]
    return [
        resource.inputs["cidrBlock"]
        for resource in result.applied.resources.values()
        if resource.type == "aws:ec2/subnet:Subnet" and "private" in resource.name
    ]


def first_address(cidr: str) -> str:
    """Return an address that is in a range and, if it can be, not in the ranges that are left out of it."""
    return str(next(iter(IPv4Network(cidr))))


def is_within(address: str, declared: Egress, result: Result) -> bool:
    found = IPv4Address(address)
    return any(found in IPv4Network(cidr) for cidr in ranges(result, declared)) and not any(
        found in IPv4Network(each) for each in declared.excluded
    )


def is_global(address: str) -> bool:
    """Tell an address of the internet, of which some here are of ranges for documentation."""
    private = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16")
    return not any(IPv4Address(address) in IPv4Network(each) for each in private)


def aws_targets(stack: str, apis: Collection[str], places: Iterable[Place]) -> set[tuple[str, int]]:
    """Return where some APIs answer in a stack, by its settings and in words of this test."""
    if not apis:
        return set()
    network = stack_settings(stack)[0].network
    inside = {"cloudwatch": "monitoring"}
    interfaces = {api for api in apis if inside.get(api, api) in network.endpoints.interfaces}
    gateway = {"s3"} & set(apis) if network.endpoints.s3 else set[str]()
    public = set(apis) - interfaces - gateway
    assert not public or network.nat != "none"
    outside = {place.name for place in places if not place.is_pod and is_global(place.address)}
    return {
        *({("control-plane", 443)} if interfaces else ()),
        *({("S3", 443)} if gateway else ()),
        *({(name, 443) for name in outside} if public else ()),
        ("pod-identity-agent", 80),
    }


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
        Place("internet", INTERNET),
        Place("S3", S3),
        *(
            Place(f"{spec.name} to {cidr}", first_address(cidr))
            for spec in SPECS
            for place in spec.egress
            for cidr in ranges(either_stack, place)
        ),
    ]
    return Landscape(policies, {place.name: place for place in places})


def test_the_matrix_is_what_is_declared(landscape: Landscape, either_stack: Result) -> None:
    operator = ("external-secrets", "external-secrets-webhook", "external-secrets-cert-controller")
    api = {(name, target, 443) for name in operator for target in ("control-plane", "kubernetes-service")}
    called = {
        "external-secrets": ["sts", "secretsmanager"],
        "falcosidekick": ["logs"],
        "fluent-bit": ["logs"],
        **{spec.name: spec.apis for spec in SPECS},
    }
    aws = {
        (name, *target)
        for name, apis in called.items()
        for target in aws_targets(either_stack.stack, apis, landscape.places.values())
    }
    outside = {
        (spec.name, name, declared.port)
        for spec in SPECS
        for declared in spec.egress
        for name, place in landscape.places.items()
        if declared.protocol == "TCP" and is_within(place.address, declared, either_stack)
    }
    dns = {(name, "dns", 53) for name, namespace in PODS.items() if namespace in OURS}
    services = {(caller, spec.name, spec.port) for spec in SPECS for caller in spec.callers}
    exposed = {("load-balancer", spec.name, spec.port) for spec in SPECS if spec.exposed}
    assert landscape.matrix() == api | aws | dns | outside | services | exposed | {
        ("control-plane", "external-secrets-webhook", 10250),
        ("falco", "falcosidekick", 2801),
    }


@pytest.mark.parametrize("name", [name for name, namespace in PODS.items() if namespace in OURS])
def test_dns_is_asked_over_udp_too(landscape: Landscape, name: str) -> None:
    places = landscape.places
    assert may_connect(landscape.policies, places[name], places["dns"], 53, "UDP")
    assert not may_connect(landscape.policies, places[name], places["internet"], 53, "UDP")


@pytest.mark.parametrize("name", [name for name, namespace in PODS.items() if namespace in OURS])
def test_a_pod_in_quarantine_talks_to_nobody_and_nobody_to_it(landscape: Landscape, name: str) -> None:
    pod = landscape.places[name]
    cut_off = Place(name, pod.address, pod.namespace, {**pod.labels, QUARANTINE: "incident-7"})
    matrix = Landscape(landscape.policies, {**landscape.places, name: cut_off}).matrix()
    assert not [connection for connection in matrix if name in connection[:2]]
