"""What EKS refuses to create."""

from typing import Any

import pytest

from preview.simulated.aws.creation_compute import LAUNCH_TEMPLATE
from preview.simulated.aws.creation_network import SUBNET
from preview.simulated.aws.eks_clusters import CLUSTER, FARGATE_PROFILE, NODE_GROUP
from preview.simulated.simulation import NotYetError
from tests.support.simulated_account import SimulatedAccount

ADDON = "aws:eks/addon:Addon"
ENTRY = "aws:eks/accessEntry:AccessEntry"
ASSOCIATION = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
WHO = {"clusterName": "platform", "principalArn": "arn:aws:iam::123456789012:role/deploy"}


@pytest.fixture
def platform(account: SimulatedAccount) -> SimulatedAccount:
    """A cluster that lets in by entries alone."""
    access = {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}
    account.exists(CLUSTER, "platform", name="platform", version="1.36", accessConfig=access)
    return account


def nodes(**inputs: Any) -> dict[str, Any]:
    return {"clusterName": "platform", "amiType": "AL2023_x86_64_STANDARD", **inputs}


def test_a_cluster_stands_in_two_zones(account: SimulatedAccount) -> None:
    for identifier, zone in (("subnet-1", "a"), ("subnet-2", "a"), ("subnet-3", "b")):
        account.exists(SUBNET, identifier, availabilityZone=f"eu-central-1{zone}")

    refusal = account.refusal_of_create(CLUSTER, vpcConfig={"subnetIds": ["subnet-1", "subnet-2"]})

    assert refusal.startswith(
        "InvalidParameterException: Subnets specified must be in at least two different AZs"
    )
    account.create(CLUSTER, vpcConfig={"subnetIds": ["subnet-1", "subnet-3"]})
    account.create(CLUSTER, vpcConfig={"subnetIds": ["subnet-1", "subnet-elsewhere"]})


def test_nodes_have_an_instance_type_that_exists(platform: SimulatedAccount) -> None:
    refusal = platform.refusal_of_create(NODE_GROUP, **nodes(instanceTypes=["m7i.large", "m7i.tiny"]))

    assert "The specified instance type m7i.tiny is not valid" in refusal
    platform.create(NODE_GROUP, **nodes(instanceTypes=["m7i.large"]))


def test_nodes_have_the_architecture_of_their_image(platform: SimulatedAccount) -> None:
    refusal = platform.refusal_of_create(NODE_GROUP, **nodes(instanceTypes=["m7g.large"]))

    assert "[m7g.large] is not a valid instance type for requested amiType AL2023_x86_64_STANDARD" in refusal
    platform.create(NODE_GROUP, **nodes(instanceTypes=["m7g.large"], amiType="BOTTLEROCKET_ARM_64"))
    platform.create(NODE_GROUP, **nodes(instanceTypes=["m7g.large"], amiType="CUSTOM"))


def test_an_instance_type_is_said_in_one_place(platform: SimulatedAccount) -> None:
    platform.exists(LAUNCH_TEMPLATE, "lt-1", name="nodes", instanceType="m7i.large")
    with_template = nodes(launchTemplate={"id": "lt-1", "version": "1"})

    refusal = platform.refusal_of_create(NODE_GROUP, **with_template, instanceTypes=["m7i.large"])

    assert "Cannot specify instance types in launch template and API request" in refusal
    platform.create(NODE_GROUP, **with_template)


def test_the_instance_type_of_the_template_of_nodes_is_judged(platform: SimulatedAccount) -> None:
    platform.exists(LAUNCH_TEMPLATE, "lt-1", name="nodes", instanceType="m7g.large")

    refusal = platform.refusal_of_create(NODE_GROUP, **nodes(launchTemplate={"id": "lt-1"}))

    assert "[m7g.large] is not a valid instance type" in refusal


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        (
            {"minSize": 3, "desiredSize": 2, "maxSize": 4},
            "Minimum capacity 3 can't be greater than desired size 2",
        ),
        (
            {"minSize": 1, "desiredSize": 5, "maxSize": 4},
            "Desired capacity 5 can't be greater than max size 4",
        ),
    ],
)
def test_sizes_of_nodes_are_in_order(
    platform: SimulatedAccount, sizes: dict[str, int], expected: str
) -> None:
    assert expected in platform.refusal_of_create(NODE_GROUP, **nodes(scalingConfig=sizes))
    platform.create(NODE_GROUP, **nodes(scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 1}))


