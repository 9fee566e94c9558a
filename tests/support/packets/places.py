"""Finds who is where in a VPC: where connections start and end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Address, IPv4Network

from preview.model import Resource
from tests.support.packets.elements import ClusterEndpoint, Element, InterfaceEndpoint
from tests.support.packets.network import Interface, Network, Outside, Place
from tests.support.packets.reading import S3_ADDRESSES, of_type

# What the controller inside the cluster looks for when it makes load balancers for the internet.
_BALANCER_TAG = "kubernetes.io/role/elb"
_INTERNAL_BALANCER_TAG = "kubernetes.io/role/internal-elb"
_BALANCER_GROUP, _RUNNER_GROUP = "load-balancer", "runner"
# Where the public endpoint of the API answers; a range for documentation (RFC 5737).
_PUBLIC_API = IPv4Address("192.0.2.43")


def read_places(resources: Iterable[Resource], network: Network) -> dict[str, tuple[Place, ...]]:
    """Find who is in the VPC: node, control plane, load balancer, internal load balancer, endpoint, runner.

    The API has a public address too where the cluster has a public endpoint.

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
        "public API": tuple(
            Outside("public API", _PUBLIC_API, owner=endpoint)
            for endpoint in network.elements
            if isinstance(endpoint, ClusterEndpoint) and endpoint.public
        ),
        "load balancer": _load_balancers(known, network, _BALANCER_TAG, public=True),
        "internal load balancer": _load_balancers(known, network, _INTERNAL_BALANCER_TAG, public=False),
        "runner": _runners(known, network),
        "endpoint": tuple(
            interface
            for endpoint in network.elements
            if isinstance(endpoint, InterfaceEndpoint)
            for interface in interfaces(
                endpoint.name, network, endpoint.subnets, endpoint.groups, owner=endpoint
            )
        ),
    }


@dataclass(frozen=True)
class Behind:
    """Networks behind a transit gateway or a peering, as the settings name them.

    Attributes:
        via: id of the gateway or the peering.
        cidrs: their ranges.
        tables: ids of their route tables that are ours to write.
    """

    via: str
    cidrs: Sequence[str]
    tables: Sequence[str] = ()


def outside_places(
    people: Mapping[str, Sequence[str]], ways: Sequence[Behind]
) -> dict[str, tuple[Place, ...]]:
    """Say who is outside the VPC.

    Args:
        people: ranges of the settings by who is there: administrator and remote administrator, who reach the
            API privately and by its public endpoint, and client.
        ways: what is behind each private way; who has a private address that is behind none of them is
            nowhere.
    """
    clients = _hosts("client", people["client"], ways)
    listed = [cidr for cidrs in people.values() for cidr in cidrs]
    strangers = ["10.255.0.9/32", *_neighbours(listed, ways)]
    return {
        "administrator": _hosts("administrator", people["administrator"], ways),
        "remote administrator": _hosts("remote administrator", people["remote administrator"], ways),
        "client": tuple(each for each in clients if not each.private),
        "internal client": tuple(each for each in clients if each.private),
        "internet": (Outside("internet", IPv4Address("192.0.2.80")),),
        "S3": (Outside("S3", S3_ADDRESSES[80]),),
        "other office": tuple(
            replace(host, via=way.via)
            for host in _hosts("other office", strangers, ways)
            for way in (ways or [Behind("", ())])
        ),
        "resolver": (Outside("resolver", IPv4Address("169.254.169.253")),),
        "metadata": (Outside("instance metadata", IPv4Address("169.254.169.254")),),
        "time service": (Outside("time service", IPv4Address("169.254.169.123")),),
        "Pod Identity agent": (Outside("Pod Identity agent", IPv4Address("169.254.170.23")),),
    }


def _neighbours(listed: Sequence[str], ways: Sequence[Behind]) -> list[str]:
    """Find addresses behind a way, next to those of people and at its ends, that nobody has listed."""
    ranges = [IPv4Network(cidr) for cidr in listed]
    behind = [IPv4Network(cidr) for way in ways for cidr in way.cidrs]
    ends = [address for cidr in behind for address in (cidr[0], cidr[-1])]
    beside = [address for cidr in ranges for address in (cidr[0] - 1, cidr[-1] + 1)]
    return [
        str(address)
        for address in sorted({*ends, *beside})
        if any(address in cidr for cidr in behind) and not any(address in cidr for cidr in ranges)
    ]


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
    (endpoint,) = (each for each in network.elements if isinstance(each, ClusterEndpoint))
    return interfaces(
        "control plane", network, config["subnetIds"], config["securityGroupIds"], owner=endpoint
    )


def _runners(resources: Sequence[Resource], network: Network) -> tuple[Interface, ...]:
    """Place deployments where docs/network-path.md puts them: in private subnets, in their own group."""
    groups = [
        group.id
        for group in of_type(resources, "aws:ec2/securityGroup:SecurityGroup")
        if group.name == _RUNNER_GROUP
    ]
    subnets = [subnet.id for subnet in network.subnets.values() if subnet.tags.get("Tier") == "private"]
    return interfaces("runner", network, subnets if groups else (), groups)


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


def _hosts(name: str, cidrs: Iterable[str], ways: Sequence[Behind]) -> tuple[Outside, ...]:
    """Place hosts at both ends of each range, one for each of their route tables that is ours."""
    found: list[Outside] = []
    for cidr in map(IPv4Network, cidrs):
        for address in dict.fromkeys((cidr[0], cidr[-1])):
            private = _is_private(address)
            way = next((w for w in ways if any(address in IPv4Network(c) for c in w.cidrs)), Behind("", ()))
            found += [
                Outside(f"{name} at {address}", address, private=private, via=way.via, table=table)
                for table in (way.tables or ("",))
            ]
    return tuple(found)


def _is_private(address: IPv4Address) -> bool:
    return any(address in IPv4Network(cidr) for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"))
