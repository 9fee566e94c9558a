"""The stacks' own resources in a simulated account: in the reverse order of their creation all of them go."""

import pytest

from preview import wire
from preview.model import Resource, Result
from preview.simulated.aws.deletion_rules import refuse_deletion
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Clouds, Store, Stored

# Types of both stacks that AWS holds as long as others are there.
HELD = (
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:ec2/internetGateway:InternetGateway",
    "aws:ec2/eip:Eip",
    "aws:iam/role:Role",
    "aws:eks/cluster:Cluster",
    "aws:kms/key:Key",
    "aws:cloudwatch/eventRule:EventRule",
)
CLUSTER = "aws:eks/cluster:Cluster"


def created(result: Result) -> list[Resource]:
    resources = result.applied.resources.values()
    return [item for item in resources if item.custom and item.type.startswith("aws:")]


def account(result: Result) -> Store:
    """Return an account with all that the stack creates, without the protection of its cluster."""
    store = Store(Clouds())
    for item in created(result):
        inputs = wire.reveal(item.inputs)
        if item.type == CLUSTER:
            inputs["deletionProtection"] = False
        store.put(item.type, item.urn, item.id, inputs, wire.reveal(item.outputs))
    return store


def stored(store: Store, resource: Resource) -> Stored:
    found = store.get(resource.type, resource.id)
    assert found is not None
    return found


def test_the_reverse_order_of_creation_is_never_refused(either_stack: Result) -> None:
    store = account(either_stack)

    for resource in reversed(created(either_stack)):
        refuse_deletion(stored(store, resource), store)
        store.remove(resource.type, resource.id)

    assert store.clouds.everything() == []


@pytest.mark.parametrize("token", HELD)
def test_no_other_order_is_taken_for_what_others_use(either_stack: Result, token: str) -> None:
    store = account(either_stack)
    refused = 0

    for resource in created(either_stack):
        if resource.type == token:
            try:
                refuse_deletion(stored(store, resource), store)
            except SimulationError:
                refused += 1

    assert refused


def test_a_protected_cluster_stays(prod: Result) -> None:
    store = account(prod)
    (cluster,) = [item for item in created(prod) if item.type == CLUSTER]
    store.put(cluster.type, cluster.urn, cluster.id, wire.reveal(cluster.inputs), {})

    with pytest.raises(SimulationError, match="unless deletion protection is first disabled"):
        refuse_deletion(stored(store, cluster), store)
