"""Composition root: settings, then the AWS side, then the workloads; each stage exports its outputs."""

from pathlib import Path

import pulumi

from infra import composition
from infra.configuration import load
from infra.foundation import Needs, Platform
from infra.outputs import FoundationOutputs, PlatformOutputs, ServicesOutputs
from infra.settings import InfraSettings
from workloads.catalogue import exposed_ports, find_specs
from workloads.composition import NAMESPACE, check, deploy_platform, deploy_services
from workloads.platform.images import repositories
from workloads.secret_store import secret_names
from workloads.settings import WorkloadSettings

infra_settings, workload_settings = load(InfraSettings, WorkloadSettings)
specs = find_specs()
check(specs, infra_settings, workload_settings)
prefix = workload_settings.external_secrets.prefix
pulled = repositories(
    specs,
    internet=infra_settings.network.nat != "none",
    falco=workload_settings.falco.enabled,
    karpenter=infra_settings.node_scaling.enabled,
    container_logs=workload_settings.container_logs.enabled,
)
foundation = composition.build(
    infra_settings,
    Needs(pulled, exposed_ports(specs), secret_names(specs, prefix)),
)
FoundationOutputs.of(foundation, secrets_prefix=prefix).export()

if isinstance(foundation, Platform):
    base = deploy_platform(specs, foundation, workload_settings)
    PlatformOutputs.of(
        foundation,
        services_namespace=NAMESPACE,
        storage_class=base.storage_class,
        findings_log_group=base.findings_log_group,
    ).export()
    if infra_settings.reaches("services"):
        addresses = deploy_services(specs, foundation, base, workload_settings)
        ServicesOutputs(service_addresses=addresses).export()

# Pulumi Cloud shows this output as the page of the stack.
pulumi.export("readme", Path(__file__).with_name("Pulumi.README.md").read_text(encoding="utf-8"))
