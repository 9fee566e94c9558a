"""The AWS side as a whole: what it creates in which order, and what the workloads build on."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from infra.cluster.control_plane import AccessEntry, Cluster, ClusterArgs
from infra.cluster.nodes import NodeGroup
from infra.encryption import Encryption, EncryptionArgs
from infra.iam.role import RoleRules
from infra.iam.roles import ClusterRoles, ClusterRolesArgs
from infra.naming import DEVELOPERS, VIEWERS, partition_of, principal_name, zone_names
from infra.network.security_groups import SecurityGroups, SecurityGroupsArgs
from infra.network.vpc import Network, NetworkArgs
from infra.providers import aws_provider, default_tags, eks_provider, kubernetes_provider
from infra.settings import AccessSettings, InfraSettings
from infra.versions import add_on_versions


@dataclass(frozen=True)
class Foundation:
    """What the workloads need to know of the AWS side.

    Attributes:
        settings: the settings it was made from.
        aws_provider, kubernetes_provider: the providers for AWS and for objects inside the cluster.
        partition, account_id, region: where it lives, known at preview.
        cluster_name, cluster_arn, cluster_endpoint, cluster_version: the cluster.
        kubeconfig: how to reach it; secret.
        vpc_id, vpc_cidr: the network.
        public_subnet_ids, private_subnet_ids: its subnets, one per zone.
        public_subnet_cidrs, private_subnet_cidrs, intra_subnet_cidrs: their addresses.
        data_key_arn, logs_key_arn: KMS keys for secrets and data, and for logs.
        role_rules: what every role must have.
        ready: what objects inside the cluster must wait for, and what must outlive them.
    """

    settings: InfraSettings
    aws_provider: aws.Provider
    kubernetes_provider: kubernetes.Provider
    partition: str
    account_id: str
    region: str
    cluster_name: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    cluster_endpoint: pulumi.Output[str]
    cluster_version: str
    kubeconfig: pulumi.Output[str]
    vpc_id: pulumi.Output[str]
    vpc_cidr: str
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    public_subnet_cidrs: tuple[str, ...]
    private_subnet_cidrs: tuple[str, ...]
    intra_subnet_cidrs: tuple[str, ...]
    data_key_arn: pulumi.Output[str]
    logs_key_arn: pulumi.Output[str]
    role_rules: RoleRules
    ready: tuple[pulumi.Resource, ...]


def build(settings: InfraSettings) -> Foundation:
    """Register the AWS side: keys, network, roles, cluster.

    Args:
        settings: the stack's settings of this layer.
    """
    name = f"{pulumi.get_project()}-{pulumi.get_stack()}"
    where = settings.aws
    partition = partition_of(where.region)
    role_rules = RoleRules(
        permissions_boundary=settings.iam.permissions_boundary,
        path=settings.iam.role_path,
        name_prefix=settings.iam.role_name_prefix,
    )
    provider = aws_provider(settings)
    opts = pulumi.ResourceOptions(providers=[provider])
    keys = Encryption(
        "encryption",
        EncryptionArgs(
            partition=partition,
            account_id=where.account_id,
            region=where.region,
            cluster_name=name,
            deletion_window_days=settings.encryption.deletion_window_days,
            protect=settings.protect,
        ),
        opts=opts,
    )
    network = Network(
        "network",
        NetworkArgs(
            cluster_name=name,
            vpc_cidr=settings.network.vpc_cidr,
            zone_names=zone_names(where.region, settings.network.zones),
            nat=settings.network.nat,
            flow_log_retention_days=settings.network.flow_log_retention_days,
            logs_key_arn=keys.logs_key_arn,
            account_id=where.account_id,
            region=where.region,
            partition=partition,
            role_rules=role_rules,
        ),
        opts=opts,
    )
    groups = SecurityGroups(
        "security-groups",
        SecurityGroupsArgs(
            vpc_id=network.vpc_id,
            load_balancer_cidrs=network.plan.public,
            admin_cidrs=settings.cluster.admin_cidrs,
        ),
        opts=opts,
    )
    roles = ClusterRoles("roles", ClusterRolesArgs(partition, keys.cluster_key_arn, role_rules), opts=opts)
    cluster = _cluster(name, settings, partition, provider, keys, network, groups, roles, role_rules)
    ready = (*groups.rules, *network.routes, *cluster.ready)
    return Foundation(
        settings=settings,
        aws_provider=provider,
        kubernetes_provider=kubernetes_provider(cluster.kubeconfig_json, list(cluster.ready)),
        partition=partition,
        account_id=where.account_id,
        region=where.region,
        cluster_name=cluster.cluster_name,
        cluster_arn=cluster.cluster_arn,
        cluster_endpoint=cluster.endpoint,
        cluster_version=settings.cluster.version,
        kubeconfig=cluster.kubeconfig_json,
        vpc_id=network.vpc_id,
        vpc_cidr=settings.network.vpc_cidr,
        public_subnet_ids=network.public_subnet_ids,
        private_subnet_ids=network.private_subnet_ids,
        public_subnet_cidrs=network.plan.public,
        private_subnet_cidrs=network.plan.private,
        intra_subnet_cidrs=network.plan.intra,
        data_key_arn=keys.data_key_arn,
        logs_key_arn=keys.logs_key_arn,
        role_rules=role_rules,
        ready=ready,
    )


def access_entries(access: AccessSettings) -> list[AccessEntry]:
    """Turn the people and roles of the settings into EKS access entries.

    Deployers edit objects in namespaces; developers and viewers get what the workloads bind to their groups.
    """
    kinds = (
        ("admin", access.admins, "AmazonEKSClusterAdminPolicy", ()),
        ("deployer", access.deployers, "AmazonEKSEditPolicy", ()),
        ("developer", access.developers, None, (DEVELOPERS,)),
        ("viewer", access.viewers, None, (VIEWERS,)),
    )
    return [
        AccessEntry(
            name=f"{kind}-{principal_name(arn)}", principal_arn=arn, policy=policy, kubernetes_groups=groups
        )
        for kind, principals, policy, groups in kinds
        for arn in principals
    ]


def _cluster(
    name: str,
    settings: InfraSettings,
    partition: str,
    provider: aws.Provider,
    keys: Encryption,
    network: Network,
    groups: SecurityGroups,
    roles: ClusterRoles,
    role_rules: RoleRules,
) -> Cluster:
    eks = eks_provider()
    return Cluster(
        "cluster",
        ClusterArgs(
            name=name,
            version=settings.cluster.version,
            vpc_id=network.vpc_id,
            private_subnet_ids=network.private_subnet_ids,
            control_plane_subnet_ids=network.intra_subnet_ids,
            cluster_security_group=groups.cluster_group,
            node_security_group=groups.node_group_id,
            cluster_role=roles.cluster_role,
            node_role_arn=roles.node_role_arn,
            public_access_cidrs=settings.cluster.public_cidrs,
            log_retention_days=settings.cluster.log_retention_days,
            deletion_protection=settings.cluster.deletion_protection,
            secrets_key_arn=keys.cluster_key_arn,
            logs_key_arn=keys.logs_key_arn,
            volumes_key_arn=keys.volumes_key_arn,
            access_entries=access_entries(settings.access),
            node_groups=[
                NodeGroup(
                    name=group,
                    instance_types=sizes.instance_types,
                    ami_type=sizes.ami_type,
                    capacity_type=sizes.capacity_type,
                    min_size=sizes.min_per_zone,
                    desired_size=sizes.min_per_zone,
                    max_size=sizes.max_per_zone,
                    disk_size=sizes.disk_gib,
                    labels=sizes.labels,
                    taints=tuple((taint.key, taint.value, taint.effect) for taint in sizes.taints),
                )
                for group, sizes in settings.node_groups.items()
            ],
            add_on_versions=add_on_versions(settings.cluster.version, settings.cluster.add_on_versions),
            account_id=settings.aws.account_id,
            partition=partition,
            role_rules=role_rules,
            tags=default_tags(settings.tags),
            eks_provider=eks,
            aws_provider=provider,
        ),
        opts=pulumi.ResourceOptions(
            providers=[provider, eks],
            depends_on=[*roles.attachments, *groups.rules, *network.routes],
        ),
    )
