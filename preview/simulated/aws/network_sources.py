"""Answers of the AWS data sources that look up EC2's networks and images; each finds what is asked for."""

from preview.model import Properties
from preview.simulated.aws.account import Account
from preview.simulated.made_up import TIMESTAMP, hexadecimal, number

_AMAZON_ACCOUNT = "137112412989"


def _seed(arguments: Properties, account: Account) -> str:
    return f"{account.region}{sorted(arguments.items(), key=lambda item: item[0])}"


def _arn(account: Account, service: str, resource: str) -> str:
    return f"arn:{account.partition}:{service}:{account.region}:{account.account}:{resource}"


def ami(arguments: Properties, account: Account) -> Properties:
    """Find an image; its name follows the first name filter."""
    identifier = f"ami-{hexadecimal(_seed(arguments, account), 17)}"
    owner = next(iter(arguments.get("owners") or []), "amazon")
    pattern = _filter(arguments, "name") or arguments.get("nameRegex") or "simulated-image"
    return {
        "id": identifier,
        "imageId": identifier,
        "arn": f"arn:{account.partition}:ec2:{account.region}::image/{identifier}",
        "name": pattern.replace("*", "simulated"),
        "ownerId": owner if owner.isdigit() else _AMAZON_ACCOUNT,
        "imageOwnerAlias": "amazon",
        "architecture": _filter(arguments, "architecture") or "x86_64",
        "rootDeviceName": "/dev/xvda",
        "rootDeviceType": "ebs",
        "virtualizationType": "hvm",
        "blockDeviceMappings": [],
        "creationDate": TIMESTAMP,
        "state": "available",
        "public": True,
        "tags": {},
    }


def ami_ids(arguments: Properties, account: Account) -> Properties:
    """Find one image."""
    return {"id": "images", "ids": [ami(arguments, account)["id"]], "owners": arguments.get("owners")}


def _filter(arguments: Properties, name: str) -> str:
    for entry in arguments.get("filters") or []:
        if entry.get("name") == name and entry.get("values"):
            return str(entry["values"][0])
    return ""


def vpc(arguments: Properties, account: Account) -> Properties:
    """Find a VPC."""
    identifier = arguments.get("id") or f"vpc-{hexadecimal(_seed(arguments, account), 17)}"
    return {
        "id": identifier,
        "arn": _arn(account, "ec2", f"vpc/{identifier}"),
        "cidrBlock": arguments.get("cidrBlock") or "172.31.0.0/16",
        "cidrBlockAssociations": [],
        "default": bool(arguments.get("default")),
        "dhcpOptionsId": f"dopt-{hexadecimal(identifier, 17)}",
        "enableDnsHostnames": True,
        "enableDnsSupport": True,
        "instanceTenancy": "default",
        "mainRouteTableId": f"rtb-{hexadecimal(identifier, 17)}",
        "ownerId": account.account,
        "state": "available",
        "tags": arguments.get("tags") or {},
    }


def vpcs(arguments: Properties, account: Account) -> Properties:
    """Find one VPC."""
    return {"id": account.region, "ids": [vpc(arguments, account)["id"]], "tags": arguments.get("tags") or {}}


def subnet(arguments: Properties, account: Account) -> Properties:
    """Find a subnet."""
    identifier = arguments.get("id") or f"subnet-{hexadecimal(_seed(arguments, account), 17)}"
    index = number(identifier, 3)
    return {
        "id": identifier,
        "arn": _arn(account, "ec2", f"subnet/{identifier}"),
        "vpcId": arguments.get("vpcId") or f"vpc-{hexadecimal(identifier, 17)}",
        "cidrBlock": arguments.get("cidrBlock") or f"172.31.{16 * index}.0/20",
        "availabilityZone": arguments.get("availabilityZone") or f"{account.region}{'abc'[index]}",
        "availabilityZoneId": f"{account.region}-az{index + 1}",
        "mapPublicIpOnLaunch": False,
        "ownerId": account.account,
        "state": "available",
        "tags": arguments.get("tags") or {},
    }


def subnets(arguments: Properties, account: Account) -> Properties:
    """Find three subnets."""
    seed = _seed(arguments, account)
    ids = [f"subnet-{hexadecimal(f'{seed}{index}', 17)}" for index in range(3)]
    return {"id": account.region, "ids": ids, "tags": arguments.get("tags") or {}}


def security_group(arguments: Properties, account: Account) -> Properties:
    """Find a security group."""
    identifier = arguments.get("id") or f"sg-{hexadecimal(_seed(arguments, account), 17)}"
    return {
        "id": identifier,
        "arn": _arn(account, "ec2", f"security-group/{identifier}"),
        "name": arguments.get("name") or "default",
        "description": "",
        "vpcId": arguments.get("vpcId") or f"vpc-{hexadecimal(identifier, 17)}",
        "tags": arguments.get("tags") or {},
    }


