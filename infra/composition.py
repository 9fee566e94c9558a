"""The AWS side as a whole: what it creates, in which order."""

from collections.abc import Sequence

import pulumi

from infra.detection.detection import Detection, DetectionArgs
from infra.ebs_default import encrypt_new_volumes
from infra.encryption import Encryption, EncryptionArgs
from infra.foundation import Foundation, Needs
from infra.iam.roles import ClusterRoles, ClusterRolesArgs
from infra.network.endpoints import InterfaceEndpoints, InterfaceEndpointsArgs
from infra.network.security_groups import SecurityGroups, SecurityGroupsArgs
from infra.network.vpc import Network, NetworkArgs
from infra.place import Place, place_of
from infra.platform_composition import Parts, build_platform
from infra.providers import aws_provider
from infra.registry import Registry, RegistryArgs
from infra.secrets import Secrets, SecretsArgs, check_rotations
from infra.settings import InfraSettings
from infra.stages import refuse_to_lose_the_cluster


def build(settings: InfraSettings, needs: Needs) -> Foundation:
    """Register the AWS side as far as the stack's stage says; with a cluster it is a Platform.

    Args:
        settings: the stack's settings of this layer.
        needs: what the workloads need of it.
    """
    check_rotations(settings.secrets.rotation, needs.secrets)
    place = place_of(settings)
    provider = aws_provider(settings)
    opts = pulumi.ResourceOptions(providers=[provider])
    keys = _keys(settings, place, opts)
    network = _network(settings, place, keys, opts)
    groups = SecurityGroups(
        "security-groups",
        SecurityGroupsArgs(
            vpc_id=network.vpc_id,
            client_cidrs=settings.network.client_cidrs,
            admin_cidrs=settings.cluster.admin_cidrs,
            service_ports=needs.service_ports,
            internet=settings.network.nat != "none",
            s3_prefix_list_id=network.s3_prefix_list_id,
            endpoints=bool(settings.interface_endpoints),
            runner=settings.network.runner,
        ),
        opts=opts,
    )
    endpoints = _endpoints(settings, place, network, groups, opts)
    connections = (*groups.rules, *network.paths, *endpoints.endpoints)
    roles = ClusterRoles("roles", ClusterRolesArgs(place, keys.cluster_key_arn), opts=opts)
    repository_arns = {
        path: pulumi.Output.from_input(place.arn("ecr", f"repository/{path}")) for path in needs.repositories
    }
    if settings.registry.create:
        repository_arns = _registry(settings, needs.repositories, keys, roles, opts).arns
    if settings.encryption.ebs_by_default:
        encrypt_new_volumes(opts)
    detection = _detection(settings, place, keys, network, opts)
    foundation = Foundation(
        settings=settings,
        place=place,
        aws_provider=provider,
        vpc_id=network.vpc_id,
        vpc_cidr=settings.network.vpc_cidr,
        public_subnet_ids=network.public_subnet_ids,
        private_subnet_ids=network.private_subnet_ids,
        intra_subnet_ids=network.intra_subnet_ids,
        route_table_ids=network.route_table_ids,
        transit_gateway_attachment_id=network.outside.attachment_id,
        peering_connection_id=network.outside.peering_id,
        public_subnet_cidrs=network.plan.public,
        private_subnet_cidrs=network.plan.private,
        intra_subnet_cidrs=network.plan.intra,
        node_security_group_id=groups.node_group_id,
        load_balancer_security_group_id=groups.load_balancer_group_id,
        runner_security_group_id=groups.runner_group_id,
        data_key_arn=keys.data_key_arn,
        logs_key_arn=keys.logs_key_arn,
        volumes_key_arn=keys.volumes_key_arn,
        alerts_topic_arn=detection.alerts_topic_arn,
        trail_bucket=detection.trail_bucket,
        repository_urls={path: f"{place.registry_host}/{path}" for path in needs.repositories},
        repository_arns=repository_arns,
        image_copies=place.registry_host if settings.network.nat == "none" else None,
        secret_arns=_secrets(settings, needs.secrets, place, keys, opts).arns,
    )
    if not settings.reaches("platform"):
        refuse_to_lose_the_cluster(place, provider)
        return foundation
    return build_platform(foundation, Parts(keys, network, groups, roles, detection, connections))


def _keys(settings: InfraSettings, place: Place, opts: pulumi.ResourceOptions) -> Encryption:
    return Encryption(
        "encryption",
        EncryptionArgs(
            place=place,
            administrators=settings.access.admins,
            deletion_window_days=settings.encryption.deletion_window_days,
            protect=settings.protect,
        ),
        opts=opts,
    )


def _registry(
    settings: InfraSettings,
    repositories: Sequence[str],
    keys: Encryption,
    roles: ClusterRoles,
    opts: pulumi.ResourceOptions,
) -> Registry:
    return Registry(
        "registry",
        RegistryArgs(
            repositories=repositories,
            keep_images=settings.registry.keep_images,
            key_arn=keys.registry_key_arn,
            node_role_arn=roles.node_role_arn,
            protect=settings.protect,
        ),
        opts=opts,
    )


def _secrets(
    settings: InfraSettings,
    names: Sequence[str],
    place: Place,
    keys: Encryption,
    opts: pulumi.ResourceOptions,
) -> Secrets:
    return Secrets(
        "secrets",
        SecretsArgs(
            place=place,
            names=names,
            key_arn=keys.data_key_arn,
            administrators=settings.secrets.administrators or settings.access.admins,
            deployers=settings.access.admins,
            rotations=settings.secrets.rotation,
            protect=settings.protect,
        ),
        opts=opts,
    )


def _network(
    settings: InfraSettings, place: Place, keys: Encryption, opts: pulumi.ResourceOptions
) -> Network:
    return Network(
        "network",
        NetworkArgs(
            place=place,
            settings=settings.network,
            deployers=settings.deployers_inside,
            reach=settings.reach,
            zone_names=settings.zones,
            logs_key_arn=keys.logs_key_arn,
            keep_logs=settings.protect,
        ),
        opts=opts,
    )


def _endpoints(
    settings: InfraSettings,
    place: Place,
    network: Network,
    groups: SecurityGroups,
    opts: pulumi.ResourceOptions,
) -> InterfaceEndpoints:
    return InterfaceEndpoints(
        "endpoints",
        InterfaceEndpointsArgs(
            place=place,
            names=settings.interface_endpoints,
            deployers=settings.deployers_inside,
            vpc_id=network.vpc_id,
            subnet_ids=network.intra_subnet_ids,
            security_group_id=groups.endpoint_group_id,
        ),
        opts=opts,
    )


def _detection(
    settings: InfraSettings,
    place: Place,
    keys: Encryption,
    network: Network,
    opts: pulumi.ResourceOptions,
) -> Detection:
    return Detection(
        "detection",
        DetectionArgs(
            place=place,
            settings=settings.detection,
            alerts_key_arn=keys.alerts_key_arn,
            trail_key_arn=keys.trail_key_arn,
            logs_key_arn=keys.logs_key_arn,
            flow_log_group=network.flow_log_group,
            protect=settings.protect,
        ),
        opts=opts,
    )
