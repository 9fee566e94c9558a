"""Where the Kubernetes API and the AWS APIs answer, seen from a pod."""

from collections.abc import Sequence
from typing import Literal

from workloads.network_policies import HTTPS, Addresses, Flow, Peer, public_internet

# The Service "kubernetes.default" has the first address of the service range, which EKS takes from one of
# these two unless told otherwise. Policies of the VPC CNI see the packet before kube-proxy rewrites it.
# Source: EKS API reference, KubernetesNetworkConfigRequest.serviceIpv4Cidr.
_KUBERNETES_SERVICE = (Addresses("10.100.0.1/32"), Addresses("172.20.0.1/32"))


def control_plane(intra_subnet_cidrs: Sequence[str]) -> tuple[Peer, ...]:
    """Return the addresses of the control plane's network interfaces, which call webhooks.

    Args:
        intra_subnet_cidrs: the subnets that the cluster was given for its network interfaces.
    """
    return tuple(Addresses(cidr) for cidr in intra_subnet_cidrs)


def kubernetes_api(intra_subnet_cidrs: Sequence[str]) -> Flow:
    """Return the flow of a pod to the Kubernetes API, through its Service or straight to its addresses."""
    return Flow((*_KUBERNETES_SERVICE, *control_plane(intra_subnet_cidrs)), HTTPS)


def aws_apis(
    *, nat: Literal["single", "perZone", "none"], vpc_cidr: str, intra_subnet_cidrs: Sequence[str]
) -> tuple[Peer, ...]:
    """Return where AWS APIs answer: interface endpoints in the intra subnets, else public addresses by NAT.

    Args:
        nat: how the VPC reaches the internet; without NAT there are interface endpoints only.
        vpc_cidr: range of the VPC, which is never reached by way of the internet.
        intra_subnet_cidrs: the subnets of the interface endpoints.
    """
    endpoints: tuple[Peer, ...] = tuple(Addresses(cidr) for cidr in intra_subnet_cidrs)
    return endpoints if nat == "none" else (*endpoints, public_internet([vpc_cidr]))
