"""What a resource needs is there before it and outlives it; inside the cluster see tests/workloads."""

from collections.abc import Iterable

import pytest

from preview.model import Resource, Result
from tests.support.chart_pods import ADD_ONS
from tests.support.dependency_graph import must_outlive
from tests.support.iam_roles import ASSOCIATION, ROLE, permissions
from tests.support.resources import of_type
from tests.support.texts import texts

ADD_ON = "aws:eks/addon:Addon"
NODE_GROUP = "aws:eks/nodeGroup:NodeGroup"
# Add-ons that nodes cannot be without when their first pods start: addresses for pods, and credentials.
NODES_NEED = ("vpc-cni", "kube-proxy", "eks-pod-identity-agent")
# What names a role and does not run under it: its own parts, what binds it to pods, which come later
# (tests/workloads/test_order.py), and documents.
NO_USERS_OF_ROLES = (
    ROLE,
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    ASSOCIATION,
    "aws:ecr/repositoryPolicy:RepositoryPolicy",
    "aws:eks/accessEntry:AccessEntry",
    "aws:eks/accessPolicyAssociation:AccessPolicyAssociation",
)


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


def problems(resources: dict[str, Resource], needs: Iterable[tuple[Resource, Resource]]) -> list[str]:
    """Tell what does not wait for what it needs; a rule that finds no needs would prove nothing."""
    found = list(needs)
    assert found
    before = {later.urn: must_outlive(resources, later.urn) for later, _ in found}
    return [
        f"{later.urn} does not wait for {earlier.urn}"
        for later, earlier in found
        if earlier.urn not in before[later.urn]
    ]


def test_the_default_acl_is_emptied_only_once_every_subnet_has_another(either_stack: Result) -> None:
    """An emptied one drops everything, and a subnet has it until it is associated with another."""
    (default,) = of_type(either_stack, "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
    others = of_type(either_stack, "aws:ec2/networkAclAssociation:NetworkAclAssociation")
    assert problems(either_stack.applied.resources, ((default, other) for other in others)) == []


def test_an_acl_has_its_rules_before_a_subnet_has_the_acl(either_stack: Result) -> None:
    """Without rules it drops everything."""
    needs = (
        (association, rule)
        for association in of_type(either_stack, "aws:ec2/networkAclAssociation:NetworkAclAssociation")
        for rule in of_type(either_stack, "aws:ec2/networkAclRule:NetworkAclRule")
        if rule.inputs["networkAclId"] == association.inputs["networkAclId"]
    )
    assert problems(either_stack.applied.resources, needs) == []


def test_a_nat_gateway_comes_after_its_subnet_reaches_the_internet(either_stack: Result) -> None:
    tables = {
        association.inputs["subnetId"]: association
        for association in of_type(either_stack, "aws:ec2/routeTableAssociation:RouteTableAssociation")
    }
    needs = [
        (gateway, needed)
        for gateway in of_type(either_stack, "aws:ec2/natGateway:NatGateway")
        for route in of_type(either_stack, "aws:ec2/route:Route")
        for association in (tables[gateway.inputs["subnetId"]],)
        if route.inputs["routeTableId"] == association.inputs["routeTableId"]
        for needed in (route, association)
    ]
    assert problems(either_stack.applied.resources, needs) == []


def test_whoever_is_given_a_role_waits_for_what_the_role_may_do(either_stack: Result) -> None:
    """AWS tries a role out when it is handed over, and fails later and in silence when it does not."""
    needs = (
        (resource, permission)
        for role in of_type(either_stack, ROLE)
        for resource in either_stack.applied.resources.values()
        if resource.custom
        and resource.type not in NO_USERS_OF_ROLES
        and role.outputs["arn"] in texts(resource.inputs)
        for permission in permissions(either_stack, role.outputs["arn"])
    )
    assert problems(either_stack.applied.resources, needs) == []


def test_whoever_writes_to_a_bucket_waits_for_the_policy_that_lets_it_in(prod: Result) -> None:
    needs = (
        (writer, policy)
        for policy in of_type(prod, "aws:s3/bucketPolicy:BucketPolicy")
        for writer in prod.applied.resources.values()
        if policy.inputs["bucket"] in (writer.inputs.get(key) for key in ("s3BucketName", "targetBucket"))
    )
    assert problems(prod.applied.resources, needs) == []


def test_an_add_on_that_calls_aws_or_the_nodes_that_run_it_wait_for_its_role(either_stack: Result) -> None:
    """Pod Identity gives a role to pods that start once it is associated."""
    add_ons = {add_on.inputs["addonName"]: add_on for add_on in of_type(either_stack, ADD_ON)}
    nodes = of_type(either_stack, NODE_GROUP)
    needs: list[tuple[Resource, Resource]] = []
    for association in of_type(either_stack, ASSOCIATION):
        for name, add_on in add_ons.items():
            if association.inputs["namespace"] == "kube-system" and association.inputs["serviceAccount"] in {
                pods.account for pods in ADD_ONS[name]
            }:
                waiting = nodes if name in NODES_NEED else [add_on]
                needed = [association, *permissions(either_stack, association.inputs["roleArn"])]
                needs += [(later, earlier) for later in waiting for earlier in needed]
    assert problems(either_stack.applied.resources, needs) == []


def test_nodes_wait_for_the_add_ons_without_which_they_are_not_ready(either_stack: Result) -> None:
    needs = (
        (nodes, add_on)
        for nodes in of_type(either_stack, NODE_GROUP)
        for add_on in of_type(either_stack, ADD_ON)
        if add_on.inputs["addonName"] in NODES_NEED
    )
    assert problems(either_stack.applied.resources, needs) == []
