"""What EC2 refuses to create in a network: VPCs, subnets, gateways and endpoints."""

from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.rule_values import (
    Network,
    Rule,
    described,
    flag,
    network,
    refuse,
    text,
    texts_at,
    whole,
)
from preview.simulated.store import Store, Stored

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"
INTERNET_GATEWAY = "aws:ec2/internetGateway:InternetGateway"
ATTACHMENT = "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment"
NAT_GATEWAY = "aws:ec2/natGateway:NatGateway"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
_SECONDARY_CIDR = "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation"
# EC2 API Reference, CreateVpc and CreateSubnet: a netmask between /16 and /28.
_LARGEST, _SMALLEST = 16, 28


def _refuse_size(cidr: Network, what: str) -> None:
    if cidr.version == 4 and not _LARGEST <= cidr.prefixlen <= _SMALLEST:
        refuse(
            f"Invalid{what}.Range",
            f"The CIDR '{cidr}' is invalid.",
            f"the allowed size is from /{_SMALLEST} to /{_LARGEST}",
        )


def _vpc(inputs: Properties, store: Store) -> None:
    del store
    cidr = network(inputs.get("cidrBlock"))
    if cidr:
        _refuse_size(cidr, "Vpc")


def _subnet(inputs: Properties, store: Store) -> None:
    vpc = store.get(VPC, text(inputs, "vpcId"))
    zone, region = text(inputs, "availabilityZone"), text(whole(vpc), "region") if vpc else ""
    if region and zone and not zone.startswith(region):
        refuse(
            "InvalidParameterValue",
            f"Value ({zone}) for parameter availabilityZone is invalid.",
            f"the VPC {described(vpc)} is in {region}" if vpc else "",
        )
    cidr = network(inputs.get("cidrBlock"))
    if cidr:
        _refuse_size(cidr, "Subnet")
        if vpc:
            _refuse_outside(cidr, vpc, store)
    for other in store.of_type(SUBNET):
        if other.inputs.get("vpcId") == inputs.get("vpcId"):
            _refuse_overlap(inputs, other)


def _refuse_outside(cidr: Network, vpc: Stored, store: Store) -> None:
    given = [vpc.inputs.get("cidrBlock")]
    given += [
        association.inputs.get("cidrBlock")
        for association in store.of_type(_SECONDARY_CIDR)
        if association.inputs.get("vpcId") == vpc.id
    ]
    ranges = [found for found in map(network, given) if found]
    # Without a range of its own the VPC has one from an address manager, which is not simulated.
    if network(vpc.inputs.get("cidrBlock")) and not any(_within(cidr, outer) for outer in ranges):
        refuse(
            "InvalidSubnet.Range",
            f"The CIDR '{cidr}' is invalid.",
            f"the VPC {described(vpc)} has {', '.join(map(str, ranges))}",
        )


def _within(inner: Network, outer: Network) -> bool:
    return inner.version == outer.version and inner.subnet_of(outer)  # pyright: ignore[reportArgumentType] - the versions are equal


def _refuse_overlap(inputs: Properties, other: Stored) -> None:
    for key in ("cidrBlock", "ipv6CidrBlock"):
        new, old = network(inputs.get(key)), network(other.inputs.get(key))
        if new and old and new.overlaps(old):
            refuse(
                "InvalidSubnet.Conflict",
                f"The CIDR '{new}' conflicts with another subnet",
                f"{described(other)} has {old}",
            )


def gateways_of(vpc_id: str, store: Store) -> list[Stored]:
    """Return the internet gateways that are attached to a VPC, or the resources that attach them."""
    return [
        found for found in store.of_type(INTERNET_GATEWAY, ATTACHMENT) if found.inputs.get("vpcId") == vpc_id
    ]


def _internet_gateway(inputs: Properties, store: Store) -> None:
    vpc_id = text(inputs, "vpcId")
    attached = gateways_of(vpc_id, store) if vpc_id else []
    if attached:
        refuse(
            "InvalidParameterValue",
            f"Network {vpc_id} already has an internet gateway attached",
            f"by {described(attached[0])}",
        )


def vpc_of_nat(properties: Properties, store: Store) -> str:
    """Return the id of the VPC of a NAT gateway, "" where its subnet is not known."""
    subnet = store.get(SUBNET, text(properties, "subnetId"))
    return text(subnet.inputs, "vpcId") if subnet else text(properties, "vpcId")


