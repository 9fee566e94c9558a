"""What the add-ons may do in AWS, and what their pods are."""

import json

import parliament

from infra.cluster.add_ons import volume_encryption_policy
from preview.model import Result
from tests.support.resources import of_type

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


def test_an_update_of_an_add_on_overwrites_what_was_changed_by_hand(either_stack: Result) -> None:
    for add_on in of_type(either_stack, "aws:eks/addon:Addon"):
        assert add_on.inputs["resolveConflictsOnCreate"] == "OVERWRITE"
        assert add_on.inputs["resolveConflictsOnUpdate"] == "OVERWRITE"
