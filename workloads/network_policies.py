"""Network rules as data, and the NetworkPolicy specs that they become.

Policies add up and only ever allow, so nothing but the default deny selects a pod with the quarantine label:
every other spec that is made here leaves such pods out, on both sides of a flow.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from pulumi_kubernetes.meta.v1 import LabelSelectorArgs, LabelSelectorRequirementArgs
from pulumi_kubernetes.networking.v1 import (
    IPBlockArgs,
    NetworkPolicyEgressRuleArgs,
    NetworkPolicyIngressRuleArgs,
    NetworkPolicyPeerArgs,
    NetworkPolicyPortArgs,
    NetworkPolicySpecArgs,
)

from workloads.labels import NAME, QUARANTINE

Protocol: TypeAlias = Literal["TCP", "UDP"]

# Link-local: the instance metadata service and the agents of the node live here (RFC 3927).
_LINK_LOCAL = "169.254.0.0/16"
# RFC 1918 and RFC 6598, which EKS also takes for pods.
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


@dataclass(frozen=True)
class Port:
    """A port of a flow. The VPC CNI wants the pod's own port, so a Service maps a port to the same number."""

    number: int
    protocol: Protocol = "TCP"


@dataclass(frozen=True)
class Pods:
    """The pods of an application.

    Attributes:
        name: value of the label app.kubernetes.io/name.
        namespace: where they run; None for the namespace of the policy.
        label: another label to select by, where an add-on does not carry the recommended one.
    """

    name: str
    namespace: str | None = None
    label: str = NAME


@dataclass(frozen=True)
class Addresses:
    """A CIDR range, less the ranges in `excluded`, which must lie within it."""

    cidr: str
    excluded: tuple[str, ...] = ()


Peer: TypeAlias = Pods | Addresses


@dataclass(frozen=True)
class Flow:
    """Traffic between the selected pods and any of the peers, on any of the ports."""

    peers: tuple[Peer, ...]
    ports: tuple[Port, ...]


# CoreDNS of EKS, for every pod of a namespace.
DNS = Flow((Pods("kube-dns", "kube-system", label="k8s-app"),), (Port(53, "UDP"), Port(53)))
# The agent on the pod's own node that hands out credentials (EKS User Guide, "EKS Pod Identity agent").
POD_IDENTITY_AGENT = Flow((Addresses("169.254.170.23/32"),), (Port(80),))
HTTPS = (Port(443),)


def public_internet(excluded: Iterable[str]) -> Addresses:
    """Return every address but private, link-local and the given ones."""
    return Addresses("0.0.0.0/0", tuple(dict.fromkeys((*excluded, *_PRIVATE, _LINK_LOCAL))))


def default_deny() -> NetworkPolicySpecArgs:
    """Return the spec that selects every pod, quarantined ones too, and allows nothing in or out."""
    return NetworkPolicySpecArgs(pod_selector=LabelSelectorArgs(), policy_types=["Ingress", "Egress"])


def allow(
    name: str | None = None, *, ingress: Sequence[Flow] = (), egress: Sequence[Flow] = ()
) -> NetworkPolicySpecArgs:
    """Return a spec that allows flows of an application's pods, unless they are in quarantine.

    Args:
        name: the application, by its label app.kubernetes.io/name; None for every pod of the namespace.
        ingress: who may call the pods.
        egress: where the pods may go.
    """
    directions = {"Ingress": ingress, "Egress": egress}
    return NetworkPolicySpecArgs(
        pod_selector=_selector({} if name is None else {NAME: name}),
        policy_types=[direction for direction, flows in directions.items() if flows],
        ingress=[NetworkPolicyIngressRuleArgs(from_=_peers(flow), ports=_ports(flow)) for flow in ingress]
        or None,
        egress=[NetworkPolicyEgressRuleArgs(to=_peers(flow), ports=_ports(flow)) for flow in egress] or None,
    )


def _selector(match_labels: dict[str, str]) -> LabelSelectorArgs:
    return LabelSelectorArgs(
        match_labels=match_labels or None,
        match_expressions=[LabelSelectorRequirementArgs(key=QUARANTINE, operator="DoesNotExist")],
    )


def _peers(flow: Flow) -> list[NetworkPolicyPeerArgs]:
    return [_peer(peer) for peer in flow.peers]


def _peer(peer: Peer) -> NetworkPolicyPeerArgs:
    if isinstance(peer, Addresses):
        return NetworkPolicyPeerArgs(
            ip_block=IPBlockArgs(cidr=peer.cidr, except_=list(peer.excluded) or None)
        )
    namespaces = None
    if peer.namespace is not None:
        namespaces = LabelSelectorArgs(match_labels={"kubernetes.io/metadata.name": peer.namespace})
    return NetworkPolicyPeerArgs(
        pod_selector=_selector({peer.label: peer.name}), namespace_selector=namespaces
    )


def _ports(flow: Flow) -> list[NetworkPolicyPortArgs]:
    return [NetworkPolicyPortArgs(port=port.number, protocol=port.protocol) for port in flow.ports]