def security_groups(arguments: Properties, account: Account) -> Properties:
    """Find one security group."""
    found = security_group(arguments, account)
    return {
        "id": account.region,
        "ids": [found["id"]],
        "arns": [found["arn"]],
        "vpcIds": [found["vpcId"]],
        "tags": found["tags"],
    }


def route_table(arguments: Properties, account: Account) -> Properties:
    """Find a route table."""
    identifier = arguments.get("routeTableId") or f"rtb-{hexadecimal(_seed(arguments, account), 17)}"
    return {
        "id": identifier,
        "routeTableId": identifier,
        "arn": _arn(account, "ec2", f"route-table/{identifier}"),
        "vpcId": arguments.get("vpcId") or f"vpc-{hexadecimal(identifier, 17)}",
        "subnetId": arguments.get("subnetId") or "",
        "gatewayId": "",
        "associations": [],
        "routes": [],
        "ownerId": account.account,
        "tags": arguments.get("tags") or {},
    }


def route_tables(arguments: Properties, account: Account) -> Properties:
    """Find one route table."""
    found = route_table(arguments, account)
    return {"id": account.region, "ids": [found["id"]], "tags": found["tags"]}


def internet_gateway(arguments: Properties, account: Account) -> Properties:
    """Find an internet gateway."""
    identifier = arguments.get("internetGatewayId") or f"igw-{hexadecimal(_seed(arguments, account), 17)}"
    return {
        "id": identifier,
        "internetGatewayId": identifier,
        "arn": _arn(account, "ec2", f"internet-gateway/{identifier}"),
        "attachments": [],
        "ownerId": account.account,
        "tags": arguments.get("tags") or {},
    }


def prefix_list(arguments: Properties, account: Account) -> Properties:
    """Find a prefix list; its addresses are from a range reserved for documentation."""
    given = arguments.get("prefixListId") or arguments.get("id")
    identifier = given or f"pl-{hexadecimal(_seed(arguments, account), 17)}"
    name = (
        arguments.get("name")
        or _filter(arguments, "prefix-list-name")
        or f"com.amazonaws.{account.region}.s3"
    )
    return {
        "id": identifier,
        "prefixListId": identifier,
        "arn": f"arn:{account.partition}:ec2:{account.region}:aws:prefix-list/{identifier}",
        "name": name,
        "cidrBlocks": ["198.51.100.0/24"],
        "entries": [{"cidr": "198.51.100.0/24", "description": ""}],
        "addressFamily": "IPv4",
        "maxEntries": 1,
        "ownerId": "AWS",
        "version": 1,
        "tags": {},
    }


def ip_ranges(arguments: Properties, account: Account) -> Properties:
    """Return AWS's published addresses; they are from ranges reserved for documentation."""
    return {
        "id": "1767225600",
        "cidrBlocks": ["198.51.100.0/24"],
        "ipv6CidrBlocks": ["2001:db8::/32"],
        "createDate": "2026-01-01-00-00-00",
        "syncToken": 1767225600,
        "regions": arguments.get("regions") or [account.region],
        "services": arguments.get("services") or [],
    }


def vpc_endpoint_service(arguments: Properties, account: Account) -> Properties:
    """Find the service behind a VPC endpoint."""
    service = arguments.get("service") or "s3"
    name = arguments.get("serviceName") or f"com.amazonaws.{account.region}.{service}"
    return {
        "id": str(number(name, 10**9)),
        "serviceName": name,
        "serviceId": f"vpce-svc-{hexadecimal(name, 17)}",
        "serviceType": arguments.get("serviceType") or "Interface",
        "acceptanceRequired": False,
        "availabilityZones": [f"{account.region}{letter}" for letter in "abc"],
        "owner": "amazon",
        "privateDnsName": f"{service}.{account.region}.{account.suffix}",
        "vpcEndpointPolicySupported": True,
        "tags": {},
    }


def instance_type(arguments: Properties, account: Account) -> Properties:
    """Describe an instance type by its name; the generation letter tells the processor."""
    del account
    name = arguments["instanceType"]
    arm = "g" in name.split(".")[0][1:]
    return {
        "id": name,
        "instanceType": name,
        "supportedArchitectures": ["arm64" if arm else "x86_64"],
        "currentGeneration": True,
        "defaultVcpus": 2,
        "memorySize": 8192,
        "bareMetal": name.endswith("metal"),
        "hypervisor": "nitro",
    }


def instance_type_offering(arguments: Properties, account: Account) -> Properties:
    """Find the preferred instance type."""
    preferred = arguments.get("preferredInstanceTypes") or []
    name = preferred[0] if preferred else _filter(arguments, "instance-type") or "m7i.large"
    return {"id": name, "instanceType": name, "location": account.region, "locationType": "region"}
