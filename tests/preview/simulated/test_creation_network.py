"""What EC2 refuses in a network, each beside a neighbour that it takes."""

from typing import Any

import pytest

from preview.simulated.aws.creation_network import (
    ATTACHMENT,
    ENDPOINT,
    INTERNET_GATEWAY,
    NAT_GATEWAY,
    SUBNET,
    VPC,
)
from tests.support.simulated_account import SimulatedAccount

SECONDARY = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
SERVICE = "com.amazonaws.eu-central-1.ecr.api"
DNS = {"enableDnsSupport": True, "enableDnsHostnames": True}


@pytest.fixture
def network(account: SimulatedAccount) -> SimulatedAccount:
    """A VPC with one subnet."""
    account.exists(VPC, "vpc-1", {"region": "eu-central-1"}, cidrBlock="10.0.0.0/16", **DNS)
    account.exists(
        SUBNET, "subnet-1", vpcId="vpc-1", cidrBlock="10.0.0.0/24", availabilityZone="eu-central-1a"
    )
    return account


def endpoint(**inputs: Any) -> dict[str, Any]:
    given = {"vpcId": "vpc-1", "serviceName": SERVICE, "vpcEndpointType": "Interface"}
    return {**given, "privateDnsEnabled": True, **inputs}


@pytest.mark.parametrize("cidr", ["10.0.0.0/15", "10.0.0.0/29"])
def test_a_vpc_has_16_to_28_bits_of_network(account: SimulatedAccount, cidr: str) -> None:
    assert f"InvalidVpc.Range: The CIDR '{cidr}' is invalid." in account.refusal_of_create(
        VPC, cidrBlock=cidr
    )


@pytest.mark.parametrize("cidr", ["10.0.0.0/16", "10.0.0.0/28"])
def test_a_vpc_of_an_allowed_size_is_created(account: SimulatedAccount, cidr: str) -> None:
    account.create(VPC, cidrBlock=cidr)


@pytest.mark.parametrize("cidr", ["10.1.0.0/24", "10.0.0.0/15", "192.168.0.0/24"])
def test_a_subnet_lies_in_its_vpc(network: SimulatedAccount, cidr: str) -> None:
    refusal = network.refusal_of_create(SUBNET, vpcId="vpc-1", cidrBlock=cidr)

    assert refusal.startswith(f"InvalidSubnet.Range: The CIDR '{cidr}' is invalid.")


def test_the_refusal_of_a_subnet_says_what_the_vpc_has(network: SimulatedAccount) -> None:
    refusal = network.refusal_of_create(SUBNET, vpcId="vpc-1", cidrBlock="10.1.0.0/24")

    assert "the VPC aws:ec2/vpc:Vpc vpc-1, vpc-1 has 10.0.0.0/16" in refusal


def test_a_subnet_may_lie_in_a_second_range_of_its_vpc(network: SimulatedAccount) -> None:
    network.exists(SECONDARY, "assoc-1", vpcId="vpc-1", cidrBlock="100.64.0.0/16")

    network.create(SUBNET, vpcId="vpc-1", cidrBlock="100.64.1.0/24")


def test_a_subnet_does_not_overlap_another(network: SimulatedAccount) -> None:
    refusal = network.refusal_of_create(SUBNET, vpcId="vpc-1", cidrBlock="10.0.0.128/25")

    assert "InvalidSubnet.Conflict: The CIDR '10.0.0.128/25' conflicts with another subnet" in refusal
    assert "subnet-1 has 10.0.0.0/24" in refusal


def test_a_subnet_may_stand_beside_another_and_in_another_vpc(network: SimulatedAccount) -> None:
    network.create(SUBNET, vpcId="vpc-1", cidrBlock="10.0.1.0/24")
    network.create(SUBNET, vpcId="vpc-2", cidrBlock="10.0.0.0/24")


def test_a_subnet_is_in_a_zone_of_its_region(network: SimulatedAccount) -> None:
    inputs = {"vpcId": "vpc-1", "cidrBlock": "10.0.1.0/24"}

    refusal = network.refusal_of_create(SUBNET, **inputs, availabilityZone="us-east-1a")

    assert "Value (us-east-1a) for parameter availabilityZone is invalid." in refusal
    network.create(SUBNET, **inputs, availabilityZone="eu-central-1b")


def test_what_is_not_known_of_a_subnet_is_not_judged(network: SimulatedAccount) -> None:
    network.create(SUBNET, vpcId="vpc-elsewhere", cidrBlock="10.99.0.0/24", availabilityZone="us-east-1a")
    network.exists(VPC, "vpc-ipam", ipv4IpamPoolId="ipam-pool-1")
    network.create(SUBNET, vpcId="vpc-ipam", cidrBlock="10.99.0.0/24")


