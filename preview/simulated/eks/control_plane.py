"""The control plane itself: its network, its role, and the `aws:eks/cluster:Cluster` with all settings."""

from typing import Any

import pulumi

from preview.simulated.eks.children import EKS_CLUSTER, Child
from preview.simulated.eks.cluster_options import Options
from preview.simulated.eks.options import as_output, given
from preview.simulated.eks.service_role import ServiceRole

CLUSTER_POLICIES = ("AmazonEKSClusterPolicy",)
AUTO_MODE_POLICIES = (
    "AmazonEKSComputePolicy",
    "AmazonEKSBlockStoragePolicy",
    "AmazonEKSLoadBalancingPolicy",
    "AmazonEKSNetworkingPolicy",
)
AUTO_MODE_NODE_POLICIES = ("AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly")
# Creation-time settings, which the component never changes afterwards.
IGNORED = ["accessConfig.bootstrapClusterCreatorAdminPermissions", "bootstrapSelfManagedAddons"]


def network_of(options: Options, parent: pulumi.Resource) -> tuple[Any, Any]:
    """Return VPC and subnets: those of the options, or the default VPC's."""
    get = options.get
    if get("subnetIds") is not None:
        subnets = get("subnetIds")
    elif get("publicSubnetIds") is not None or get("privateSubnetIds") is not None:
        subnets = pulumi.Output.all(get("publicSubnetIds") or [], get("privateSubnetIds") or []).apply(
            lambda found: [*found[0], *found[1]]
        )
    else:
        subnets = []
    if get("vpcId"):
        return get("vpcId"), subnets
    opts = pulumi.InvokeOutputOptions(parent=parent)
    vpc = pulumi.runtime.invoke_output("aws:ec2/getVpc:getVpc", {"default": True}, opts)
    vpc_id = vpc.apply(lambda found: found["id"])
    found = pulumi.runtime.invoke_output(
        "aws:ec2/getSubnets:getSubnets", {"filters": [{"name": "vpc-id", "values": [vpc_id]}]}, opts
    )
    return vpc_id, subnets or found.apply(lambda listed: listed["ids"])


def create_service_role(
    name: str, options: Options, partition: pulumi.Output[str], parent: pulumi.Resource
) -> ServiceRole | None:
    """Register the role that EKS assumes, unless one is given."""
    if options.get("serviceRole"):
        return None
    return ServiceRole(
        f"{name}-eksRole",
        "eks.amazonaws.com",
        (*CLUSTER_POLICIES, *(AUTO_MODE_POLICIES if options.auto_mode else ())),
        partition,
        parent=parent,
        description="Allows EKS to manage clusters on your behalf.",
        actions=("sts:AssumeRole", "sts:TagSession"),
        tags=options.get("tags"),
    )


def create_auto_mode_node_role(
    name: str, options: Options, partition: pulumi.Output[str], parent: pulumi.Resource
) -> ServiceRole | None:
    """Register the role of the nodes that auto mode starts, unless told not to."""
    if not options.auto_mode or options.nested("autoMode").get("createNodeRole") is False:
        return None
    return ServiceRole(
        f"{name}-nodeRole",
        "ec2.amazonaws.com",
        AUTO_MODE_NODE_POLICIES,
        partition,
        parent=parent,
        tags=options.get("tags"),
    )


def create_control_plane(
    name: str,
    options: Options,
    subnet_ids: Any,
    security_group: Any,
    service_role: ServiceRole | None,
    node_role: ServiceRole | None,
    parent: pulumi.Resource,
) -> Child:
    """Register the cluster.

    Args:
        name: name of the component.
        options: its options.
        subnet_ids: where the control plane has its network interfaces.
        security_group: their security group, if there is one beside EKS's own.
        service_role: the role made for EKS; without, the options give one.
        node_role: the role made for the nodes of auto mode, if any.
        parent: the component.
    """
    get = options.get
    key = get("encryptionConfigKeyArn")
    mode = get("authenticationMode")
    role = get("serviceRole")
    if service_role is not None:
        role_arn: Any = service_role.role.output("arn")
    else:
        role_arn = as_output(role).apply(lambda found: found.output("arn"))
    depends_on: list[pulumi.Resource] = []
    for created in (service_role, node_role):
        if created is not None:
            depends_on += [created.role, *created.attachments]
    groups = [as_output(security_group).apply(lambda found: found.id)] if security_group else None
    props = {
        "accessConfig": {"authenticationMode": mode, "bootstrapClusterCreatorAdminPermissions": True}
        if mode
        else None,
        "bootstrapSelfManagedAddons": options.self_managed_addons,
        "deletionProtection": get("deletionProtection"),
        "enabledClusterLogTypes": get("enabledClusterLogTypes"),
        "encryptionConfig": as_output(key).apply(
            lambda arn: {"provider": {"keyArn": arn}, "resources": ["secrets"]}
        )
        if key
        else None,
        "name": get("name"),
        "roleArn": role_arn,
        "tags": pulumi.Output.all(get("clusterTags") or {}, get("tags") or {}).apply(
            lambda found: {"Name": f"{name}-eksCluster", **found[0], **found[1]}
        ),
        "upgradePolicy": get("upgradePolicy"),
        "version": get("version"),
        "vpcConfig": given(
            {
                "endpointPrivateAccess": get("endpointPrivateAccess"),
                "endpointPublicAccess": get("endpointPublicAccess"),
                "publicAccessCidrs": options.public_access_cidrs(),
                "securityGroupIds": groups,
                "subnetIds": subnet_ids,
            }
        ),
        **_mode_settings(options, node_role),
    }
    opts = pulumi.ResourceOptions(parent=parent, depends_on=depends_on, ignore_changes=IGNORED)
    return Child(EKS_CLUSTER, f"{name}-eksCluster", given(props), opts)


def _mode_settings(options: Options, node_role: ServiceRole | None) -> dict[str, Any]:
    """Return compute, storage and network settings; in auto mode they are known or unknown together."""
    get = options.get
    auto = options.auto_mode
    if not (auto or get("kubernetesServiceIpAddressRange") or get("ipFamily")):
        return {}
    network = pulumi.Output.all(get("kubernetesServiceIpAddressRange"), get("ipFamily")).apply(
        lambda found: given(
            {
                "elasticLoadBalancing": {"enabled": True} if auto else None,
                "ipFamily": found[1] or "ipv4",
                "serviceIpv4Cidr": found[0] if (found[1] or "ipv4") == "ipv4" else None,
            }
        )
    )
    if not auto:
        return {"kubernetesNetworkConfig": network}
    role_arn = node_role.role.output("arn") if node_role else None
    compute = pulumi.Output.all(options.nested("autoMode").get("computeConfig") or {}, role_arn).apply(
        lambda found: given(
            {
                "enabled": True,
                "nodePools": ["general-purpose", "system"],
                "nodeRoleArn": found[1],
                **found[0],
            }
        )
    )
    together = pulumi.Output.all(
        computeConfig=compute,
        kubernetesNetworkConfig=network,
        storageConfig={"blockStorage": {"enabled": True}},
    )
    names = ("computeConfig", "kubernetesNetworkConfig", "storageConfig")
    return {key: together.apply(lambda found, key=key: found[key]) for key in names}
