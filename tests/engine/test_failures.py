"""What is left after a creation fails half-way, and how the next update goes on, on Pulumi's own engine."""

from pathlib import Path

import pytest

from preview.rehearsal.changes import changes
from preview.rehearsal.engine import Operation
from preview.rehearsal.findings import left_behind
from tests.engine.stacks import Stack, new_stack

# Types of the dev stack, from its first resources to its last ones.
TYPES = (
    "aws:kms/key:Key",
    "aws:ec2/vpc:Vpc",
    "aws:ec2/subnet:Subnet",
    "aws:ec2/natGateway:NatGateway",
    "aws:ec2/networkAclRule:NetworkAclRule",
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "aws:ec2/flowLog:FlowLog",
    "aws:iam/role:Role",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:cloudwatch/logGroup:LogGroup",
    "aws:ecr/repository:Repository",
    "aws:eks/cluster:Cluster",
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/nodeGroup:NodeGroup",
    "aws:eks/addon:Addon",
    "aws:eks/podIdentityAssociation:PodIdentityAssociation",
    "kubernetes:core/v1:Namespace",
    "kubernetes:helm.sh/v3:Release",
    "kubernetes:apps/v1:Deployment",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy",
)


@pytest.fixture
def stack(tmp_path: Path) -> Stack:
    return new_stack("dev", tmp_path)


def types_that_failed(operation: Operation) -> set[str]:
    failures = (event["resOpFailedEvent"] for event in operation.events if "resOpFailedEvent" in event)
    return {failure["metadata"]["type"] for failure in failures}


@pytest.mark.parametrize("token", ["aws:eks/nodeGroup:NodeGroup", "kubernetes:apps/v1:Deployment"])
def test_what_was_created_and_is_not_ready_is_kept_and_completed(stack: Stack, token: str) -> None:
    engine, clouds = stack.engine, stack.clouds
    clouds.fail_once("ready", token)

    failed = engine.up()

    assert failed.exit_code != 0
    assert left_behind(engine.state(), clouds.everything()) == []
    (unready,) = (resource for resource in engine.state() if resource.get("initErrors"))
    assert unready["type"] == token

    completed = engine.up()

    assert completed.exit_code == 0, completed.output
    assert not any(resource.get("initErrors") for resource in engine.state())
    assert changes(engine.preview().events) == []


@pytest.mark.parametrize("token", TYPES)
def test_a_creation_that_fails_leaves_nothing_behind_and_the_next_update_completes(
    stack: Stack, token: str
) -> None:
    engine, clouds = stack.engine, stack.clouds
    clouds.fail_once("create", token)

    failed = engine.up()

    assert failed.exit_code != 0
    assert clouds.faults() == []
    assert types_that_failed(failed) == {token}
    assert left_behind(engine.state(), clouds.everything()) == []

    completed = engine.up()

    assert completed.exit_code == 0, completed.output
    assert left_behind(engine.state(), clouds.everything()) == []
    assert {item.type for item in clouds.everything()} >= set(TYPES)
