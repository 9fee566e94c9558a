"""What the add-ons may do in AWS, and what their pods are."""

import json
from typing import Any

import parliament

from infra.cluster.add_ons import volume_encryption_policy
from preview.model import Result
from tests.support.resources import of_type

ADD_ON = "aws:eks/addon:Addon"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/0f0f0f0f-1234-4321-8888-0123456789ab"


def test_the_volume_driver_uses_one_key_and_grants_it_to_aws_services_alone() -> None:
    statements = json.loads(volume_encryption_policy(KEY))["Statement"]
    assert {statement["Resource"] for statement in statements} == {KEY}
    (grant,) = (statement for statement in statements if "kms:CreateGrant" in statement["Action"])
    assert grant["Action"] == "kms:CreateGrant"
    assert grant["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    assert "*" not in json.dumps(statements)
    assert parliament.analyze_policy_string(volume_encryption_policy(KEY)).findings == []


def test_add_ons_that_call_aws_have_roles_of_their_own_through_pod_identity(either_stack: Result) -> None:
    roles = {role.outputs["arn"]: role.name for role in of_type(either_stack, "aws:iam/role:Role")}
    accounts = {
        association.inputs["serviceAccount"]: roles[association.inputs["roleArn"]]
        for association in of_type(either_stack, "aws:eks/podIdentityAssociation:PodIdentityAssociation")
        if association.inputs["namespace"] == "kube-system"
    }
    assert accounts == {"aws-node": "vpc-cni", "ebs-csi-controller-sa": "aws-ebs-csi-driver"}


def test_the_volume_driver_touches_volumes_of_its_cluster_alone(either_stack: Result) -> None:
    policies = {
        attachment.name: attachment.inputs["policyArn"]
        for attachment in of_type(either_stack, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
    }
    assert policies["aws-ebs-csi-driver"].endswith(":policy/AmazonEBSCSIDriverEKSClusterScopedPolicy")


def test_an_update_of_an_add_on_keeps_what_was_tuned_in_the_cluster(either_stack: Result) -> None:
    add_ons = {each.inputs["addonName"]: each.inputs for each in of_type(either_stack, ADD_ON)}
    assert {each["resolveConflictsOnCreate"] for each in add_ons.values()} == {"OVERWRITE"}
    kept = {name for name, each in add_ons.items() if each["resolveConflictsOnUpdate"] == "PRESERVE"}
    # What enforces network policies is set back to enforcing them.
    assert kept == add_ons.keys() - {"vpc-cni"}
    assert add_ons["vpc-cni"]["resolveConflictsOnUpdate"] == "OVERWRITE"


def configuration(result: Result, name: str) -> Any:
    (add_on,) = (each for each in of_type(result, ADD_ON) if each.inputs["addonName"] == name)
    return json.loads(add_on.inputs["configurationValues"])


def test_dns_loses_one_pod_at_a_time_and_has_them_in_several_zones(either_stack: Result) -> None:
    values = configuration(either_stack, "coredns")
    assert values["podDisruptionBudget"] == {"enabled": True, "maxUnavailable": 1}
    (spread,) = values["topologySpreadConstraints"]
    assert spread["topologyKey"] == "topology.kubernetes.io/zone"
    assert spread["labelSelector"] == {"matchLabels": {"k8s-app": "kube-dns"}}


def test_the_volume_drivers_pod_on_a_node_may_not_change_nodes(either_stack: Result) -> None:
    values = configuration(either_stack, "aws-ebs-csi-driver")
    assert values["node"]["serviceAccount"] == {"disableMutation": True}


def test_where_nodes_are_repaired_something_tells_what_ails_them(either_stack: Result) -> None:
    groups = of_type(either_stack, "aws:eks/nodeGroup:NodeGroup")
    assert all(group.inputs["nodeRepairConfig"]["enabled"] for group in groups)
    assert "eks-node-monitoring-agent" in {each.inputs["addonName"] for each in of_type(either_stack, ADD_ON)}
