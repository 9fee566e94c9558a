"""Composition root: settings, then the AWS side, then the workloads, then the outputs."""

from pathlib import Path

import pulumi

from infra import composition
from infra.configuration import load
from infra.outputs import StackOutputs
from infra.settings import InfraSettings
from workloads.catalogue import exposed_ports, find_specs
from workloads.composition import deploy
from workloads.platform.images import repositories
from workloads.settings import WorkloadSettings

infra_settings, workload_settings = load(InfraSettings, WorkloadSettings)
specs = find_specs()
pulled = repositories(
    specs, internet=infra_settings.network.nat != "none", falco=workload_settings.falco.enabled
)
platform = composition.build(infra_settings, pulled, exposed_ports(specs))
workloads = deploy(platform, workload_settings)

StackOutputs(
    account_id=platform.place.account_id,
    region=platform.place.region,
    cluster_name=platform.cluster_name,
    cluster_arn=platform.cluster_arn,
    cluster_endpoint=platform.cluster_endpoint,
    cluster_version=platform.cluster_version,
    kubeconfig=platform.kubeconfig,
    vpc_id=platform.vpc_id,
    vpc_cidr=platform.vpc_cidr,
    public_subnet_ids=platform.public_subnet_ids,
    private_subnet_ids=platform.private_subnet_ids,
    intra_subnet_ids=platform.intra_subnet_ids,
    private_subnet_cidrs=platform.private_subnet_cidrs,
    node_security_group_id=platform.node_security_group_id,
    load_balancer_security_group_id=platform.load_balancer_security_group_id,
    data_key_arn=platform.data_key_arn,
    logs_key_arn=platform.logs_key_arn,
    volumes_key_arn=platform.volumes_key_arn,
    repository_urls=platform.repository_urls,
    alerts_topic_arn=platform.alerts_topic_arn,
    trail_bucket=platform.trail_bucket,
    services_namespace=workloads.namespace,
    service_addresses=workloads.service_addresses,
    storage_class=workloads.storage_class,
    secrets_prefix=workloads.secrets_prefix,
    findings_log_group=workloads.findings_log_group,
).export()

# Pulumi Cloud shows this output as the page of the stack.
pulumi.export("readme", Path(__file__).with_name("Pulumi.README.md").read_text(encoding="utf-8"))
