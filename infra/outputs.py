"""The stack's outputs: a contract with other teams. Changes are additive only.

Each stage adds its own. Before a stack reaches a stage, what that stage has is absent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated

import pulumi
from pydantic.alias_generators import to_camel

from infra.foundation import Foundation, Platform
from infra.setting_types import Stage

OUTPUTS_VERSION = 1


@dataclass(frozen=True)
class StageOutputs:
    """Outputs with their descriptions. The exported name is the field's name in camelCase.

    Pulumi leaves out an output that is None.
    """

    def export(self) -> None:
        """Export every output under its camelCase name; the kubeconfig stays secret."""
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "kubeconfig":
                value = pulumi.Output.secret(value)
            pulumi.export(to_camel(item.name), value)


@dataclass(frozen=True)
class FoundationOutputs(StageOutputs):
    """What exists from the first stage on."""

    stage: Annotated[str, "How far the stack is built: foundation, platform or services"]
    account_id: Annotated[pulumi.Input[str], "AWS account"]
    region: Annotated[pulumi.Input[str], "AWS region"]
    vpc_id: Annotated[pulumi.Input[str], "Id of the VPC"]
    vpc_cidr: Annotated[pulumi.Input[str], "IPv4 range of the VPC"]
    public_subnet_ids: Annotated[Sequence[pulumi.Input[str]], "Subnets of load balancers, one per zone"]
    private_subnet_ids: Annotated[Sequence[pulumi.Input[str]], "Subnets of nodes, one per zone"]
    intra_subnet_ids: Annotated[
        Sequence[pulumi.Input[str]], "Subnets without a way out, one per zone: control plane and endpoints"
    ]
    route_table_ids: Annotated[
        Mapping[str, Sequence[pulumi.Input[str]]],
        "Route tables by tier: one for public, one for intra, private with one per zone",
    ]
    transit_gateway_attachment_id: Annotated[
        pulumi.Input[str] | None, "Attachment to the transit gateway; absent without one"
    ]
    peering_connection_id: Annotated[
        pulumi.Input[str] | None, "VPC peering that leads to administrators or clients; absent without one"
    ]
    private_subnet_cidrs: Annotated[
        Sequence[str], "IPv4 ranges of the nodes' subnets, where pods have addresses"
    ]
    node_security_group_id: Annotated[pulumi.Input[str], "Security group of nodes and the pods on them"]
    load_balancer_security_group_id: Annotated[
        pulumi.Input[str], "Security group for load balancers: from the clients to services"
    ]
    runner_security_group_id: Annotated[
        pulumi.Input[str] | None, "Security group of deployments inside the VPC; absent where none run there"
    ]
    data_key_arn: Annotated[pulumi.Input[str], "KMS key for secrets in Secrets Manager"]
    logs_key_arn: Annotated[pulumi.Input[str], "KMS key for log groups"]
    volumes_key_arn: Annotated[pulumi.Input[str], "KMS key for EBS volumes"]
    repository_urls: Annotated[Mapping[str, str], "Image repositories by path, as docker push takes them"]
    secret_arns: Annotated[Mapping[str, pulumi.Input[str]], "Secrets of the services by name"]
    secrets_prefix: Annotated[pulumi.Input[str], "What the names of the services' secrets begin with"]
    alerts_topic_arn: Annotated[pulumi.Input[str], "SNS topic of all alarms and findings"]
    trail_bucket: Annotated[
        pulumi.Input[str] | None, "Bucket of the audit trail; absent where another stack has it"
    ]
    outputs_version: Annotated[int, "Version of this contract"] = OUTPUTS_VERSION

    @classmethod
    def of(cls, foundation: Foundation, *, secrets_prefix: str) -> "FoundationOutputs":
        """Take the outputs from what was made.

        Args:
            foundation: the AWS side.
            secrets_prefix: what the names of the services' secrets begin with.
        """
        return cls(
            stage=foundation.settings.stage,
            account_id=foundation.place.account_id,
            region=foundation.place.region,
            vpc_id=foundation.vpc_id,
            vpc_cidr=foundation.vpc_cidr,
            public_subnet_ids=foundation.public_subnet_ids,
            private_subnet_ids=foundation.private_subnet_ids,
            intra_subnet_ids=foundation.intra_subnet_ids,
            route_table_ids=foundation.route_table_ids,
            transit_gateway_attachment_id=foundation.transit_gateway_attachment_id,
            peering_connection_id=foundation.peering_connection_id,
            private_subnet_cidrs=foundation.private_subnet_cidrs,
            node_security_group_id=foundation.node_security_group_id,
            load_balancer_security_group_id=foundation.load_balancer_security_group_id,
            runner_security_group_id=foundation.runner_security_group_id,
            data_key_arn=foundation.data_key_arn,
            logs_key_arn=foundation.logs_key_arn,
            volumes_key_arn=foundation.volumes_key_arn,
            repository_urls=foundation.repository_urls,
            secret_arns=foundation.secret_arns,
            secrets_prefix=secrets_prefix,
            alerts_topic_arn=foundation.alerts_topic_arn,
            trail_bucket=foundation.trail_bucket,
        )


@dataclass(frozen=True)
class PlatformOutputs(StageOutputs):
    """What exists from the stage `platform` on."""

    cluster_name: Annotated[pulumi.Input[str], "Name of the EKS cluster"]
    cluster_arn: Annotated[pulumi.Input[str], "ARN of the EKS cluster"]
    cluster_endpoint: Annotated[pulumi.Input[str], "URL of the Kubernetes API, reachable inside the VPC"]
    cluster_version: Annotated[pulumi.Input[str], "Kubernetes version"]
    kubeconfig: Annotated[pulumi.Input[str], "How kubectl reaches the cluster, JSON; secret"]
    services_namespace: Annotated[pulumi.Input[str], "Namespace of the services"]
    storage_class: Annotated[pulumi.Input[str], "Default storage class: encrypted gp3 volumes"]
    findings_log_group: Annotated[
        pulumi.Input[str] | None, "Log group of Falco's findings; absent while it is off"
    ]

    @classmethod
    def of(
        cls,
        platform: Platform,
        *,
        services_namespace: str,
        storage_class: str,
        findings_log_group: pulumi.Output[str] | None,
    ) -> "PlatformOutputs":
        """Take the outputs from what was made.

        Args:
            platform: the AWS side with its cluster.
            services_namespace: where the services run.
            storage_class: the default storage class.
            findings_log_group: where Falco's findings are; None while it is off.
        """
        return cls(
            cluster_name=platform.cluster_name,
            cluster_arn=platform.cluster_arn,
            cluster_endpoint=platform.cluster_endpoint,
            cluster_version=platform.cluster_version,
            kubeconfig=platform.kubeconfig,
            services_namespace=services_namespace,
            storage_class=storage_class,
            findings_log_group=findings_log_group,
        )


@dataclass(frozen=True)
class ServicesOutputs(StageOutputs):
    """What exists from the stage `services` on."""

    service_addresses: Annotated[Mapping[str, str], "Host and port of each service in the cluster"]


# The whole contract, by the stage from which on a stack has these outputs.
OUTPUTS: Mapping[Stage, type[StageOutputs]] = {
    "foundation": FoundationOutputs,
    "platform": PlatformOutputs,
    "services": ServicesOutputs,
}
