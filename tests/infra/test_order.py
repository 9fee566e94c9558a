"""What objects inside the cluster need exists before them and outlives them."""

import pytest

from preview.model import Resource, Result
from tests.support.dependency_graph import must_outlive


@pytest.fixture(scope="module")
def resources(prod: Result) -> dict[str, Resource]:
    return prod.applied.resources


@pytest.fixture(scope="module")
def before_inside(resources: dict[str, Resource]) -> dict[str, set[str]]:
    """What each object inside the cluster depends on, directly or not, by the object's URN."""
    inside = [resource.urn for resource in resources.values() if resource.type.startswith("kubernetes:")]
    assert inside
    return {urn: must_outlive(resources, urn) for urn in inside}


def urns_of(resources: dict[str, Resource], *types: str) -> set[str]:
    found = {resource.urn for resource in resources.values() if resource.type in types}
    assert found
    return found


@pytest.mark.parametrize(
    "needed",
    [
        ("aws:eks/nodeGroup:NodeGroup",),
        ("aws:eks/accessEntry:AccessEntry", "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",),
        ("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",),
        ("aws:ec2/route:Route", "aws:ec2/routeTableAssociation:RouteTableAssociation"),
        ("aws:ec2/natGateway:NatGateway", "aws:ec2/internetGateway:InternetGateway"),
        ("aws:ec2/networkAclRule:NetworkAclRule",),
        ("aws:ec2/networkAclAssociation:NetworkAclAssociation",),
        ("aws:ec2/vpcEndpoint:VpcEndpoint",),
        ("aws:eks/addon:Addon",),
    ],
    ids=lambda types: types[0].rpartition(":")[2],
)
def test_every_kubernetes_object_is_deleted_before_what_its_deletion_needs(
    resources: dict[str, Resource], before_inside: dict[str, set[str]], needed: tuple[str, ...]
) -> None:
    outliving = urns_of(resources, *needed)
    assert [urn for urn, before in before_inside.items() if not outliving <= before] == []


def test_the_log_group_of_the_control_plane_exists_before_the_cluster(resources: dict[str, Resource]) -> None:
    (cluster,) = urns_of(resources, "aws:eks/cluster:Cluster")
    log_groups = urns_of(resources, "aws:cloudwatch/logGroup:LogGroup")
    (own,) = (urn for urn in log_groups if urn.endswith("::control-plane"))
    assert own in must_outlive(resources, cluster)


def test_nodes_start_only_once_they_can_join(resources: dict[str, Resource]) -> None:
    network = urns_of(
        resources,
        "aws:ec2/route:Route",
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "aws:ec2/networkAclAssociation:NetworkAclAssociation",
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
    )
    for nodes in urns_of(resources, "aws:eks/nodeGroup:NodeGroup"):
        before = must_outlive(resources, nodes)
        assert network <= before
        assert {
            "eks-pod-identity-agent",
            "vpc-cni",
            "node-AmazonEKSWorkerNodePolicy",
            "node-AmazonEC2ContainerRegistryPullOnly",
        } <= {resources[urn].name for urn in before}


def test_nodes_start_only_once_the_network_plugin_may_do_its_work(resources: dict[str, Resource]) -> None:
    associations = urns_of(resources, "aws:eks/podIdentityAssociation:PodIdentityAssociation")
    (association,) = (urn for urn in associations if resources[urn].inputs["serviceAccount"] == "aws-node")
    (role,) = (
        each
        for each in resources.values()
        if each.outputs.get("arn") == resources[association].inputs["roleArn"]
    )
    attachments = {
        urn
        for urn in urns_of(resources, "aws:iam/rolePolicyAttachment:RolePolicyAttachment")
        if resources[urn].inputs["role"] == role.outputs["name"]
    }
    assert attachments
    for nodes in urns_of(resources, "aws:eks/nodeGroup:NodeGroup"):
        assert {association, role.urn, *attachments} <= must_outlive(resources, nodes)


def test_add_ons_that_run_on_nodes_wait_for_them(resources: dict[str, Resource]) -> None:
    add_ons = urns_of(resources, "aws:eks/addon:Addon")
    names = ("::coredns", "::aws-ebs-csi-driver", "::metrics-server", "::eks-node-monitoring-agent")
    waiting = [urn for urn in add_ons if urn.endswith(names)]
    assert len(waiting) == len(names)
    for urn in waiting:
        assert urns_of(resources, "aws:eks/nodeGroup:NodeGroup") <= must_outlive(resources, urn)
