"""Computes who may talk to whom from NetworkPolicy objects alone, as the API reference defines it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any, TypeAlias

from tests.support.label_selector import selects

Policy: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """One end of a connection: a pod with its labels, or an address outside the cluster."""

    name: str
    address: str
    namespace: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def is_pod(self) -> bool:
        return bool(self.namespace)


def may_connect(
    policies: Iterable[Policy], source: Place, target: Place, port: int, protocol: str = "TCP"
) -> bool:
    """Whether policies let the source open a connection: its egress and the target's ingress both decide."""
    known = list(policies)
    return _allowed(known, "Egress", source, target, port, protocol) and _allowed(
        known, "Ingress", target, source, port, protocol
    )


def _allowed(
    policies: list[Policy], direction: str, subject: Place, peer: Place, port: int, protocol: str
) -> bool:
    if not subject.is_pod:
        return True
    isolating = [
        policy
        for policy in policies
        if policy["metadata"]["namespace"] == subject.namespace
        and direction in policy["spec"]["policyTypes"]
        and selects(policy["spec"]["podSelector"], subject.labels)
    ]
    if not isolating:
        return True
    ends = "to" if direction == "Egress" else "from"
    return any(
        _has_peer(rule.get(ends), peer, policy["metadata"]["namespace"])
        and _has_port(rule.get("ports"), port, protocol)
        for policy in isolating
        for rule in policy["spec"].get(direction.lower()) or []
    )


def _has_peer(peers: list[Mapping[str, Any]] | None, place: Place, namespace: str) -> bool:
    return not peers or any(_is_peer(peer, place, namespace) for peer in peers)


def _is_peer(peer: Mapping[str, Any], place: Place, namespace: str) -> bool:
    block = peer.get("ipBlock")
    if block is not None:
        address = ip_address(place.address)
        return address in ip_network(block["cidr"]) and not any(
            address in ip_network(excluded) for excluded in block.get("except", [])
        )
    if not place.is_pod:
        return False
    namespaces = peer.get("namespaceSelector")
    if namespaces is None:
        in_namespace = place.namespace == namespace
    else:
        in_namespace = selects(namespaces, {"kubernetes.io/metadata.name": place.namespace})
    return in_namespace and selects(peer.get("podSelector", {}), place.labels)


def _has_port(ports: list[Mapping[str, Any]] | None, port: int, protocol: str) -> bool:
    return not ports or any(
        entry.get("protocol", "TCP") == protocol
        and entry.get("port", port) <= port <= entry.get("endPort", entry.get("port", port))
        for entry in ports
    )
