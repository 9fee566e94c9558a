"""Karpenter in the cluster: its pods, what they reach, and the nodes that they may start."""

from typing import Any

import pytest

from preview.model import Resource, Result
from tests.support.dependency_graph import must_outlive
from tests.support.resources import of_type, only_inputs

RELEASE = "kubernetes:helm.sh/v3:Release"
NODE_CLASS = "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass"
NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool"


def release(result: Result, name: str) -> Resource:
    (found,) = (each for each in of_type(result, RELEASE) if each.inputs["name"] == name)
    return found


@pytest.fixture(scope="module")
def values(prod: Result) -> dict[str, Any]:
    return release(prod, "karpenter").inputs["values"]


def test_definitions_come_by_a_chart_of_their_own_that_updates_them(prod: Result) -> None:
    karpenter, definitions = release(prod, "karpenter"), release(prod, "karpenter-crd")
    assert karpenter.inputs["skipCrds"] is True
    assert karpenter.inputs["version"] == definitions.inputs["version"]
    assert definitions.urn in must_outlive(prod.applied.resources, karpenter.urn)


def test_it_asks_no_api_that_has_no_endpoint(values: dict[str, Any]) -> None:
    assert values["settings"]["isolatedVPC"] is True
    assert {"name": "AWS_REGION", "value": "eu-central-1"} in values["controller"]["env"]


def test_it_hears_of_interruptions_of_its_own_cluster(prod: Result, values: dict[str, Any]) -> None:
    queue = only_inputs(prod, "aws:sqs/queue:Queue")["name"]
    cluster = only_inputs(prod, "aws:eks/cluster:Cluster")["name"]
    assert values["settings"]["interruptionQueue"] == queue
    assert values["settings"]["clusterName"] == cluster


def test_its_pods_fit_the_restricted_standard_and_have_a_size(values: dict[str, Any]) -> None:
    assert values["podSecurityContext"]["runAsNonRoot"] is True
    assert values["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert {"cpu", "memory"} <= values["controller"]["resources"]["limits"].keys()
    assert values["replicas"] == 2


def test_every_group_that_may_grow_has_a_pool_and_its_class(prod: Result) -> None:
    classes = {each.inputs["metadata"]["name"]: each for each in of_type(prod, NODE_CLASS)}
    pools = {each.inputs["metadata"]["name"]: each.inputs for each in of_type(prod, NODE_POOL)}
    growing = {
        group.name.partition("-eu-")[0]
        for group in of_type(prod, "aws:eks/nodeGroup:NodeGroup")
        if group.inputs["scalingConfig"]["maxSize"] > group.inputs["scalingConfig"]["minSize"]
    }
    assert growing == pools.keys() == classes.keys()
    for name, pool in pools.items():
        reference = pool["spec"]["template"]["spec"]["nodeClassRef"]
        assert reference == {"group": "karpenter.k8s.aws", "kind": "EC2NodeClass", "name": name}


def test_its_nodes_are_in_the_private_subnets_the_group_and_the_profile_of_nodes(prod: Result) -> None:
    private = {
        subnet.id
        for subnet in of_type(prod, "aws:ec2/subnet:Subnet")
        if subnet.inputs["tags"]["Tier"] == "private"
    }
    names = {group.id: group.name for group in of_type(prod, "aws:ec2/securityGroup:SecurityGroup")}
    (profile,) = of_type(prod, "aws:iam/instanceProfile:InstanceProfile")
    keys = {key.outputs["arn"]: key.name for key in of_type(prod, "aws:kms/key:Key")}
    for each in of_type(prod, NODE_CLASS):
        spec = each.inputs["spec"]
        assert {term["id"] for term in spec["subnetSelectorTerms"]} == private
        assert [names[term["id"]] for term in spec["securityGroupSelectorTerms"]] == ["node"]
        assert spec["instanceProfile"] == profile.outputs["name"]
        assert {keys[mapping["ebs"]["kmsKeyID"]] for mapping in spec["blockDeviceMappings"]} == {"volumes"}


def test_its_nodes_run_the_image_of_the_node_groups_release(prod: Result) -> None:
    (version,) = {
        group.inputs["releaseVersion"].partition("-")[0]
        for group in of_type(prod, "aws:eks/nodeGroup:NodeGroup")
    }
    for each in of_type(prod, NODE_CLASS):
        assert each.inputs["spec"]["amiSelectorTerms"] == [
            {"ssmParameter": f"/aws/service/bottlerocket/aws-k8s-1.36/x86_64/{version}/image_id"}
        ]


def test_its_machines_carry_the_tags_of_the_stack_and_what_the_volume_driver_knows_them_by(
    prod: Result,
) -> None:
    cluster = only_inputs(prod, "aws:eks/cluster:Cluster")["name"]
    for each in of_type(prod, NODE_CLASS):
        tags = each.inputs["spec"]["tags"]
        assert tags["eks:cluster-name"] == cluster
        assert (tags["Owner"], tags["Stack"]) == ("platform-team", "prod")


def test_everything_it_needs_exists_before_it_and_outlives_its_nodes(prod: Result) -> None:
    resources = prod.applied.resources
    needed = {
        each.urn
        for each in resources.values()
        if each.name in ("karpenter", "karpenter-launch", "interruptions", "karpenter-quota")
        or each.name.startswith(("karpenter-", "interruption-"))
    } - {release(prod, "karpenter").urn}
    for each in of_type(prod, NODE_CLASS) + of_type(prod, NODE_POOL):
        before = must_outlive(resources, each.urn)
        assert release(prod, "karpenter").urn in before
        assert {urn for urn in needed if resources[urn].custom} <= before
    for pool in of_type(prod, NODE_POOL):
        assert {each.urn for each in of_type(prod, NODE_CLASS)} & must_outlive(resources, pool.urn)


def test_services_come_after_the_nodes_that_they_may_need_and_go_before_them(prod: Result) -> None:
    deployments = of_type(prod, "kubernetes:apps/v1:Deployment")
    assert deployments
    pools = {each.urn for each in of_type(prod, NODE_POOL)}
    for deployment in deployments:
        assert pools <= must_outlive(prod.applied.resources, deployment.urn)
