"""Reads a VPC from the resources of a preview's applied pass.

What the simulation does not know is refused: a rule that it overlooked would make every test on it worthless.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any, Literal

from preview.model import Resource
from tests.support.packets.elements import (
    ClusterEndpoint,
    Direction,
    Element,
    GatewayEndpoint,
    GatewayTable,
    GroupRule,
    InterfaceEndpoint,
    InternetGateway,
    NaclAssociation,
    NaclRule,
    NatGateway,
    Peering,
    Protocol,
    Route,
    TableAssociation,
    TransitAttachment,
)
from tests.support.packets.network import Network, Subnet
from tests.support.packets.ports import ALL, Ports, icmp, ports

# Amazon's addresses are not known offline: those of S3 are taken from a range for documentation (RFC 5737).
S3_ADDRESSES = IPv4Network("198.51.100.0/24")

_ANYWHERE = IPv4Network("0.0.0.0/0")
# IANA's numbers, as the EC2 API writes protocols of network ACLs.
_PROTOCOLS: Mapping[str, Protocol | Literal["all", "icmp"]] = {
    "-1": "all",
    "all": "all",
    "6": "tcp",
    "tcp": "tcp",
    "17": "udp",
    "udp": "udp",
    "1": "icmp",
    "icmp": "icmp",
}
# In the same namespaces, and without a say in where packets go.
_WITHOUT_A_SAY = {
    "aws:ec2/eip:Eip",
    "aws:ec2/flowLog:FlowLog",
    "aws:ec2/launchTemplate:LaunchTemplate",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    "aws:ec2/networkAcl:NetworkAcl",
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl",
    "aws:ec2/routeTable:RouteTable",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/vpc:Vpc",
}
_NAMESPACES = ("aws:ec2/", "aws:vpc/", "aws:ec2transitgateway/")
# Rules and routes that stand inside their group, list or table.
_INLINE = ("ingress", "egress", "routes", "subnetIds")


def of_type(resources: Iterable[Resource], token: str) -> list[Resource]:
    """Give the resources of a type; none is fine."""
    return [resource for resource in resources if resource.type == token]


def default_acl_rules(nacl: str) -> list[NaclRule]:
    """Give the rules that AWS's default network ACL has before anybody empties it."""
    return [
        NaclRule("NACL rule default-in", nacl, "ingress", 100, True, "all", _ANYWHERE, ALL),
        NaclRule("NACL rule default-out", nacl, "egress", 100, True, "all", _ANYWHERE, ALL),
    ]


def read_network(resources: Iterable[Resource]) -> Network:
    """Read the VPC.

    Args:
        resources: the resources of an applied pass; one VPC among them.

    Raises:
        ValueError: something takes part in where packets go that the simulation does not know.
    """
    known = list(resources)
    (vpc,) = of_type(known, "aws:ec2/vpc:Vpc")
    subnets = {subnet.id: _subnet(subnet) for subnet in of_type(known, "aws:ec2/subnet:Subnet")}
    resolver = vpc.inputs.get("enableDnsSupport", True)
    # Private names need both. Source: VPC user guide, "DNS attributes for your VPC"; EKS user guide, "Amazon
    # EKS networking requirements for VPC and subnets".
    names = resolver and vpc.inputs.get("enableDnsHostnames", False)
    elements = [
        _named(element, names=names) for resource in known if (element := _element(resource)) is not None
    ]
    if not of_type(known, "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"):
        elements += default_acl_rules(vpc.outputs["defaultNetworkAclId"])
    endpoints = [element for element in elements if isinstance(element, GatewayEndpoint)]
    return Network(
        cidr=IPv4Network(vpc.inputs["cidrBlock"]),
        resolver=resolver,
        subnets=subnets,
        default_nacl=vpc.outputs["defaultNetworkAclId"],
        main_table=vpc.outputs["mainRouteTableId"],
        prefix_lists={endpoint.prefix_list: (S3_ADDRESSES,) for endpoint in endpoints},
        elements=tuple(elements),
    )


def _subnet(resource: Resource) -> Subnet:
    inputs = resource.inputs
    return Subnet(
        resource.id,
        resource.name,
        IPv4Network(inputs["cidrBlock"]),
        inputs.get("tags") or {},
        inputs["availabilityZone"],
    )


def _named(element: Element, *, names: bool) -> Element:
    """Take the private name from what has one, in a VPC that has no private names."""
    if isinstance(element, InterfaceEndpoint | ClusterEndpoint):
        return replace(element, resolves=element.resolves and names)
    return element


def _element(resource: Resource) -> Element | None:
    read = _READERS.get(resource.type)
    if read is not None:
        return read(resource)
    if resource.type in _WITHOUT_A_SAY:
        _refuse(resource, *_INLINE)
    elif resource.type.startswith(_NAMESPACES):
        raise ValueError(f"the packet simulation does not know {resource.type} ({resource.name})")
    return None


def _refuse(resource: Resource, *keys: str) -> None:
    for key in keys:
        if resource.inputs.get(key):
            raise ValueError(
                f"the packet simulation does not know {key} of {resource.type} ({resource.name})"
            )


def _ingress_rule(resource: Resource) -> GroupRule:
    return _group_rule(resource, "ingress")


def _egress_rule(resource: Resource) -> GroupRule:
    return _group_rule(resource, "egress")


