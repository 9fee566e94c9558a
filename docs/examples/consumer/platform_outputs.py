"""What this stack uses of the platform, read through its outputs and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

# The version of the contract that this program was written for.
CONTRACT = 1


@dataclass(frozen=True)
class Platform:
    """The outputs that this stack uses; docs/generated/outputs.md of the platform lists all.

    Attributes:
        region, account_id: where the platform lives.
        vpc_id, private_subnet_ids: its network.
        node_security_group_id: the group of nodes and pods.
        data_key_arn: the key of secrets.
        secrets_prefix: what the names of secrets begin with.
        services_namespace: where services run.
        kubeconfig: how to reach the cluster; secret.
    """

    region: pulumi.Output[str]
    account_id: pulumi.Output[str]
    vpc_id: pulumi.Output[str]
    private_subnet_ids: pulumi.Output[Sequence[str]]
    node_security_group_id: pulumi.Output[str]
    data_key_arn: pulumi.Output[str]
    secrets_prefix: pulumi.Output[str]
    services_namespace: pulumi.Output[str]
    kubeconfig: pulumi.Output[str]


def read_platform(stack: str) -> Platform:
    """Read the outputs of a platform's stack.

    Args:
        stack: organisation, project and stack, such as organization/palisade/dev.
    """
    reference = pulumi.StackReference(stack)
    version = reference.require_output("outputsVersion")

    def checked(output: pulumi.Output[Any]) -> pulumi.Output[Any]:
        return pulumi.Output.all(version, output).apply(lambda found: _checked(stack, found[0], found[1]))

    return Platform(
        region=checked(reference.require_output("region")),
        account_id=checked(reference.require_output("accountId")),
        vpc_id=checked(reference.require_output("vpcId")),
        private_subnet_ids=checked(reference.require_output("privateSubnetIds")),
        node_security_group_id=checked(reference.require_output("nodeSecurityGroupId")),
        data_key_arn=checked(reference.require_output("dataKeyArn")),
        secrets_prefix=checked(reference.require_output("secretsPrefix")),
        services_namespace=checked(reference.require_output("servicesNamespace")),
        kubeconfig=checked(reference.require_output("kubeconfig")),
    )


def _checked(stack: str, version: object, value: object) -> object:
    if version != CONTRACT:
        raise pulumi.RunError(
            f"stack {stack} has version {version} of its outputs; this program knows version {CONTRACT}"
        )
    return value
