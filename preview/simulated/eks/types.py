"""The component types of pulumi-eks that are simulated."""

CLUSTER = "eks:index:Cluster"
MANAGED_NODE_GROUP = "eks:index:ManagedNodeGroup"
NODE_GROUP = "eks:index:NodeGroup"
NODE_GROUP_V2 = "eks:index:NodeGroupV2"
NODE_GROUP_SECURITY_GROUP = "eks:index:NodeGroupSecurityGroup"
ADDON = "eks:index:Addon"
VPC_CNI_ADDON = "eks:index:VpcCniAddon"
SERVICE_ROLE = "eks:index:ServiceRole"

COMPONENTS = frozenset(
    {
        CLUSTER,
        MANAGED_NODE_GROUP,
        NODE_GROUP_V2,
        NODE_GROUP_SECURITY_GROUP,
        ADDON,
        VPC_CNI_ADDON,
        SERVICE_ROLE,
    }
)
