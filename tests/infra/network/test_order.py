"""At each moment of a deployment the network lets through what is there, and what needs it waits for it."""

from collections.abc import Iterable

import pytest

from preview.model import Resource, Result
from tests.support.dependency_graph import must_outlive
from tests.support.packets.flows import NEEDED, NEEDED_OF_NAT
from tests.support.packets.matrix import stopped
from tests.support.packets.platform import Platform, platform_of
from tests.support.packets.reading import of_type, read_network

DEFAULT_ACL = "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"
NODES = "aws:eks/nodeGroup:NodeGroup"


def there_with(result: Result, urns: Iterable[str]) -> list[Resource]:
    """What exists for certain once any of some resources does, itself among it."""
    resources = result.applied.resources
    certain = set[str].intersection(*({*must_outlive(resources, urn), urn} for urn in urns))
    return [resources[urn] for urn in sorted(certain)]


def at_the_time(result: Result, urns: Iterable[str]) -> Platform:
    """The network at that time, in which the default network ACL may have been emptied already."""
    emptied = of_type(result.applied.resources.values(), DEFAULT_ACL)
    return platform_of(result, resources=[*there_with(result, urns), *emptied])


def test_the_default_network_acl_is_emptied_once_no_subnet_has_it(either_stack: Result) -> None:
    """Subnets that still had it would be cut off."""
    every_subnet = read_network(either_stack.applied.resources.values()).subnets
    (acl,) = of_type(either_stack.applied.resources.values(), DEFAULT_ACL)
    network = read_network(there_with(either_stack, [acl.urn]))
    assert set(network.subnets) == set(every_subnet)
    assert [each.name for each in network.subnets.values() if network.nacl_association(each) is None] == []


def test_when_nodes_start_they_reach_all_that_they_need(either_stack: Result) -> None:
    for nodes in of_type(either_stack.applied.resources.values(), NODES):
        platform = at_the_time(either_stack, [nodes.urn])
        tried = [flow for flow in (*NEEDED, *NEEDED_OF_NAT) if flow.source == "node"]
        assert platform.places["node"]
        assert [line for flow in tried for line in stopped(platform.connections(flow))] == []


@pytest.mark.parametrize("who", ["administrator", "remote administrator", "node", "control plane"])
def test_when_the_first_object_inside_the_cluster_is_made_everybody_reaches_what_they_need(
    either_stack: Result, who: str
) -> None:
    inside = [
        urn for urn, each in either_stack.applied.resources.items() if each.type.startswith("kubernetes:")
    ]
    platform = at_the_time(either_stack, inside)
    whole = platform_of(either_stack)
    assert {name: len(where) for name, where in platform.places.items()} == {
        name: len(where) for name, where in whole.places.items()
    }
    tried = [flow for flow in whole.needed if flow.source == who]
    assert tried
    assert [line for flow in tried for line in stopped(platform.connections(flow))] == []