def _group_rule(resource: Resource, direction: Direction) -> GroupRule:
    inputs = resource.inputs
    _refuse(resource, "cidrIpv6")
    protocol = _PROTOCOLS[inputs["ipProtocol"]]
    if protocol == "icmp":
        raise ValueError(f"the packet simulation does not know ICMP of security groups ({resource.name})")
    cidr = inputs.get("cidrIpv4")
    return GroupRule(
        f"group rule {resource.name}",
        inputs["securityGroupId"],
        direction,
        protocol,
        ALL if protocol == "all" else ports(inputs["fromPort"], inputs["toPort"]),
        peer_group=inputs.get("referencedSecurityGroupId"),
        cidr=IPv4Network(cidr) if cidr else None,
        prefix_list=inputs.get("prefixListId"),
    )


def _nacl_rule(resource: Resource) -> NaclRule:
    inputs = resource.inputs
    _refuse(resource, "ipv6CidrBlock")
    protocol = _PROTOCOLS[inputs["protocol"]]
    return NaclRule(
        f"NACL rule {resource.name}",
        inputs["networkAclId"],
        "egress" if inputs.get("egress") else "ingress",
        inputs["ruleNumber"],
        inputs["ruleAction"] == "allow",
        protocol,
        IPv4Network(inputs["cidrBlock"]),
        _passing(inputs, protocol),
    )


def _passing(inputs: Mapping[str, Any], protocol: str) -> Ports:
    if protocol == "icmp":
        return icmp(inputs["icmpType"], inputs["icmpCode"])
    return ALL if protocol == "all" else ports(inputs["fromPort"], inputs["toPort"])


def _route(resource: Resource) -> Route:
    inputs = resource.inputs
    targets = ("gatewayId", "natGatewayId", "transitGatewayId", "vpcPeeringConnectionId")
    (target,) = (inputs[key] for key in targets if inputs.get(key))
    return Route(
        f"route {resource.name}", inputs["routeTableId"], IPv4Network(inputs["destinationCidrBlock"]), target
    )


def _endpoint(resource: Resource) -> Element:
    inputs = resource.inputs
    # com.amazonaws.REGION.ecr.api; China puts cn. before it.
    service = inputs["serviceName"].partition("amazonaws.")[2].partition(".")[2]
    if inputs.get("vpcEndpointType", "Gateway") == "Gateway":
        return GatewayEndpoint(
            f"endpoint {service}", resource.outputs["prefixListId"], tuple(inputs["routeTableIds"])
        )
    return InterfaceEndpoint(
        f"endpoint {service}",
        tuple(inputs["subnetIds"]),
        frozenset(inputs["securityGroupIds"]),
        bool(inputs.get("privateDnsEnabled")),
    )


def _nacl_association(resource: Resource) -> NaclAssociation:
    inputs = resource.inputs
    return NaclAssociation(f"NACL association {resource.name}", inputs["networkAclId"], inputs["subnetId"])


def _table_association(resource: Resource) -> TableAssociation:
    inputs = resource.inputs
    return TableAssociation(f"table association {resource.name}", inputs["routeTableId"], inputs["subnetId"])


def _internet_gateway(resource: Resource) -> InternetGateway:
    return InternetGateway(f"internet gateway {resource.name}", resource.id)


def _nat_gateway(resource: Resource) -> NatGateway:
    inputs = resource.inputs
    return NatGateway(
        f"NAT gateway {resource.name}", resource.id, inputs["subnetId"], bool(inputs.get("allocationId"))
    )


def _attachment(resource: Resource) -> TransitAttachment:
    inputs = resource.inputs
    defaults = ("transitGatewayDefaultRouteTableAssociation", "transitGatewayDefaultRouteTablePropagation")
    return TransitAttachment(
        f"attachment {resource.name}",
        inputs["transitGatewayId"],
        resource.id,
        tuple(inputs["subnetIds"]),
        by_default=all(inputs.get(key) is not False for key in defaults),
    )


def _gateway_association(resource: Resource) -> GatewayTable:
    attachment = resource.inputs["transitGatewayAttachmentId"]
    return GatewayTable(f"association {resource.name}", attachment, "association")


def _gateway_propagation(resource: Resource) -> GatewayTable:
    attachment = resource.inputs["transitGatewayAttachmentId"]
    return GatewayTable(f"propagation {resource.name}", attachment, "propagation")


def _peering(resource: Resource) -> Peering:
    return Peering(f"peering {resource.name}", resource.id)


def _cluster(resource: Resource) -> ClusterEndpoint:
    config = resource.inputs["vpcConfig"]
    # EKS's defaults: public for everybody. Source: EKS API reference, VpcConfigRequest.
    public = config.get("publicAccessCidrs") or ["0.0.0.0/0"]
    return ClusterEndpoint(
        f"endpoint of {resource.name}",
        resolves=bool(config.get("endpointPrivateAccess")),
        public=tuple(map(IPv4Network, public)) if config.get("endpointPublicAccess", True) else (),
    )


_READERS: Mapping[str, Callable[[Resource], Element]] = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": _ingress_rule,
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": _egress_rule,
    "aws:ec2/networkAclRule:NetworkAclRule": _nacl_rule,
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": _nacl_association,
    "aws:ec2/routeTableAssociation:RouteTableAssociation": _table_association,
    "aws:ec2/route:Route": _route,
    "aws:ec2/internetGateway:InternetGateway": _internet_gateway,
    "aws:ec2/natGateway:NatGateway": _nat_gateway,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _endpoint,
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": _attachment,
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": _gateway_association,
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": _gateway_propagation,
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": _peering,
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": _peering,
    "aws:eks/cluster:Cluster": _cluster,
}
