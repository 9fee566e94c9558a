"""The simulation reads the rules that a program declares, and refuses what it cannot follow."""

from dataclasses import replace
from typing import Any

import pytest

from preview.model import Resource
from tests.support.packets.elements import (
    ClusterEndpoint,
    GatewayEndpoint,
    GroupRule,
    InterfaceEndpoint,
    NaclRule,
    NatGateway,
    TransitAttachment,
)
from tests.support.packets.filtering import TOO_LARGE
from tests.support.packets.ports import ALL, ports
from tests.support.packets.reading import read_network


def resource(token: str, inputs: dict[str, Any], outputs: dict[str, Any] | None = None) -> Resource:
    return Resource(
        urn=f"urn:{token}",
        type=token,
        name="example",
        custom=True,
        parent="",
        inputs=inputs,
        outputs=outputs or {},
        id="example-id",
    )


VPC = resource(
    "aws:ec2/vpc:Vpc",
    {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": True},
    {"defaultNetworkAclId": "acl-default", "mainRouteTableId": "rtb-main"},
)
EMPTIED = resource("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", {"defaultNetworkAclId": "acl-default"})
CLUSTER = "aws:eks/cluster:Cluster"
ATTACHMENT = "aws:ec2transitgateway/vpcAttachment:VpcAttachment"
PRIVATE_API: dict[str, Any] = {"vpcConfig": {"endpointPrivateAccess": True}}
GROUP_RULE: dict[str, Any] = {
    "securityGroupId": "sg-1",
    "ipProtocol": "tcp",
    "fromPort": 5000,
    "toPort": 5001,
    "cidrIpv4": "10.0.0.0/24",
}
NACL_RULE: dict[str, Any] = {
    "networkAclId": "acl-1",
    "ruleNumber": 100,
    "ruleAction": "allow",
    "protocol": "17",
    "cidrBlock": "10.0.0.0/24",
    "fromPort": 53,
    "toPort": 53,
}


def only_element(token: str, inputs: dict[str, Any], outputs: dict[str, Any] | None = None) -> Any:
    (element,) = read_network([VPC, EMPTIED, resource(token, inputs, outputs)]).elements
    return element


def test_rules_of_groups_keep_direction_peer_and_ports() -> None:
    rule = only_element("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", GROUP_RULE)
    assert isinstance(rule, GroupRule)
    assert (rule.direction, str(rule.cidr), rule.protocol) == ("egress", "10.0.0.0/24", "tcp")
    assert rule.ports == ports(5000, 5001)
    of_all = GROUP_RULE | {"ipProtocol": "-1", "fromPort": None, "toPort": None}
    assert only_element("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", of_all).ports == ALL


def test_protocols_of_network_acls_are_numbers() -> None:
    rule = only_element("aws:ec2/networkAclRule:NetworkAclRule", NACL_RULE)
    assert isinstance(rule, NaclRule)
    assert (rule.direction, rule.protocol, rule.ports) == ("ingress", "udp", ports(53))
    assert only_element("aws:ec2/networkAclRule:NetworkAclRule", NACL_RULE | {"egress": True}).direction == (
        "egress"
    )


def test_messages_of_icmp_are_read_by_type_and_code() -> None:
    message = NACL_RULE | {"protocol": "icmp", "fromPort": None, "toPort": None, "icmpType": 3, "icmpCode": 4}
    rule = only_element("aws:ec2/networkAclRule:NetworkAclRule", message)
    assert (rule.protocol, rule.ports) == ("icmp", TOO_LARGE)


def test_the_default_network_acl_lets_everything_through_until_it_is_emptied() -> None:
    assert [rule.allows for rule in read_network([VPC]).elements if isinstance(rule, NaclRule)] == [
        True,
        True,
    ]
    assert read_network([VPC, EMPTIED]).elements == ()


def test_a_nat_gateway_is_public_by_its_address() -> None:
    nat = "aws:ec2/natGateway:NatGateway"
    public, private = (only_element(nat, {"subnetId": "s", **more}) for more in ({"allocationId": "e"}, {}))
    assert isinstance(public, NatGateway)
    assert (public.public, private.public) == (True, False)


@pytest.mark.parametrize("prefix", ["com.amazonaws.eu-central-1", "cn.com.amazonaws.cn-north-1"])
def test_endpoints_are_named_by_their_service(prefix: str) -> None:
    endpoint = "aws:ec2/vpcEndpoint:VpcEndpoint"
    interface = only_element(
        endpoint,
        {
            "serviceName": f"{prefix}.ecr.api",
            "vpcEndpointType": "Interface",
            "privateDnsEnabled": True,
            "subnetIds": ["subnet-1"],
            "securityGroupIds": ["sg-1"],
        },
    )
    assert isinstance(interface, InterfaceEndpoint)
    assert (interface.name, interface.resolves) == ("endpoint ecr.api", True)
    gateway = only_element(
        endpoint, {"serviceName": f"{prefix}.s3", "routeTableIds": ["rtb-1"]}, {"prefixListId": "pl-1"}
    )
    assert isinstance(gateway, GatewayEndpoint)
    assert (gateway.name, gateway.tables) == ("endpoint s3", ("rtb-1",))


@pytest.mark.parametrize("off", ["enableDnsHostnames", "enableDnsSupport"])
def test_a_vpc_without_private_names_leads_nobody_to_endpoints_or_the_api(off: str) -> None:
    vpc = replace(VPC, inputs=VPC.inputs | {off: False})
    endpoint = {
        "serviceName": "com.amazonaws.eu-central-1.sts",
        "vpcEndpointType": "Interface",
        "privateDnsEnabled": True,
        "subnetIds": ["subnet-1"],
        "securityGroupIds": ["sg-1"],
    }
    resources = [
        EMPTIED,
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", endpoint),
        resource(CLUSTER, PRIVATE_API),
    ]
    resolving = [getattr(each, "resolves", None) for each in read_network([VPC, *resources]).elements]
    assert resolving == [True, True]
    assert [getattr(each, "resolves", None) for each in read_network([vpc, *resources]).elements] == [
        False
    ] * 2


@pytest.mark.parametrize(
    ("config", "resolves", "public"),
    [
        ({}, False, ["0.0.0.0/0"]),
        ({"endpointPublicAccess": False, "endpointPrivateAccess": True}, True, []),
        (
            {
                "endpointPublicAccess": True,
                "endpointPrivateAccess": True,
                "publicAccessCidrs": ["198.18.0.0/24"],
            },
            True,
            ["198.18.0.0/24"],
        ),
    ],
    ids=["EKS's defaults", "private", "both"],
)
def test_the_endpoint_of_the_api_is_where_its_cluster_says(
    config: dict[str, Any], resolves: bool, public: list[str]
) -> None:
    endpoint = only_element(CLUSTER, {"vpcConfig": config})
    assert isinstance(endpoint, ClusterEndpoint)
    assert (endpoint.resolves, [str(cidr) for cidr in endpoint.public]) == (resolves, public)


def test_an_attachment_is_known_to_the_gateway_unless_the_program_does_that_itself() -> None:
    inputs = {"transitGatewayId": "tgw-1", "subnetIds": ["subnet-1"]}
    by_default = only_element(ATTACHMENT, inputs)
    assert isinstance(by_default, TransitAttachment)
    assert (by_default.id, by_default.by_default) == ("tgw-1", True)
    for key in ("Association", "Propagation"):
        assert not only_element(
            ATTACHMENT, inputs | {f"transitGatewayDefaultRouteTable{key}": False}
        ).by_default


@pytest.mark.parametrize(
    "target", ["gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId"]
)
def test_a_route_leads_to_whatever_it_names(target: str) -> None:
    inputs = {"routeTableId": "rtb-1", "destinationCidrBlock": "10.8.0.0/16", target: "target-1"}
    assert only_element("aws:ec2/route:Route", inputs).target == "target-1"


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        ("aws:ec2/securityGroupRule:SecurityGroupRule", {}),
        ("aws:ec2/vpnGateway:VpnGateway", {}),
        ("aws:ec2transitgateway/connect:Connect", {}),
        ("aws:ec2/securityGroup:SecurityGroup", {"ingress": [{"fromPort": 22}]}),
        ("aws:ec2/networkAcl:NetworkAcl", {"egress": [{"ruleNo": 1}]}),
        ("aws:ec2/networkAcl:NetworkAcl", {"subnetIds": ["subnet-1"]}),
        ("aws:ec2/routeTable:RouteTable", {"routes": [{"cidrBlock": "0.0.0.0/0"}]}),
        ("aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", {"ingress": [{"ruleNo": 1}]}),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", GROUP_RULE | {"cidrIpv6": "::/0"}),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", GROUP_RULE | {"ipProtocol": "icmp"}),
        ("aws:ec2/networkAclRule:NetworkAclRule", NACL_RULE | {"ipv6CidrBlock": "::/0"}),
    ],
)
def test_what_the_simulation_cannot_follow_is_refused(token: str, inputs: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="does not know"):
        read_network([VPC, EMPTIED, resource(token, inputs)])
