"""Finds who is where in a VPC: where connections start and end."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network

from preview.model import Resource
from tests.support.packets.network import Element, Interface, InterfaceEndpoint, Network, Outside, Place
from tests.support.packets.reading import S3_ADDRESSES, of_type

# What the controller inside the cluster looks for when it makes load balancers for the internet.
_BALANCER_TAG = "kubernetes.io/role/elb"
_INTERNAL_BALANCER_TAG = "kubernetes.io/role/internal-elb"
_BALANCER_GROUP = "load-balancer"


def read_places(resources: Iterable[Resource], network: Network) -> dict[str, tuple[Place, ...]]:
    """Find who is in the VPC: node, control plane, load balancer, internal load balancer, endpoint.

    Nodes share their groups with their pods. Each of them stands at both ends of each of its subnets, so that
    a rule for a part of a subnet shows.

    Args:
        resources: the resources of an applied pass.
        network: the VPC that was read from them.
    """
    known = list(resources)
    return {
        "node": _nodes(known, network),
        "control plane": _control_plane(known, network),
        "load balancer": _load_balancers(known, network, _BALANCER_TAG, public=True),
        "internal load balancer": _load_balancers(known, network, _INTERNAL_BALANCER_TAG, public=False),
        "endpoint": tuple(
            interface
            for endpoint in network.elements
            if isinstance(endpoint, InterfaceEndpoint)
            for interface in interfaces(
                endpoint.name, network, endpoint.subnets, endpoint.groups, owner=endpoint
            )
        ),
    }


def outside_places(admin_cidrs: Sequence[str], client_cidrs: Sequence[str]) -> dict[str, tuple[Place, ...]]:
    """Say who is outside the VPC.

    Args:
        admin_cidrs, client_cidrs: the ranges of the settings; those with private addresses come by a private
            connection, others by the internet.
    """
    return {
        "administrator": _hosts("administrator", admin_cidrs),
        "client": _hosts("client", client_cidrs),
        "internal client": tuple(each for each in _hosts("client", client_cidrs) if each.private),
        "internet": (Outside("internet", IPv4Address("192.0.2.80")),),
        "S3": (Outside("S3", S3_ADDRESSES[80]),),
        "other office": (Outside("other office", IPv4Address("10.255.0.9"), private=True),),
        "resolver": (Outside("resolver", IPv4Address("169.254.169.253")),),
        "metadata": (Outside("instance metadata", IPv4Address("169.254.169.254")),),
        "time service": (Outside("time service", IPv4Address("169.254.169.123")),),
        "Pod Identity agent": (Outside("Pod Identity agent", IPv4Address("169.254.170.23")),),
    }


def interfaces(
    name: str,
    network: Network,
    subnets: Iterable[str],
    groups: Iterable[str],
    *,
    public: bool = False,
    owner: Element | None = None,
) -> tuple[Interface, ...]:
    """Place interfaces at both ends of each subnet."""
    return tuple(
        Interface(
            f"{name} at {address} in {network.subnets[subnet].name}",
            address,
            network.subnets[subnet],
            frozenset(groups),
            public=public,
            owner=owner,
        )
        for subnet in subnets
        for address in network.subnets[subnet].addresses
    )


def _nodes(resources: Sequence[Resource], network: Network) -> tuple[Interface, ...]:
    templates = {each.id: each.inputs for each in of_type(resources, "aws:ec2/launchTemplate:LaunchTemplate")}
    found = [
        interface
        for group in of_type(resources, "aws:eks/nodeGroup:NodeGroup")
        for interface in interfaces(
            "node",
            network,
            group.inputs["subnetIds"],
            templates[group.inputs["launchTemplate"]["id"]]["vpcSecurityGroupIds"],
        )
    ]
    return tuple({(each.address, each.groups): each for each in found}.values())


def _control_plane(resources: Sequence[Resource], network: Network) -> tuple[Interface, ...]:
    (cluster,) = of_type(resources, "aws:eks/cluster:Cluster")
    config = cluster.inputs["vpcConfig"]
    return interfaces("control plane", network, config["subnetIds"], config["securityGroupIds"])


def _load_balancers(
    resources: Sequence[Resource], network: Network, tag: str, *, public: bool
) -> tuple[Interface, ...]:
    subnets = [subnet.id for subnet in network.subnets.values() if tag in subnet.tags]
    groups = [
        group.id
        for group in of_type(resources, "aws:ec2/securityGroup:SecurityGroup")
        if group.name == _BALANCER_GROUP
    ]
    return interfaces("load balancer", network, subnets, groups, public=public)


def _hosts(name: str, cidrs: Iterable[str]) -> tuple[Outside, ...]:
    return tuple(
        Outside(f"{name} at {address}", address, private=_is_private(address))
        for cidr in map(IPv4Network, cidrs)
        for address in (cidr[0], cidr[-1])
    )


def _is_private(address: IPv4Address) -> bool:
    return any(address in IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
