"""Finds who is where in a VPC: where connections start and end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from preview.model import Resource
from tests.support.packets.network import Element, Interface, InterfaceEndpoint, Network
from tests.support.packets.reading import of_type


@dataclass(frozen=True)
class Places:
    """Who is where.

    Attributes:
        nodes: nodes, and the pods that share their groups, at both ends of each subnet.
        control_plane: interfaces of the EKS control plane, at both ends of each subnet.
        load_balancers: load balancers for the internet.
        endpoints: the interfaces of AWS APIs, by the API's name, such as ecr.api.
    """

    nodes: tuple[Interface, ...]
    control_plane: tuple[Interface, ...]
    load_balancers: tuple[Interface, ...]
    endpoints: Mapping[str, tuple[Interface, ...]]


def read_places(resources: Iterable[Resource], network: Network) -> Places:
    """Find who is where: nodes by their groups' launch templates, the control plane by its VPC configuration.

    Load balancers are not resources of the program: a controller inside the cluster makes them in the subnets
    with its tag and in the security group named load-balancer.
    """
    known = list(resources)
    templates = {
        template.id: template for template in of_type(known, "aws:ec2/launchTemplate:LaunchTemplate")
    }
    nodes = [
        interface
        for group in of_type(known, "aws:eks/nodeGroup:NodeGroup")
        for interface in _interfaces(
            "node",
            network,
            group.inputs["subnetIds"],
            templates[group.inputs["launchTemplate"]["id"]].inputs["vpcSecurityGroupIds"],
        )
    ]
    (cluster,) = of_type(known, "aws:eks/cluster:Cluster")
    vpc_config = cluster.inputs["vpcConfig"]
    public = [subnet.id for subnet in network.subnets.values() if "kubernetes.io/role/elb" in subnet.tags]
    balancer_groups = [
        group.id
        for group in of_type(known, "aws:ec2/securityGroup:SecurityGroup")
        if group.name == "load-balancer"
    ]
    return Places(
        nodes=tuple(nodes),
        control_plane=_interfaces(
            "control plane", network, vpc_config["subnetIds"], vpc_config["securityGroupIds"]
        ),
        load_balancers=_interfaces("load balancer", network, public, balancer_groups, public=True),
        endpoints={
            endpoint.service: _interfaces(
                f"endpoint {endpoint.service}", network, endpoint.subnets, endpoint.groups, owner=endpoint
            )
            for endpoint in network.elements
            if isinstance(endpoint, InterfaceEndpoint)
        },
    )


def _interfaces(
    name: str,
    network: Network,
    subnets: Iterable[str],
    groups: Iterable[str],
    *,
    public: bool = False,
    owner: Element | None = None,
) -> tuple[Interface, ...]:
    """Place an interface at both ends of each subnet, so that rules for a part of a subnet show."""
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
