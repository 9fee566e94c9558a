"""Pods reach AWS through endpoints in the VPC, or through NAT where there is one."""

from workloads.destinations import aws_apis, kubernetes_api
from workloads.network_policies import Addresses

INTRA = ("10.0.8.0/24", "10.0.9.0/24")


def test_without_nat_aws_answers_inside_the_vpc_only() -> None:
    peers = aws_apis(nat="none", vpc_cidr="10.0.0.0/16", intra_subnet_cidrs=INTRA)
    assert peers == (Addresses("10.0.8.0/24"), Addresses("10.0.9.0/24"))


def test_with_nat_the_internet_is_open_but_not_the_vpc() -> None:
    public = aws_apis(nat="single", vpc_cidr="10.0.0.0/16", intra_subnet_cidrs=INTRA)[-1]
    assert isinstance(public, Addresses)
    assert public.cidr == "0.0.0.0/0"
    assert {"10.0.0.0/16", "169.254.0.0/16"} <= set(public.excluded)


def test_the_kubernetes_api_is_its_service_and_the_control_planes_interfaces() -> None:
    flow = kubernetes_api(INTRA)
    cidrs = [peer.cidr for peer in flow.peers if isinstance(peer, Addresses)]
    assert cidrs == ["10.100.0.1/32", "172.20.0.1/32", *INTRA]
    assert [port.number for port in flow.ports] == [443]
