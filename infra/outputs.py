"""The stack's outputs: a contract with other teams. Changes are additive only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated

import pulumi
from pydantic.alias_generators import to_camel

OUTPUTS_VERSION = 1


@dataclass(frozen=True)
class StackOutputs:
    """Every output with its description. The exported name is the field's name in camelCase.

    Pulumi leaves out an output that is None.
    """

    account_id: Annotated[pulumi.Input[str], "AWS account"]
    region: Annotated[pulumi.Input[str], "AWS region"]
    cluster_name: Annotated[pulumi.Input[str], "Name of the EKS cluster"]
    cluster_arn: Annotated[pulumi.Input[str], "ARN of the EKS cluster"]
    cluster_endpoint: Annotated[pulumi.Input[str], "URL of the Kubernetes API, reachable inside the VPC"]
    cluster_version: Annotated[pulumi.Input[str], "Kubernetes version"]
    kubeconfig: Annotated[pulumi.Input[str], "How kubectl reaches the cluster, JSON; secret"]
    vpc_id: Annotated[pulumi.Input[str], "Id of the VPC"]
    vpc_cidr: Annotated[pulumi.Input[str], "IPv4 range of the VPC"]
    public_subnet_ids: Annotated[Sequence[pulumi.Input[str]], "Subnets of load balancers, one per zone"]
    private_subnet_ids: Annotated[Sequence[pulumi.Input[str]], "Subnets of nodes, one per zone"]
    intra_subnet_ids: Annotated[
        Sequence[pulumi.Input[str]], "Subnets without a way out, one per zone: control plane and endpoints"
    ]
    private_subnet_cidrs: Annotated[
        Sequence[str], "IPv4 ranges of the nodes' subnets, where pods have addresses"
    ]
    node_security_group_id: Annotated[pulumi.Input[str], "Security group of nodes and the pods on them"]
    load_balancer_security_group_id: Annotated[
        pulumi.Input[str], "Security group for load balancers: from the clients to services"
    ]
    data_key_arn: Annotated[pulumi.Input[str], "KMS key for secrets in Secrets Manager"]
    logs_key_arn: Annotated[pulumi.Input[str], "KMS key for log groups"]
    volumes_key_arn: Annotated[pulumi.Input[str], "KMS key for EBS volumes"]
    repository_urls: Annotated[Mapping[str, str], "Image repositories by path, as docker push takes them"]
    alerts_topic_arn: Annotated[pulumi.Input[str], "SNS topic of all alarms and findings"]
    trail_bucket: Annotated[
        pulumi.Input[str] | None, "Bucket of the audit trail; absent where another stack has it"
    ]
    services_namespace: Annotated[pulumi.Input[str], "Namespace of the services"]
    service_addresses: Annotated[Mapping[str, str], "Host and port of each service in the cluster"]
    storage_class: Annotated[pulumi.Input[str], "Default storage class: encrypted gp3 volumes"]
    secrets_prefix: Annotated[pulumi.Input[str], "What the names of the services' secrets begin with"]
    findings_log_group: Annotated[
        pulumi.Input[str] | None, "Log group of Falco's findings; absent while it is off"
    ]
    outputs_version: Annotated[int, "Version of this contract"] = OUTPUTS_VERSION

    def export(self) -> None:
        """Export every output under its camelCase name; the kubeconfig stays secret."""
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "kubeconfig":
                value = pulumi.Output.secret(value)
            pulumi.export(to_camel(item.name), value)
