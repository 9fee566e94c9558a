"""The stack's outputs: a contract with other teams. Changes are additive only."""

from dataclasses import dataclass, field, fields
from typing import Any

import pulumi
from pydantic.alias_generators import to_camel

OUTPUTS_VERSION = 1


def _output(description: str) -> Any:
    return field(metadata={"description": description})


@dataclass(frozen=True)
class StackOutputs:
    """Every output, described. The exported name is the field's name in camelCase."""

    cluster_name: pulumi.Input[str] = _output("Name of the EKS cluster")
    cluster_arn: pulumi.Input[str] = _output("ARN of the EKS cluster")
    cluster_endpoint: pulumi.Input[str] = _output("URL of the Kubernetes API, reachable inside the VPC")
    cluster_version: pulumi.Input[str] = _output("Kubernetes version")
    kubeconfig: pulumi.Input[str] = _output("How kubectl reaches the cluster, JSON; secret")
    vpc_id: pulumi.Input[str] = _output("Id of the VPC")
    vpc_cidr: pulumi.Input[str] = _output("IPv4 range of the VPC")
    public_subnet_ids: pulumi.Input[list[str]] = _output("Subnets of load balancers, one per zone")
    private_subnet_ids: pulumi.Input[list[str]] = _output("Subnets of nodes, one per zone")
    data_key_arn: pulumi.Input[str] = _output("KMS key for secrets and data of services")
    logs_key_arn: pulumi.Input[str] = _output("KMS key for log groups")
    services_namespace: pulumi.Input[str] = _output("Namespace of the services")
    service_addresses: pulumi.Input[dict[str, str]] = _output("Host and port of each service in the cluster")
    secrets_prefix: pulumi.Input[str] = _output("What the names of the services' secrets begin with")
    findings_log_group: pulumi.Input[str | None] = _output("Log group of Falco's findings; null while it is off")
    outputs_version: int = field(
        default=OUTPUTS_VERSION, metadata={"description": "Version of this contract"}
    )

    def export(self) -> None:
        """Export every output under its camelCase name; the kubeconfig stays secret."""
        for item in fields(self):
            value = getattr(self, item.name)
            if item.name == "kubeconfig":
                value = pulumi.Output.secret(value)
            pulumi.export(to_camel(item.name), value)
