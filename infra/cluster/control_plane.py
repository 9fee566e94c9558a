"""The EKS cluster: control plane, access, add-ons and nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from infra.cluster.access import AccessEntry
from infra.cluster.add_ons import AddOns, AddOnsArgs
from infra.cluster.creator_access import refuse_creator_admin
from infra.cluster.nodes import NodeGroup, create_launch_template, create_node_group
from infra.cluster.secrets_encryption import state_encryption
from infra.place import Place

# All that EKS offers. Source: EKS user guide, "Send control plane logs to CloudWatch Logs".
LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")


@dataclass(frozen=True)
class ClusterArgs:
    """What Cluster needs.

    Attributes:
        place: where the cluster lives; it has the place's name.
        version: Kubernetes version, such as 1.36.
        vpc_id: the VPC.
        private_subnet_ids: subnets of the nodes.
        control_plane_subnet_ids: subnets of the control plane's interfaces.
        cluster_security_group: group of the control plane; the EKS component takes resources, not ids.
        node_security_group: id of the group of the nodes.
        cluster_role: role of the control plane.
        node_role_arn: role of the nodes.
        public_access_cidrs: who may reach the endpoint from outside; empty for a private endpoint.
        log_retention_days: days that control plane logs are kept.
        deletion_protection: whether EKS refuses to delete the cluster.
        secrets_key_arn, logs_key_arn, volumes_key_arn: KMS keys.
        access_entries: who may use the cluster; nobody else can, its creator included.
        node_groups: the node groups.
        add_on_versions: version of each add-on by name.
        tags: tags of instances and volumes, which the provider's default tags do not reach.
        eks_provider, aws_provider: providers of the cluster component and its children.
    """

    place: Place
    version: str
    vpc_id: pulumi.Input[str]
    private_subnet_ids: Sequence[pulumi.Input[str]]
    control_plane_subnet_ids: Sequence[pulumi.Input[str]]
    cluster_security_group: aws.ec2.SecurityGroup
    node_security_group: pulumi.Input[str]
    cluster_role: aws.iam.Role
    node_role_arn: pulumi.Input[str]
    public_access_cidrs: Sequence[str]
    log_retention_days: int
    deletion_protection: bool
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    volumes_key_arn: pulumi.Input[str]
    access_entries: Sequence[AccessEntry]
    node_groups: Sequence[NodeGroup]
    add_on_versions: Mapping[str, str]
    tags: Mapping[str, str]
    eks_provider: eks.Provider
    aws_provider: aws.Provider


class Cluster(pulumi.ComponentResource):
    """A hardened EKS cluster.

    Creates the log group of the control plane, the cluster with its access entries and add-ons, the roles of
    the add-ons, and for each node group a launch template and a managed node group.
    """

    cluster_name: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    kubeconfig_json: pulumi.Output[str]
    log_group_name: pulumi.Output[str]
    ready: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: ClusterArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Cluster", name, None, opts)
        self._args = args
        log_group = self._log_group()
        cluster = self._control_plane(name, log_group)
        self.log_group_name = log_group.name
        self.cluster_name = cluster.eks_cluster.apply(lambda child: child.name)
        self.cluster_arn = cluster.eks_cluster.apply(lambda child: child.arn)
        self.endpoint = cluster.eks_cluster.apply(lambda child: child.endpoint)
        self.kubeconfig_json = pulumi.Output.secret(cluster.kubeconfig_json)
        add_ons = AddOns(
            "add-ons",
            AddOnsArgs(
                cluster_name=self.cluster_name,
                cluster_arn=self.cluster_arn,
                place=args.place,
                versions=args.add_on_versions,
                volumes_key_arn=args.volumes_key_arn,
            ),
            pulumi.ResourceOptions(parent=self),
        )
        nodes = [self._node_group(group, cluster, add_ons.before_nodes) for group in args.node_groups]
        self.ready = (cluster, add_ons, *nodes, *add_ons.create_after_nodes(nodes))
        self.register_outputs(
            {
                "clusterName": self.cluster_name,
                "clusterArn": self.cluster_arn,
                "endpoint": self.endpoint,
                "kubeconfigJson": self.kubeconfig_json,
            }
        )

    def _log_group(self) -> aws.cloudwatch.LogGroup:
        """Declare the group before EKS would make one without key and retention."""
        return aws.cloudwatch.LogGroup(
            "control-plane",
            name=f"/aws/eks/{self._args.place.name}/cluster",
            kms_key_id=self._args.logs_key_arn,
            retention_in_days=self._args.log_retention_days,
            opts=pulumi.ResourceOptions(parent=self),
        )

    def _control_plane(self, name: str, log_group: aws.cloudwatch.LogGroup) -> eks.Cluster:
        args = self._args
        versions = args.add_on_versions
        return eks.Cluster(
            name,
            eks.ClusterArgs(
                name=args.place.name,
                version=args.version,
                vpc_id=args.vpc_id,
                subnet_ids=args.control_plane_subnet_ids,
                service_role=args.cluster_role,
                cluster_security_group=args.cluster_security_group,
                skip_default_security_groups=True,
                skip_default_node_group=True,
                create_instance_role=False,
                create_oidc_provider=False,
                authentication_mode=eks.AuthenticationMode.API,
                access_entries={entry.name: self._access(entry) for entry in args.access_entries},
                encryption_config_key_arn=args.secrets_key_arn,
                enabled_cluster_log_types=list(LOG_TYPES),
                endpoint_private_access=True,
                endpoint_public_access=bool(args.public_access_cidrs),
                public_access_cidrs=list(args.public_access_cidrs) or None,
                upgrade_policy=aws.eks.ClusterUpgradePolicyArgs(support_type="STANDARD"),
                deletion_protection=args.deletion_protection,
                kube_proxy_addon_options=eks.KubeProxyAddonOptionsArgs(version=versions["kube-proxy"]),
                vpc_cni_options=eks.VpcCniOptionsArgs(
                    addon_version=versions["vpc-cni"], enable_network_policy=True
                ),
            ),
            pulumi.ResourceOptions(
                parent=self,
                providers=[args.eks_provider, args.aws_provider],
                depends_on=[log_group],
                transforms=[refuse_creator_admin, state_encryption(args.secrets_key_arn)],
            ),
        )

    def _access(self, entry: AccessEntry) -> eks.AccessEntryArgs:
        return eks.AccessEntryArgs(
            principal_arn=entry.principal_arn,
            kubernetes_groups=list(entry.kubernetes_groups),
            access_policies={
                entry.policy: eks.AccessPolicyAssociationArgs(
                    policy_arn=f"arn:{self._args.place.partition}:eks::aws:cluster-access-policy/{entry.policy}",
                    access_scope=aws.eks.AccessPolicyAssociationAccessScopeArgs(
                        type="namespace" if entry.namespaces else "cluster",
                        namespaces=list(entry.namespaces) or None,
                    ),
                )
            }
            if entry.policy
            else {},
        )

    def _node_group(
        self, group: NodeGroup, cluster: eks.Cluster, before: Sequence[pulumi.Resource]
    ) -> eks.ManagedNodeGroup:
        template = create_launch_template(
            group,
            security_group_id=self._args.node_security_group,
            volumes_key_arn=self._args.volumes_key_arn,
            tags=self._args.tags,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return create_node_group(
            group,
            cluster=cluster,
            version=self._args.version,
            node_role_arn=self._args.node_role_arn,
            subnet_ids=self._args.private_subnet_ids,
            launch_template=template,
            opts=pulumi.ResourceOptions(
                parent=self,
                providers=[self._args.eks_provider, self._args.aws_provider],
                depends_on=list(before),
            ),
        )