def _nat_gateway(inputs: Properties, store: Store) -> None:
    if text(inputs, "connectivityType") == "private":
        return
    vpc = store.get(VPC, vpc_of_nat(inputs, store))
    if vpc and not gateways_of(vpc.id, store):
        # EC2 API Reference, NatGateway: failureCode and failureMessage.
        refuse(
            "Gateway.NotAttached",
            f"Network {vpc.id} has no Internet gateway attached",
            f"none exists for {described(vpc)}",
        )
    address = text(inputs, "allocationId")
    for other in store.of_type(NAT_GATEWAY):
        if address and other.inputs.get("allocationId") == address:
            refuse(
                "Resource.AlreadyAssociated",
                f"Elastic IP address [{address}] is already associated",
                f"with {described(other)}",
            )


def _endpoint(inputs: Properties, store: Store) -> None:
    if text(inputs, "vpcEndpointType") == "Gateway":
        _gateway_endpoint(inputs, store)
    if text(inputs, "vpcEndpointType") == "Interface":
        _refuse_shared_zone(inputs, store)
        if flag(inputs.get("privateDnsEnabled")):
            _private_dns(inputs, store)


def _private_dns(inputs: Properties, store: Store) -> None:
    vpc = store.get(VPC, text(inputs, "vpcId"))
    if vpc:
        settings = {"enableDnsSupport": True, "enableDnsHostnames": False} | vpc.inputs
        off = [key for key in ("enableDnsSupport", "enableDnsHostnames") if not flag(settings[key])]
        if off:
            refuse(
                "InvalidParameter",
                "Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes "
                f"set to true for {vpc.id}",
                f"{' and '.join(off)} of {described(vpc)} is not on",
            )
    for other in _endpoints_of_service(inputs, store):
        if flag(other.inputs.get("privateDnsEnabled")):
            refuse(
                "InvalidParameter",
                "private-dns-enabled cannot be set because there is already a conflicting DNS domain for "
                f"{_domain(text(inputs, 'serviceName'))} in the VPC {inputs.get('vpcId')}",
                f"of {described(other)}",
            )


def _gateway_endpoint(inputs: Properties, store: Store) -> None:
    tables = set(texts_at(inputs, "routeTableIds"))
    for other in _endpoints_of_service(inputs, store):
        for table in sorted(tables.intersection(texts_at(other.inputs, "routeTableIds"))):
            if text(other.inputs, "vpcEndpointType") == "Gateway":
                prefixes = whole(other).get("prefixListId")
                refuse(
                    "RouteAlreadyExists",
                    f"route table {table} already has a route with destination-prefix-list-id {prefixes}",
                    f"to {described(other)}",
                )


def _endpoints_of_service(inputs: Properties, store: Store) -> list[Stored]:
    return [
        other
        for other in store.of_type(ENDPOINT)
        if text(inputs, "serviceName")
        and all(other.inputs.get(key) == inputs.get(key) for key in ("vpcId", "serviceName"))
    ]


def _domain(service: str) -> str:
    """Return the name that an endpoint answers to: that of its service, read from behind."""
    parts = service.removeprefix("com.amazonaws.").split(".")
    return ".".join([*reversed(parts[1:]), parts[0], "amazonaws.com"]) if len(parts) > 1 else service


def _refuse_shared_zone(inputs: Properties, store: Store) -> None:
    zones: dict[str, str] = {}
    for identifier in texts_at(inputs, "subnetIds"):
        subnet = store.get(SUBNET, identifier)
        zone = text(subnet.inputs, "availabilityZone") if subnet else ""
        if subnet and zone and zones.setdefault(zone, identifier) != identifier:
            refuse(
                "DuplicateSubnetsInSameZone",
                f"Found another VPC endpoint subnet in the availability zone of {identifier}. VPC endpoint "
                "subnets should be in different availability zones supported by the VPC endpoint service.",
                f"{zones[zone]} is in {zone} as well",
            )


RULES: Mapping[str, Rule] = {
    VPC: _vpc,
    SUBNET: _subnet,
    INTERNET_GATEWAY: _internet_gateway,
    ATTACHMENT: _internet_gateway,
    NAT_GATEWAY: _nat_gateway,
    ENDPOINT: _endpoint,
}
