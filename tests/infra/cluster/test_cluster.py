"""The cluster of both stacks, as it would be applied."""

import json

from preview.model import Result
from tests.support.resources import of_type, only_inputs


def key_names(result: Result) -> dict[str, str]:
    return {key.outputs["arn"]: key.name for key in of_type(result, "aws:kms/key:Key")}


def security_group_names(result: Result) -> dict[str, str]:
    return {group.id: group.name for group in of_type(result, "aws:ec2/securityGroup:SecurityGroup")}


def test_the_control_plane_is_private_in_intra_subnets_behind_its_own_group(either_stack: Result) -> None:
    network = only_inputs(either_stack, "aws:eks/cluster:Cluster")["vpcConfig"]
    assert network["endpointPrivateAccess"] is True
    assert network["endpointPublicAccess"] is (either_stack.stack == "dev")
    names = security_group_names(either_stack)
    assert [names[group] for group in network["securityGroupIds"]] == ["cluster"]
    tiers = {
        subnet.id: subnet.inputs["tags"]["Tier"] for subnet in of_type(either_stack, "aws:ec2/subnet:Subnet")
    }
    assert {tiers[subnet] for subnet in network["subnetIds"]} == {"intra"}


def test_the_control_plane_logs_everything_to_a_log_group_with_key_and_retention(
    either_stack: Result,
) -> None:
    cluster = only_inputs(either_stack, "aws:eks/cluster:Cluster")
    assert sorted(cluster["enabledClusterLogTypes"]) == [
        "api",
        "audit",
        "authenticator",
        "controllerManager",
        "scheduler",
    ]
    groups = {
        group.inputs["name"]: group for group in of_type(either_stack, "aws:cloudwatch/logGroup:LogGroup")
    }
    own = groups[f"/aws/eks/{cluster['name']}/cluster"].inputs
    assert key_names(either_stack)[own["kmsKeyId"]] == "logs"
    assert own["retentionInDays"] >= 30


def test_what_the_control_plane_did_can_be_read_after_a_protected_cluster_is_gone(
    dev: Result, prod: Result
) -> None:
    for result, kept in ((dev, False), (prod, True)):
        (group,) = (
            group
            for group in of_type(result, "aws:cloudwatch/logGroup:LogGroup")
            if group.name == "control-plane"
        )
        assert group.inputs["skipDestroy"] is kept


def test_access_is_by_entries_and_the_creator_gets_none(either_stack: Result) -> None:
    assert only_inputs(either_stack, "aws:eks/cluster:Cluster")["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }


def test_prod_is_protected_and_dev_can_be_deleted(dev: Result, prod: Result) -> None:
    for result, protected in ((dev, False), (prod, True)):
        assert only_inputs(result, "aws:eks/cluster:Cluster")["deletionProtection"] is protected
        assert {key.protect for key in of_type(result, "aws:kms/key:Key")} == {protected}
        assert [cluster.protect for cluster in of_type(result, "aws:eks/cluster:Cluster")] == [protected]


def test_what_gives_access_can_be_taken_away_from_a_protected_cluster(prod: Result) -> None:
    for kind in ("accessEntry:AccessEntry", "accessPolicyAssociation:AccessPolicyAssociation", "addon:Addon"):
        assert not any(each.protect for each in of_type(prod, f"aws:eks/{kind}"))


def test_a_cluster_is_upgraded_when_its_standard_support_ends(either_stack: Result) -> None:
    cluster = only_inputs(either_stack, "aws:eks/cluster:Cluster")
    assert cluster["upgradePolicy"] == {"supportType": "STANDARD"}


def test_every_add_on_is_pinned_and_the_network_plugin_enforces_policies(either_stack: Result) -> None:
    add_ons = {
        add_on.inputs["addonName"]: add_on.inputs for add_on in of_type(either_stack, "aws:eks/addon:Addon")
    }
    assert set(add_ons) == {
        "vpc-cni",
        "kube-proxy",
        "coredns",
        "eks-pod-identity-agent",
        "aws-ebs-csi-driver",
        "metrics-server",
        "eks-node-monitoring-agent",
    }
    assert all(add_on["addonVersion"].startswith("v") for add_on in add_ons.values())
    plugin = json.loads(add_ons["vpc-cni"]["configurationValues"])
    assert plugin["enableNetworkPolicy"] == "true"
    assert plugin["env"]["AWS_VPC_K8S_CNI_LOGLEVEL"] == "INFO"


def test_nodes_may_join_and_pull_and_nothing_else(either_stack: Result) -> None:
    attached = [
        attachment.inputs["policyArn"].rpartition("/")[2]
        for attachment in of_type(either_stack, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.name.startswith("node-")
    ]
    assert sorted(attached) == ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]
