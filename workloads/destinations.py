"""Where the Kubernetes API and the AWS APIs answer, seen from a pod."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import pulumi
import pulumi_aws as aws

from infra.foundation import Foundation
from infra.network.endpoint_catalogue import service_name
from infra.settings import InfraSettings
from workloads.network_policies import HTTPS, Addresses, Flow, Peer, public_internet

# The Service "kubernetes.default" has the first address of the service range, which EKS takes from one of
# these two unless told otherwise. Policies of the VPC CNI see the packet before kube-proxy rewrites it.
# Source: EKS API reference, KubernetesNetworkConfigRequest.serviceIpv4Cidr.
_KUBERNETES_SERVICE = (Addresses("10.100.0.1/32"), Addresses("172.20.0.1/32"))

# The endpoint of an API whose actions have another prefix. Source: Service Authorization Reference.
_ENDPOINTS = {"cloudwatch": "monitoring", "ecr": "ecr_api", "eks-auth": "eks_auth"}


def control_plane(intra_subnet_cidrs: Sequence[str]) -> tuple[Peer, ...]:
    """Return the addresses of the control plane's network interfaces, which call webhooks.

    Args:
        intra_subnet_cidrs: the subnets that the cluster was given for its network interfaces.
    """
    return tuple(Addresses(cidr) for cidr in intra_subnet_cidrs)


def kubernetes_api(intra_subnet_cidrs: Sequence[str]) -> Flow:
    """Return the flow of a pod to the Kubernetes API, through its Service or straight to its addresses."""
    return Flow((*_KUBERNETES_SERVICE, *control_plane(intra_subnet_cidrs)), HTTPS)


@dataclass(frozen=True)
class AwsPaths:
    """How pods of a stack reach AWS APIs, and what other stacks have put into its private subnets.

    Attributes:
        endpoints: the APIs with an endpoint, as the catalogue of endpoints calls them.
        interface_cidrs: the subnets of interface endpoints.
        s3_cidrs: the addresses of S3, which its gateway endpoint leads to.
        nat: whether pods reach public addresses.
        vpc_cidr: range of the VPC, which is never reached by way of the internet.
        private_cidrs: its private subnets.
    """

    endpoints: Collection[str]
    interface_cidrs: Sequence[str]
    s3_cidrs: Sequence[str]
    nat: bool
    vpc_cidr: str
    private_cidrs: Sequence[str] = ()

    def without_endpoint(self, apis: Iterable[str]) -> tuple[str, ...]:
        """Name those of some APIs that answer at public addresses alone.

        Args:
            apis: by the prefix of their actions, such as s3.
        """
        return tuple(api for api in apis if _ENDPOINTS.get(api, api) not in self.endpoints)

    def peers(self, apis: Sequence[str]) -> tuple[Peer, ...]:
        """Return where some APIs answer: at their endpoint alone; without one, at public addresses by NAT.

        AWS publishes the addresses of its APIs, but by region and not by API, among those of its customers,
        and they change by the week; a NetworkPolicy knows no names. So an API without endpoint opens every
        public address. Source: VPC user guide, "AWS IP address ranges".

        Args:
            apis: by the prefix of their actions, such as s3.
        """
        public = self.without_endpoint(apis)
        inside = set(apis) - set(public)
        return (
            *(Addresses(cidr) for cidr in self.interface_cidrs if inside - {"s3"}),
            *(Addresses(cidr) for cidr in self.s3_cidrs if "s3" in inside),
            *([public_internet([self.vpc_cidr])] if public and self.nat else []),
        )


def declared_paths(settings: InfraSettings) -> AwsPaths:
    """Tell how pods of a stack reach AWS APIs, as far as settings say: without the addresses of endpoints."""
    network = settings.network
    return AwsPaths(
        endpoints=(*settings.interface_endpoints, *(["s3"] if network.endpoints.s3 else [])),
        interface_cidrs=(),
        s3_cidrs=(),
        nat=network.nat != "none",
        vpc_cidr=network.vpc_cidr,
    )


def aws_paths(foundation: Foundation, *, s3: bool = False) -> AwsPaths:
    """Tell how pods of a stack reach AWS APIs.

    Args:
        foundation: the AWS side.
        s3: whether somebody calls S3, whose addresses are then asked of AWS. They differ by region, and the
            list grows, rarely; policies have the new ones after the next update of the stack.
    """
    declared = declared_paths(foundation.settings)
    return replace(
        declared,
        interface_cidrs=foundation.intra_subnet_cidrs,
        private_cidrs=foundation.private_subnet_cidrs,
        s3_cidrs=_s3_cidrs(foundation) if s3 and "s3" in declared.endpoints else (),
    )


def _s3_cidrs(foundation: Foundation) -> Sequence[str]:
    place = foundation.place
    found = aws.ec2.get_prefix_list(
        name=service_name("s3", partition=place.partition, region=place.region),
        opts=pulumi.InvokeOptions(provider=foundation.aws_provider),
    )
    return tuple(sorted(found.cidr_blocks))
