"""The EKS cluster: control plane, access, add-ons and nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks

from infra.cluster.access import AccessEntry, entry_args
from infra.cluster.add_ons import AddOns, AddOnsArgs
from infra.cluster.creator_access import refuse_creator_admin
from infra.cluster.node_settings import NodeGroupSettings
from infra.cluster.nodes import NodeGroup, NodeGroupArgs
from infra.cluster.protection import protect_cluster
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
        node_subnet_ids: subnet of the nodes in each zone, by zone.
        control_plane_subnet_ids: subnets of the control plane's interfaces.
        cluster_security_group: group of the control plane; the EKS component takes resources, not ids.
        node_security_group: id of the group of the nodes.
        cluster_role: role of the control plane.
        node_role_arn: role of the nodes.
        public_access_cidrs: who may reach the endpoint from outside; empty for a private endpoint.
        log_retention_days: days that control plane logs are kept.
        protect: whether the logs outlive the cluster, and Pulumi refuses to delete it.
        deletion_protection: whether EKS refuses to delete the cluster.
        secrets_key_arn, logs_key_arn, volumes_key_arn: KMS keys.
        access_entries: who may use the cluster; nobody else can, its creator included.
        node_groups: the node groups by name.
        add_on_versions: version of each add-on by name.
        tags: tags of instances and volumes, which the provider's default tags do not reach.
        eks_provider, aws_provider: providers of the cluster component and its children.
    """

    place: Place
    version: str
    vpc_id: pulumi.Input[str]
    node_subnet_ids: Mapping[str, pulumi.Input[str]]
    control_plane_subnet_ids: Sequence[pulumi.Input[str]]
    cluster_security_group: aws.ec2.SecurityGroup
    node_security_group: pulumi.Input[str]
    cluster_role: aws.iam.Role
    node_role_arn: pulumi.Input[str]
    public_access_cidrs: Sequence[str]
    log_retention_days: int
    protect: bool
    deletion_protection: bool
    secrets_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    volumes_key_arn: pulumi.Input[str]
    access_entries: Sequence[AccessEntry]
    node_groups: Mapping[str, NodeGroupSettings]
    add_on_versions: Mapping[str, str]
    tags: Mapping[str, str]
    eks_provider: eks.Provider
    aws_provider: aws.Provider


class Cluster(pulumi.ComponentResource):
    """A hardened EKS cluster.

    Creates the log group of the control plane, the cluster with its access entries and add-ons, the roles of
    the add-ons, and the node groups.

    Attributes:
        node_releases: the release of the image that each node group runs, by the group's name.
    """

    cluster_name: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    kubeconfig_json: pulumi.Output[str]
    log_group_name: pulumi.Output[str]
    node_releases: Mapping[str, pulumi.Output[str]]
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
        groups = {
            group: self._node_group(group, settings, (cluster, *add_ons.before_nodes))
            for group, settings in args.node_groups.items()
        }
        nodes = tuple(groups.values())
        self.node_releases = {group: each.release for group, each in groups.items()}
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
        """Declare the group before EKS would make one without key and retention.

        EKS fixes its name, and after the cluster is gone may still deliver, and so make the group anew. Where
        logs must outlive the cluster the group stays in AWS; `pulumi import` takes it back into a stack.
        """
        return aws.cloudwatch.LogGroup(
            "control-plane",
            name=f"/aws/eks/{self._args.place.name}/cluster",
            kms_key_id=self._args.logs_key_arn,
            retention_in_days=self._args.log_retention_days,
            skip_destroy=self._args.protect,
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
                access_entries={
                    entry.name: entry_args(entry, args.place.partition) for entry in args.access_entries
                },
                encryption_config_key_arn=args.secrets_key_arn,
                enabled_cluster_log_types=list(LOG_TYPES),
                endpoint_private_access=True,
                endpoint_public_access=bool(args.public_access_cidrs),
                public_access_cidrs=list(args.public_access_cidrs) or None,
                upgrade_policy=aws.eks.ClusterUpgradePolicyArgs(support_type="STANDARD"),
                deletion_protection=args.deletion_protection,
                kube_proxy_addon_options=eks.KubeProxyAddonOptionsArgs(
                    version=versions["kube-proxy"],
                    resolve_conflicts_on_update=eks.ResolveConflictsOnUpdate.PRESERVE,
                ),
                # An update of the network plugin sets what was changed by hand back: it enforces policies.
                vpc_cni_options=eks.VpcCniOptionsArgs(
                    addon_version=versions["vpc-cni"],
                    enable_network_policy=True,
                    # The component would have DEBUG.
                    log_level="INFO",
                ),
            ),
            pulumi.ResourceOptions(
                parent=self,
                providers=[args.eks_provider, args.aws_provider],
                depends_on=[log_group],
                transforms=[
                    refuse_creator_admin,
                    state_encryption(args.secrets_key_arn),
                    protect_cluster(args.protect),
                ],
            ),
        )

    def _node_group(
        self, name: str, settings: NodeGroupSettings, after: Sequence[pulumi.Resource]
    ) -> NodeGroup:
        args = self._args
        return NodeGroup(
            name,
            NodeGroupArgs(
                settings=settings,
                cluster_name=self.cluster_name,
                version=args.version,
                node_role_arn=args.node_role_arn,
                subnet_ids=args.node_subnet_ids,
                security_group_id=args.node_security_group,
                volumes_key_arn=args.volumes_key_arn,
                tags=args.tags,
            ),
            pulumi.ResourceOptions(parent=self, depends_on=list(after)),
        )