def test_nodes_are_not_later_than_their_cluster(platform: SimulatedAccount) -> None:
    refusal = platform.refusal_of_create(NODE_GROUP, **nodes(version="1.37"))

    assert "Node group version 1.37 is later than the cluster, 1.36" in refusal
    for version in ("1.36", "1.35", "1.4", "latest", "x.99"):
        platform.create(NODE_GROUP, **nodes(version=version))
    platform.create(NODE_GROUP, clusterName="elsewhere", version="1.99")


def test_an_add_on_with_pods_waits_for_nodes(platform: SimulatedAccount) -> None:
    with pytest.raises(NotYetError, match="InsufficientNumberOfReplicas: "):
        platform.create(ADDON, clusterName="platform", addonName="coredns")
    platform.create(ADDON, clusterName="platform", addonName="vpc-cni")
    platform.create(ADDON, clusterName="elsewhere", addonName="coredns")


@pytest.mark.parametrize(
    ("token", "inputs"),
    [
        (NODE_GROUP, {"clusterName": "platform"}),
        (FARGATE_PROFILE, {"clusterName": "platform"}),
        ("aws:autoscaling/group:Group", {}),
    ],
)
def test_an_add_on_runs_on_any_nodes(platform: SimulatedAccount, token: str, inputs: dict[str, Any]) -> None:
    platform.exists(token, "nodes", **inputs)

    platform.create(ADDON, clusterName="platform", addonName="coredns")


def test_nodes_of_another_cluster_do_not_count_and_auto_mode_does(platform: SimulatedAccount) -> None:
    platform.exists(NODE_GROUP, "other:nodes", clusterName="other")
    platform.exists(CLUSTER, "auto", name="auto", computeConfig={"enabled": True})

    with pytest.raises(NotYetError):
        platform.create(ADDON, clusterName="platform", addonName="coredns")
    platform.create(ADDON, clusterName="auto", addonName="coredns")


@pytest.mark.parametrize("token", [ENTRY, ASSOCIATION])
@pytest.mark.parametrize("access", [None, {"authenticationMode": "CONFIG_MAP"}])
def test_entries_need_a_mode_that_has_them(
    account: SimulatedAccount, token: str, access: dict[str, str] | None
) -> None:
    account.exists(CLUSTER, "platform", **({"accessConfig": access} if access else {}))

    refusal = account.refusal_of_create(token, **WHO)

    assert "must be set to one of [API, API_AND_CONFIG_MAP] to perform this operation." in refusal


def test_an_access_policy_waits_for_the_entry(platform: SimulatedAccount) -> None:
    with pytest.raises(NotYetError, match="The specified principalArn could not be found"):
        platform.create(ASSOCIATION, **WHO)
    platform.exists(ENTRY, "other-cluster", **{**WHO, "clusterName": "other"})
    platform.exists(ENTRY, "other-principal", **{**WHO, "principalArn": "arn:aws:iam::123456789012:role/x"})
    with pytest.raises(NotYetError):
        platform.create(ASSOCIATION, **WHO)
    platform.exists(ENTRY, "entry", **WHO)
    platform.create(ASSOCIATION, **WHO)
    platform.create(ASSOCIATION, **{**WHO, "clusterName": "elsewhere"})


def test_entries_that_eks_makes_itself_need_not_exist(platform: SimulatedAccount) -> None:
    platform.exists(NODE_GROUP, "nodes", clusterName="platform", nodeRoleArn=WHO["principalArn"])
    platform.exists(CLUSTER, "created", accessConfig={"authenticationMode": "API"})

    platform.create(ASSOCIATION, **WHO)
    platform.create(ASSOCIATION, **{**WHO, "clusterName": "created"})
