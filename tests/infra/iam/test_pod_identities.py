"""Every role of pods is bound to a service account that pods have, and trusts this cluster alone."""

import json

from preview.model import Result
from tests.support.chart_pods import ADD_ONS
from tests.support.cluster_objects import pods
from tests.support.iam_roles import ASSOCIATION, role_of
from tests.support.resources import of_type

# Source: EKS user guide, "How EKS Pod Identity works".
POD_IDENTITY = "pods.eks.amazonaws.com"


def accounts(result: Result) -> set[tuple[str, str]]:
    """Give namespace and service account of all pods, those of add-ons included."""
    add_ons = {
        ("kube-system", each.account)
        for add_on in of_type(result, "aws:eks/addon:Addon")
        for each in ADD_ONS[add_on.inputs["addonName"]]
    }
    return add_ons | {(each.namespace, each.account) for each in pods(result)}


def test_every_association_names_an_account_that_pods_of_the_stack_have(either_stack: Result) -> None:
    named = [
        (association.inputs["namespace"], association.inputs["serviceAccount"])
        for association in of_type(either_stack, ASSOCIATION)
    ]
    assert set(named) <= accounts(either_stack)
    assert len(set(named)) == len(named), "an account has one role"


def test_every_role_of_pods_trusts_the_pods_of_this_cluster_alone(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    for association in of_type(either_stack, ASSOCIATION):
        assert association.inputs["clusterName"] == cluster.outputs["name"]
        role = role_of(either_stack, association.inputs["roleArn"])
        assert role, association.urn
        (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
        assert statement["Principal"] == {"Service": POD_IDENTITY}, role.urn
        assert sorted(statement["Action"]) == ["sts:AssumeRole", "sts:TagSession"], role.urn
        assert statement["Condition"] == {
            "StringEquals": {"aws:SourceAccount": cluster.outputs["arn"].split(":")[4]},
            "ArnEquals": {"aws:SourceArn": cluster.outputs["arn"]},
        }, role.urn


def test_no_two_accounts_share_a_role_and_every_role_of_pods_is_bound(either_stack: Result) -> None:
    bound = [association.inputs["roleArn"] for association in of_type(either_stack, ASSOCIATION)]
    assert len(set(bound)) == len(bound)
    trusting = {
        role.outputs["arn"]
        for role in of_type(either_stack, "aws:iam/role:Role")
        if POD_IDENTITY in role.inputs["assumeRolePolicy"]
    }
    assert trusting == set(bound)
