"""What the AWS side has once its stage has a cluster."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi

from infra.backup import Backup, BackupArgs
from infra.cluster.access import access_entries
from infra.cluster.control_plane import Cluster, ClusterArgs
from infra.cluster.node_scaling import NodeScaling, NodeScalingArgs
from infra.detection.cluster_detection import ClusterDetection, ClusterDetectionArgs
from infra.detection.detection import Detection
from infra.encryption import Encryption
from infra.foundation import Foundation, Platform
from infra.iam.roles import ClusterRoles
from infra.network.security_groups import SecurityGroups
from infra.network.vpc import Network
from infra.providers import default_tags, eks_provider, kubernetes_provider
from infra.versions import add_on_versions


@dataclass(frozen=True)
class Parts:
    """The parts of a foundation that a cluster is built on.

    Attributes:
        keys, network, groups, roles, detection: the components.
        connections: what must be there before nodes and pods can reach anything.
    """

    keys: Encryption
    network: Network
    groups: SecurityGroups
    roles: ClusterRoles
    detection: Detection
    connections: Sequence[pulumi.Resource]


def build_platform(foundation: Foundation, parts: Parts) -> Platform:
    """Register the cluster on a foundation, what scales its nodes, what watches it, and its backups."""
    settings = foundation.settings
    opts = pulumi.ResourceOptions(providers=[foundation.aws_provider])
    cluster = _cluster(foundation, parts)
    ClusterDetection(
        "cluster-detection",
        ClusterDetectionArgs(
            place=foundation.place,
            alarms=settings.detection.cluster_alarms,
            log_group_name=cluster.log_group_name,
            topic_arn=parts.detection.alerts_topic_arn,
            event_topic=parts.detection.event_topic,
        ),
        opts=opts,
    )
    if settings.backup.enabled:
        _backup(foundation, parts, cluster, opts)
    return Platform(
        **vars(foundation),
        kubernetes_provider=kubernetes_provider(cluster.kubeconfig_json, list(cluster.ready)),
        cluster_name=cluster.cluster_name,
        cluster_arn=cluster.cluster_arn,
        cluster_endpoint=cluster.endpoint,
        cluster_version=settings.cluster.version,
        kubeconfig=cluster.kubeconfig_json,
        node_releases=cluster.node_releases,
        node_scaling=_node_scaling(foundation, parts, cluster, opts),
        ready=(*parts.connections, *cluster.ready),
    )


def _cluster(foundation: Foundation, parts: Parts) -> Cluster:
    settings, network = foundation.settings, parts.network
    eks = eks_provider()
    return Cluster(
        "cluster",
        ClusterArgs(
            place=foundation.place,
            version=settings.cluster.version,
            vpc_id=network.vpc_id,
            node_subnet_ids=dict(zip(settings.zones, network.private_subnet_ids, strict=True)),
            control_plane_subnet_ids=network.intra_subnet_ids,
            cluster_security_group=parts.groups.cluster_group,
            node_security_group=parts.groups.node_group_id,
            cluster_role=parts.roles.cluster_role,
            node_role_arn=parts.roles.node_role_arn,
            public_access_cidrs=settings.cluster.public_cidrs,
            log_retention_days=settings.cluster.log_retention_days,
            protect=settings.protect,
            deletion_protection=settings.cluster.deletion_protection,
            secrets_key_arn=parts.keys.cluster_key_arn,
            logs_key_arn=parts.keys.logs_key_arn,
            volumes_key_arn=parts.keys.volumes_key_arn,
            access_entries=access_entries(settings.access),
            node_groups=settings.node_groups,
            add_on_versions=add_on_versions(settings.cluster.version, settings.cluster.add_on_versions),
            tags=default_tags(settings.tags),
            eks_provider=eks,
            aws_provider=foundation.aws_provider,
        ),
        opts=pulumi.ResourceOptions(
            providers=[foundation.aws_provider, eks],
            depends_on=[*parts.roles.attachments, *parts.connections],
        ),
    )


def _node_scaling(
    foundation: Foundation, parts: Parts, cluster: Cluster, opts: pulumi.ResourceOptions
) -> NodeScaling | None:
    if not foundation.settings.node_scaling.enabled:
        return None
    return NodeScaling(
        "node-scaling",
        NodeScalingArgs(
            place=foundation.place,
            cluster_name=cluster.cluster_name,
            cluster_arn=cluster.cluster_arn,
            node_role_name=parts.roles.node_role_name,
            node_role_arn=parts.roles.node_role_arn,
            volumes_key_arn=parts.keys.volumes_key_arn,
        ),
        opts=opts,
    )


def _backup(foundation: Foundation, parts: Parts, cluster: Cluster, opts: pulumi.ResourceOptions) -> Backup:
    settings = foundation.settings
    return Backup(
        "backup",
        BackupArgs(
            place=foundation.place,
            cluster_arn=cluster.cluster_arn,
            volumes_key_arn=parts.keys.volumes_key_arn,
            retention_days=settings.backup.retention_days,
            topic=parts.detection.event_topic,
            protect=settings.protect,
        ),
        opts=opts,
    )