@pytest.mark.parametrize("token", [INTERNET_GATEWAY, ATTACHMENT])
def test_a_vpc_has_one_internet_gateway(network: SimulatedAccount, token: str) -> None:
    network.create(token, vpcId="vpc-1")
    network.exists(token, "igw-1", vpcId="vpc-1")

    refusal = network.refusal_of_create(INTERNET_GATEWAY, vpcId="vpc-1")

    assert "Network vpc-1 already has an internet gateway attached" in refusal
    network.create(INTERNET_GATEWAY, vpcId="vpc-2")
    network.create(INTERNET_GATEWAY)


def test_a_nat_gateway_needs_an_internet_gateway(network: SimulatedAccount) -> None:
    refusal = network.refusal_of_create(NAT_GATEWAY, subnetId="subnet-1", allocationId="eipalloc-1")

    assert refusal.startswith("Gateway.NotAttached: Network vpc-1 has no Internet gateway attached")
    network.create(NAT_GATEWAY, subnetId="subnet-1", connectivityType="private")
    network.create(NAT_GATEWAY, subnetId="subnet-elsewhere", allocationId="eipalloc-1")
    network.exists(INTERNET_GATEWAY, "igw-1", vpcId="vpc-1")
    network.create(NAT_GATEWAY, subnetId="subnet-1", allocationId="eipalloc-1")


def test_an_address_is_for_one_nat_gateway(network: SimulatedAccount) -> None:
    network.exists(INTERNET_GATEWAY, "igw-1", vpcId="vpc-1")
    network.exists(NAT_GATEWAY, "nat-1", subnetId="subnet-1", allocationId="eipalloc-1")

    refusal = network.refusal_of_create(NAT_GATEWAY, subnetId="subnet-1", allocationId="eipalloc-1")

    assert "Resource.AlreadyAssociated: Elastic IP address [eipalloc-1] is already associated" in refusal
    network.create(NAT_GATEWAY, subnetId="subnet-1", allocationId="eipalloc-2")


@pytest.mark.parametrize("off", ["enableDnsSupport", "enableDnsHostnames"])
def test_private_dns_of_an_endpoint_needs_dns_of_the_vpc(account: SimulatedAccount, off: str) -> None:
    account.exists(VPC, "vpc-1", cidrBlock="10.0.0.0/16", **{**DNS, off: False})

    refusal = account.refusal_of_create(ENDPOINT, **endpoint())

    assert "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames" in refusal
    assert f"{off} of aws:ec2/vpc:Vpc vpc-1" in refusal
    account.create(ENDPOINT, **endpoint(privateDnsEnabled=False))


def test_dns_host_names_of_a_vpc_are_off_if_nothing_is_said(account: SimulatedAccount) -> None:
    account.exists(VPC, "vpc-1", cidrBlock="10.0.0.0/16")

    assert "enableDnsHostnames of" in account.refusal_of_create(ENDPOINT, **endpoint())


def test_a_name_of_a_service_is_answered_by_one_endpoint(network: SimulatedAccount) -> None:
    network.create(ENDPOINT, **endpoint())
    network.exists(ENDPOINT, "vpce-1", **endpoint())

    refusal = network.refusal_of_create(ENDPOINT, **endpoint())

    assert "conflicting DNS domain for api.ecr.eu-central-1.amazonaws.com in the VPC vpc-1" in refusal
    network.create(ENDPOINT, **endpoint(privateDnsEnabled=False))
    network.create(ENDPOINT, **endpoint(serviceName="com.amazonaws.eu-central-1.sts"))


def test_an_endpoint_has_one_subnet_a_zone(network: SimulatedAccount) -> None:
    for identifier, zone in (("subnet-2", "eu-central-1a"), ("subnet-3", "eu-central-1b")):
        network.exists(SUBNET, identifier, vpcId="vpc-1", availabilityZone=zone)

    refusal = network.refusal_of_create(ENDPOINT, **endpoint(subnetIds=["subnet-1", "subnet-2"]))

    assert refusal.startswith("DuplicateSubnetsInSameZone: ")
    network.create(ENDPOINT, **endpoint(subnetIds=["subnet-1", "subnet-3"]))


def test_a_route_table_leads_to_one_gateway_endpoint_of_a_service(network: SimulatedAccount) -> None:
    gateway = endpoint(vpcEndpointType="Gateway", privateDnsEnabled=False, routeTableIds=["rtb-1"])
    network.exists(ENDPOINT, "vpce-1", {"prefixListId": "pl-1"}, **gateway)

    refusal = network.refusal_of_create(ENDPOINT, **gateway)

    assert "route table rtb-1 already has a route with destination-prefix-list-id pl-1" in refusal
    network.create(ENDPOINT, **{**gateway, "routeTableIds": ["rtb-2"]})
