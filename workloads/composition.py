"""Deploys this layer: first what serves every service, then the services."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from infra.foundation import Platform
from infra.naming import SERVICES_NAMESPACE
from infra.settings import InfraSettings
from workloads.catalogue import check_reach, matched
from workloads.destinations import AwsPaths, aws_paths, declared_paths
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.network_policies import Flow
from workloads.platform import external_secrets, falco, karpenter, storage
from workloads.platform.container_logs import ContainerLogs, ContainerLogsArgs
from workloads.platform.external_secrets import ExternalSecrets, ExternalSecretsArgs
from workloads.platform.falco import Falco, FalcoArgs
from workloads.platform.falco_rules import rules
from workloads.platform.karpenter import Karpenter, KarpenterArgs
from workloads.provided import all_provided
from workloads.quota import check_fit, hard_limits
from workloads.rbac import SERVICE_GRANTS, NamespaceAccess, NamespaceAccessArgs
from workloads.secret_store import SecretStore
from workloads.service import ClusterIdentity, HardenedService, HardenedServiceArgs
from workloads.service_network import outside, service_policy
from workloads.service_spec import ServiceSpec
from workloads.settings import WorkloadSettings
from workloads.team_namespaces import check_sizes, create_team_namespaces

NAMESPACE = SERVICES_NAMESPACE


@dataclass(frozen=True)
class Base:
    """What services stand on inside the cluster.

    Attributes:
        namespace: where they run.
        aws: how they reach AWS.
        store: where their secrets come from.
        provided: fails as long as something is missing that people provide.
        storage_class: the default storage class.
        findings_log_group: where Falco's findings are; None while it is off.
        node_scaling: what services wait for that may need more nodes than there are.
    """

    namespace: HardenedNamespace
    aws: AwsPaths
    store: SecretStore
    provided: pulumi.Output[pulumi.Resource]
    storage_class: str
    findings_log_group: pulumi.Output[str] | None
    node_scaling: tuple[pulumi.Resource, ...]


def check(specs: Sequence[ServiceSpec], infra: InfraSettings, settings: WorkloadSettings) -> None:
    """Check that services, teams and their settings fit together, whatever the stage.

    Raises:
        ConfigurationError: a namespace is sized that no team has.
        CatalogueError: a service has no settings, settings have no service, or what a service declares cannot
            be reached.
        QuotaError: the services can grow beyond their quota.
    """
    file = f"Pulumi.{pulumi.get_stack()}.yaml"
    matched(specs, settings.services, file=file)
    check_fit(settings.quota, settings.services, file=file)
    check_sizes(settings.team_namespaces, infra.access.teams, file=file)
    check_reach(specs, declared_paths(infra), file=file)


def deploy_platform(specs: Sequence[ServiceSpec], foundation: Platform, settings: WorkloadSettings) -> Base:
    """Register what serves every service: storage, namespaces, access of people, and the add-ons.

    Args:
        specs: the declarations of the services.
        foundation: the AWS side, with the providers to use.
        settings: the stack's settings of this layer.
    """
    provided = all_provided(specs, foundation, settings)
    opts = _providers(foundation)
    storage.declare_default_class(foundation, opts)
    _close_default_namespace(foundation, opts)
    create_team_namespaces(foundation, settings.team_namespaces, opts)
    namespace = HardenedNamespace(
        NAMESPACE,
        NamespaceArgs(
            name=NAMESPACE,
            kubernetes_version=foundation.settings.cluster.version,
            quota=hard_limits(settings.quota),
            after=foundation.ready,
        ),
        opts=opts,
    )
    NamespaceAccess(
        NAMESPACE, NamespaceAccessArgs(NAMESPACE, SERVICE_GRANTS, after=namespace.ready), opts=opts
    )
    secrets = ExternalSecrets(
        "external-secrets",
        ExternalSecretsArgs(
            foundation=foundation,
            settings=settings.external_secrets,
            provided=provided,
            store_namespace=NAMESPACE,
            store_after=namespace.ready,
        ),
        opts=opts,
    )
    aws = aws_paths(foundation, s3=any("s3" in spec.apis for spec in specs))
    sensor = _deploy_falco(
        {spec.name: outside(spec, aws) for spec in specs}, foundation, settings, provided, opts
    )
    if settings.container_logs.enabled:
        ContainerLogs(
            "container-logs",
            ContainerLogsArgs(
                foundation=foundation,
                settings=settings.container_logs,
                provided=provided,
                service_namespace=NAMESPACE,
            ),
            opts=opts,
        )
    return Base(
        namespace=namespace,
        aws=aws,
        store=secrets.store,
        provided=provided,
        storage_class=storage.NAME,
        findings_log_group=sensor.log_group_name if sensor else None,
        node_scaling=_deploy_karpenter(foundation, provided, opts),
    )


def deploy_services(
    specs: Sequence[ServiceSpec], foundation: Platform, base: Base, settings: WorkloadSettings
) -> Mapping[str, str]:
    """Register the services.

    Args:
        specs: their declarations.
        foundation: the AWS side, with the providers to use.
        base: what they stand on inside the cluster.
        settings: the stack's settings of this layer.

    Returns:
        Host and port of each service inside the cluster.
    """
    cluster = ClusterIdentity(
        name=foundation.cluster_name,
        arn=foundation.cluster_arn,
        place=foundation.place,
    )
    services = {
        spec.name: HardenedService(
            spec.name,
            HardenedServiceArgs(
                spec=spec,
                settings=settings.services[spec.name],
                image=f"{foundation.repository_urls[spec.repository]}@{settings.services[spec.name].image_digest}",
                namespace=NAMESPACE,
                network_policy=service_policy(
                    spec, specs, load_balancer_cidrs=foundation.public_subnet_cidrs, aws=base.aws
                ),
                store=base.store,
                provided=base.provided,
                cluster=cluster,
                after=(*base.namespace.ready, *base.node_scaling),
            ),
            opts=_providers(foundation),
        )
        for spec in specs
    }
    return {name: service.address for name, service in services.items()}


def _close_default_namespace(foundation: Platform, opts: pulumi.ResourceOptions) -> None:
    """Let nothing run in the namespace that commands without a namespace mean."""
    HardenedNamespace(
        "default",
        NamespaceArgs(
            name="default",
            kubernetes_version=foundation.settings.cluster.version,
            quota={"pods": "0"},
            exists=True,
            after=foundation.ready,
        ),
        opts=opts,
    )


def _providers(foundation: Platform) -> pulumi.ResourceOptions:
    return pulumi.ResourceOptions(providers=[foundation.aws_provider, foundation.kubernetes_provider])


def _deploy_karpenter(
    foundation: Platform, provided: pulumi.Output[pulumi.Resource], opts: pulumi.ResourceOptions
) -> tuple[pulumi.Resource, ...]:
    if foundation.node_scaling is None:
        return ()
    args = KarpenterArgs(foundation, foundation.node_scaling, provided)
    return Karpenter(karpenter.NAMESPACE, args, opts).ready


def _deploy_falco(
    outside: Mapping[str, Sequence[Flow]],
    foundation: Platform,
    settings: WorkloadSettings,
    provided: pulumi.Output[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> Falco | None:
    if not settings.falco.enabled:
        return None
    platform = (external_secrets.NAMESPACE, *((karpenter.NAMESPACE,) if foundation.node_scaling else ()))
    declared = rules(
        service_namespaces=[NAMESPACE],
        platform_namespaces=platform,
        outside=outside,
    )
    log_group = f"/{foundation.place.name}/falco"
    return Falco(
        falco.NAMESPACE,
        FalcoArgs(
            foundation=foundation,
            settings=settings.falco,
            provided=provided,
            rules=tuple(declared),
            log_group=log_group,
        ),
        opts=opts,
    )
