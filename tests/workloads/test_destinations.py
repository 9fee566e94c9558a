"""Pods reach AWS through endpoints in the VPC alone, and by NAT only what has none."""

from dataclasses import replace

from workloads.destinations import AwsPaths, kubernetes_api
from workloads.network_policies import Addresses, Peer

INTRA = ("10.0.8.0/24", "10.0.9.0/24")
ENDPOINTS = (Addresses("10.0.8.0/24"), Addresses("10.0.9.0/24"))
S3 = Addresses("198.51.100.0/24")
PATHS = AwsPaths(
    endpoints=("sts", "secretsmanager", "monitoring", "eks_auth", "s3"),
    interface_cidrs=INTRA,
    s3_cidrs=[S3.cidr],
    nat=True,
    vpc_cidr="10.0.0.0/16",
)


def is_public(peer: Peer) -> bool:
    return isinstance(peer, Addresses) and peer.cidr == "0.0.0.0/0"


def test_an_api_with_an_endpoint_is_reached_there_alone_even_where_there_is_nat() -> None:
    assert PATHS.peers(["sts", "secretsmanager"]) == ENDPOINTS


def test_an_endpoint_is_found_by_the_prefix_of_the_actions() -> None:
    assert PATHS.peers(["cloudwatch"]) == PATHS.peers(["eks-auth"]) == ENDPOINTS


def test_s3_behind_its_gateway_is_its_own_addresses_alone() -> None:
    assert PATHS.peers(["s3"]) == (S3,)


def test_an_api_without_endpoint_opens_public_addresses_but_not_the_vpc() -> None:
    *endpoints, public = PATHS.peers(["sts", "sqs"])
    assert tuple(endpoints) == ENDPOINTS
    assert is_public(public)
    assert isinstance(public, Addresses)
    assert {"10.0.0.0/16", "169.254.0.0/16"} <= set(public.excluded)
    assert [is_public(peer) for peer in replace(PATHS, endpoints=()).peers(["s3"])] == [True]


def test_without_nat_nothing_is_open_but_endpoints() -> None:
    closed = replace(PATHS, nat=False)
    assert closed.peers(["sts", "s3", "sqs"]) == (*ENDPOINTS, S3)
    assert closed.peers(["sqs"]) == ()


def test_what_has_no_endpoint_is_told() -> None:
    assert PATHS.without_endpoint(["sts", "sqs", "s3", "kms"]) == ("sqs", "kms")


def test_the_kubernetes_api_is_its_service_and_the_control_planes_interfaces() -> None:
    flow = kubernetes_api(INTRA)
    cidrs = [peer.cidr for peer in flow.peers if isinstance(peer, Addresses)]
    assert cidrs == ["10.100.0.1/32", "172.20.0.1/32", *INTRA]
    assert [port.number for port in flow.ports] == [443]
