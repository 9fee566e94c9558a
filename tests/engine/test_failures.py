"""What is left after a creation fails half-way, and how the next update goes on, on Pulumi's own engine."""

from pathlib import Path

import pytest

from preview.rehearsal.engine import Engine
from preview.rehearsal.findings import left_behind
from preview.rehearsal.workspace import Workspace
from preview.simulated.store import FILE_VARIABLE, Clouds
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

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
def stack(tmp_path: Path) -> tuple[Engine, Clouds]:
    """The dev stack, not yet created, and what exists in its clouds."""
    copy = Workspace(REPOSITORY, "dev", tmp_path / "project")
    clouds = Clouds(tmp_path / "clouds")
    engine = Engine(
        copy.directory,
        "dev",
        tmp_path / "state",
        python=REAL_PYTHON,
        variables={FILE_VARIABLE: str(tmp_path / "clouds")},
    )
    assert engine.init().exit_code == 0
    return engine, clouds


@pytest.mark.parametrize("token", TYPES)
def test_a_creation_that_fails_leaves_nothing_behind_and_the_next_update_completes(
    stack: tuple[Engine, Clouds], token: str
) -> None:
    engine, clouds = stack
    clouds.fail_once("create", token)

    failed = engine.up()

    assert failed.exit_code != 0
    assert clouds.faults() == []
    assert token in " ".join(
        event["resOpFailedEvent"]["metadata"]["type"]
        for event in failed.events
        if "resOpFailedEvent" in event
    )
    assert left_behind(engine.state(), clouds.everything()) == []

    completed = engine.up()

    assert completed.exit_code == 0, completed.output
    assert left_behind(engine.state(), clouds.everything()) == []
    assert {item.type for item in clouds.everything()} >= set(TYPES)
