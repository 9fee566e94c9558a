"""The roles of the control plane and of the nodes have what EKS asks for, and nothing else."""

import json

from preview.model import Result
from tests.support.resources import of_type


def attached(result: Result, role: str) -> set[str]:
    (found,) = (item for item in of_type(result, "aws:iam/role:Role") if item.name == role)
    return {
        attachment.inputs["policyArn"].rpartition("/")[2]
        for attachment in of_type(result, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.inputs["role"] == found.outputs["name"]
    }


def inline(result: Result, role: str) -> list[str]:
    (found,) = (item for item in of_type(result, "aws:iam/role:Role") if item.name == role)
    return [
        policy.name
        for policy in of_type(result, "aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == found.outputs["name"]
    ]


def test_the_control_plane_has_its_policy_and_its_key(either_stack: Result) -> None:
    assert attached(either_stack, "cluster") == {"AmazonEKSClusterPolicy"}
    assert inline(either_stack, "cluster") == ["cluster-secrets-key"]


def test_nodes_join_and_pull_and_do_nothing_else(either_stack: Result) -> None:
    assert attached(either_stack, "node") == {
        "AmazonEKSWorkerNodePolicy",
        "AmazonEC2ContainerRegistryPullOnly",
    }
    assert inline(either_stack, "node") == []


def test_eks_takes_the_role_of_the_control_plane_for_this_cluster_alone(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    (role,) = (item for item in of_type(either_stack, "aws:iam/role:Role") if item.name == "cluster")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    assert statement["Principal"] == {"Service": "eks.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": cluster.outputs["arn"].split(":")[4]},
        "ArnLike": {"aws:SourceArn": cluster.outputs["arn"]},
    }
