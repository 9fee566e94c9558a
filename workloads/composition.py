"""Deploys this layer: storage, namespaces, add-ons, services, and access of people, in this order."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi

from infra.foundation import Foundation
from workloads.catalogue import find_specs, matched
from workloads.destinations import aws_apis
from workloads.namespaces import HardenedNamespace, NamespaceArgs
from workloads.platform import external_secrets, falco, storage
from workloads.platform.external_secrets import ExternalSecrets, ExternalSecretsArgs
from workloads.platform.falco import Falco, FalcoArgs
from workloads.platform.falco_rules import rules
from workloads.quota import check_fit, hard_limits
from workloads.rbac import NamespaceAccess, NamespaceAccessArgs
from workloads.secret_store import SecretStore
from workloads.service import ClusterIdentity, HardenedService, HardenedServiceArgs
from workloads.service_network import service_policy
from workloads.service_spec import ServiceSpec
from workloads.settings import WorkloadSettings

NAMESPACE = "microservices"


@dataclass(frozen=True)
class WorkloadOutputs:
    """What other stacks may want to know of this layer.

    Attributes:
        namespace: where the services run.
        service_addresses: host and port of each service inside the cluster.
        storage_class: the default storage class.
        secrets_prefix: what the names of the services' secrets in AWS Secrets Manager begin with.
        findings_log_group: where Falco's findings are; None while it is off.
    """

    namespace: str
    service_addresses: Mapping[str, str]
    storage_class: str
    secrets_prefix: str
    findings_log_group: pulumi.Output[str] | None


def deploy(foundation: Foundation, settings: WorkloadSettings) -> WorkloadOutputs:
    """Register everything inside the cluster.

    Args:
        foundation: the AWS side, with the providers to use.
        settings: the stack's settings of this layer.

    Raises:
        CatalogueError: the services and their settings do not fit together.
        QuotaError: the services can grow beyond their quota.
    """
    specs = find_specs()
    file = f"Pulumi.{pulumi.get_stack()}.yaml"
    matched(specs, settings.services, file=file)
    check_fit(settings.quota, settings.services, file=file)
    opts = pulumi.ResourceOptions(providers=[foundation.aws_provider, foundation.kubernetes_provider])
    name_prefix = f"{pulumi.get_project()}-{pulumi.get_stack()}"
    storage.declare_default_class(foundation, opts)
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
    NamespaceAccess(NAMESPACE, NamespaceAccessArgs(NAMESPACE, after=namespace.ready), opts=opts)
    secrets = ExternalSecrets(
        "external-secrets",
        ExternalSecretsArgs(
            foundation=foundation,
            settings=settings.external_secrets,
            store_namespace=NAMESPACE,
            store_after=namespace.ready,
            role_name=f"{name_prefix}-secret-store",
        ),
        opts=opts,
    )
    services = _deploy_services(specs, foundation, settings, namespace, secrets.store, opts)
    sensor = _deploy_falco(foundation, settings, f"/{name_prefix}/falco", opts)
    return WorkloadOutputs(
        namespace=NAMESPACE,
        service_addresses={name: service.address for name, service in services.items()},
        storage_class=storage.NAME,
        secrets_prefix=secrets.store.prefix,
        findings_log_group=sensor.log_group_name if sensor else None,
    )


def _deploy_services(
    specs: tuple[ServiceSpec, ...],
    foundation: Foundation,
    settings: WorkloadSettings,
    namespace: HardenedNamespace,
    store: SecretStore,
    opts: pulumi.ResourceOptions,
) -> dict[str, HardenedService]:
    aws_peers = aws_apis(
        nat=foundation.settings.network.nat,
        vpc_cidr=foundation.vpc_cidr,
        intra_subnet_cidrs=foundation.intra_subnet_cidrs,
    )
    cluster = ClusterIdentity(
        name=foundation.cluster_name,
        arn=foundation.cluster_arn,
        place=foundation.place,
    )
    return {
        spec.name: HardenedService(
            spec.name,
            HardenedServiceArgs(
                spec=spec,
                settings=settings.services[spec.name],
                image=f"{foundation.repository_urls[spec.repository]}@{settings.services[spec.name].image_digest}",
                namespace=NAMESPACE,
                network_policy=service_policy(
                    spec,
                    specs,
                    load_balancer_cidrs=foundation.public_subnet_cidrs,
                    aws_peers=aws_peers,
                ),
                store=store,
                cluster=cluster,
                after=namespace.ready,
            ),
            opts=opts,
        )
        for spec in specs
    }


def _deploy_falco(
    foundation: Foundation, settings: WorkloadSettings, log_group: str, opts: pulumi.ResourceOptions
) -> Falco | None:
    if not settings.falco.enabled:
        return None
    declared = rules(service_namespaces=[NAMESPACE], platform_namespaces=[external_secrets.NAMESPACE])
    return Falco(
        falco.NAMESPACE,
        FalcoArgs(foundation=foundation, settings=settings.falco, rules=tuple(declared), log_group=log_group),
        opts=opts,
    )
