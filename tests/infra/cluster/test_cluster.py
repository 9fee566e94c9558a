"""The cluster of both stacks, as it would be applied."""

import json

from infra.cluster.access import access_entries
from infra.naming import DEVELOPERS
from infra.settings import AccessSettings
from preview.model import Result
from tests.support.resources import of_type, only_inputs


def key_names(result: Result) -> dict[str, str]:
    return {key.outputs["arn"]: key.name for key in of_type(result, "aws:kms/key:Key")}


def security_group_names(result: Result) -> dict[str, str]:
    return {group.id: group.name for group in of_type(result, "aws:ec2/securityGroup:SecurityGroup")}


def test_the_control_plane_is_private_in_intra_subnets_behind_its_own_group(either_stack: Result) -> None:
    network = only_inputs(either_stack, "aws:eks/cluster:Cluster")["vpcConfig"]
    assert network["endpointPrivateAccess"] is True
    assert network["endpointPublicAccess"] is False
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


def test_access_is_by_entries_and_the_creator_gets_none(either_stack: Result) -> None:
    assert only_inputs(either_stack, "aws:eks/cluster:Cluster")["accessConfig"] == {
        "authenticationMode": "API",
        "bootstrapClusterCreatorAdminPermissions": False,
    }


def test_prod_is_protected_and_dev_can_be_deleted(dev: Result, prod: Result) -> None:
    for result, protected in ((dev, False), (prod, True)):
        assert only_inputs(result, "aws:eks/cluster:Cluster")["deletionProtection"] is protected
        assert {key.protect for key in of_type(result, "aws:kms/key:Key")} == {protected}


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
    }
    assert all(add_on["addonVersion"].startswith("v") for add_on in add_ons.values())
    assert json.loads(add_ons["vpc-cni"]["configurationValues"])["enableNetworkPolicy"] == "true"


def test_nodes_run_on_the_template_with_the_group_and_the_version_of_the_cluster(
    either_stack: Result,
) -> None:
    (template,) = of_type(either_stack, "aws:ec2/launchTemplate:LaunchTemplate")
    nodes = only_inputs(either_stack, "aws:eks/nodeGroup:NodeGroup")
    assert nodes["launchTemplate"]["id"] == template.id
    assert nodes["version"] == only_inputs(either_stack, "aws:eks/cluster:Cluster")["version"]
    names = security_group_names(either_stack)
    assert [names[group] for group in template.inputs["vpcSecurityGroupIds"]] == ["node"]


def test_machines_want_session_tokens_encrypt_their_volumes_and_take_no_ssh_key(either_stack: Result) -> None:
    template = only_inputs(either_stack, "aws:ec2/launchTemplate:LaunchTemplate")
    assert template["metadataOptions"]["httpTokens"] == "required"
    assert template["metadataOptions"]["httpPutResponseHopLimit"] == 1
    for volume in template["blockDeviceMappings"]:
        assert volume["ebs"]["encrypted"] == "true"
        assert key_names(either_stack)[volume["ebs"]["kmsKeyId"]] == "volumes"
    assert "keyName" not in template


def test_machines_and_their_volumes_carry_the_tags_of_the_stack(either_stack: Result) -> None:
    template = only_inputs(either_stack, "aws:ec2/launchTemplate:LaunchTemplate")
    kinds = {tags["resourceType"]: tags["tags"] for tags in template["tagSpecifications"]}
    assert set(kinds) == {"instance", "volume"}
    for tags in kinds.values():
        assert tags["Owner"] == "platform-team"
        assert tags["Stack"] == either_stack.stack


def test_nodes_may_join_and_pull_and_nothing_else(either_stack: Result) -> None:
    attached = [
        attachment.inputs["policyArn"].rpartition("/")[2]
        for attachment in of_type(either_stack, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if attachment.name.startswith("node-")
    ]
    assert sorted(attached) == ["AmazonEC2ContainerRegistryPullOnly", "AmazonEKSWorkerNodePolicy"]


def test_people_get_the_policy_or_the_group_of_their_kind() -> None:
    arn = "arn:aws:iam::111122223333:role/{}"
    entries = access_entries(
        AccessSettings(
            admins=(arn.format("a"),),
            deployers=(arn.format("b"),),
            developers=(arn.format("c"),),
            viewers=(arn.format("d"),),
        )
    )
    admin, deployer, developer, viewer = entries
    assert (admin.policy, admin.kubernetes_groups) == ("AmazonEKSClusterAdminPolicy", ())
    assert (deployer.policy, deployer.kubernetes_groups) == ("AmazonEKSEditPolicy", ())
    assert (developer.policy, developer.kubernetes_groups) == (None, (DEVELOPERS,))
    assert viewer.policy is None
    assert not any(group.startswith("system:") for entry in entries for group in entry.kubernetes_groups)
