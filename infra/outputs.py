"""The stack's outputs: a contract with other teams. Changes are additive only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Annotated

import pulumi
from pydantic.alias_generators import to_camel

OUTPUTS_VERSION = 1


@dataclass(frozen=True)
class StackOutputs:
    """Every output with its description. The exported name is the field's name in camelCase."""

    cluster_name: Annotated[pulumi.Input[str], "Name of the EKS cluster"]
    cluster_arn: Annotated[pulumi.Input[str], "ARN of the EKS cluster"]
    cluster_endpoint: Annotated[pulumi.Input[str], "URL of the Kubernetes API, reachable inside the VPC"]
    cluster_version: Annotated[pulumi.Input[str], "Kubernetes version"]
    kubeconfig: Annotated[pulumi.Input[str], "How kubectl reaches the cluster, JSON; secret"]
    vpc_id: Annotated[pulumi.Input[str], "Id of the VPC"]
    vpc_cidr: Annotated[pulumi.Input[str], "IPv4 range of the VPC"]
    public_subnet_ids: Annotated[Sequence[pulumi.Input[str]], "Subnets of load balancers, one per zone"]
    private_subnet_ids: Annotated[Sequence[pulumi.Input[str]], "Subnets of nodes, one per zone"]
    data_key_arn: Annotated[pulumi.Input[str], "KMS key for secrets and data of services"]
    logs_key_arn: Annotated[pulumi.Input[str], "KMS key for log groups"]
    services_namespace: Annotated[pulumi.Input[str], "Namespace of the services"]
    service_addresses: Annotated[Mapping[str, str], "Host and port of each service in the cluster"]
    secrets_prefix: Annotated[pulumi.Input[str], "What the names of the services' secrets begin with"]
    findings_log_group: Annotated[
        pulumi.Input[str] | None, "Log group of Falco's findings; null while it is off"
    ]
    outputs_version: Annotated[int, "Version of this contract"] = OUTPUTS_VERSION

    def export(self) -> None:
        """Export every output under its camelCase name; the kubeconfig stays secret."""
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "kubeconfig":
                value = pulumi.Output.secret(value)
            pulumi.export(to_camel(item.name), value)
