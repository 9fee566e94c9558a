"""Explicit providers: which account, which region, which tags, which cluster."""

import pulumi
import pulumi_aws as aws
import pulumi_eks as eks
import pulumi_kubernetes as kubernetes

from infra.settings import InfraSettings, TagSettings


def aws_provider(settings: InfraSettings) -> aws.Provider:
    """Make the AWS provider, bound to the stack's region and account, with its default tags."""
    return aws.Provider(
        "aws",
        region=settings.aws.region,
        allowed_account_ids=[settings.aws.account_id],
        default_tags={"tags": default_tags(settings.tags)},
    )


def default_tags(tags: TagSettings) -> dict[str, str]:
    """Give the tags of every AWS resource of the stack."""
    return {
        "Project": pulumi.get_project(),
        "Stack": pulumi.get_stack(),
        "Owner": tags.owner,
        "CostCenter": tags.cost_center,
        "DataClassification": tags.data_classification,
        "ManagedBy": "pulumi",
    }


def eks_provider() -> eks.Provider:
    """Make the provider of the EKS component; default providers are disabled."""
    return eks.Provider("eks")


def kubernetes_provider(
    kubeconfig: pulumi.Output[str], depends_on: list[pulumi.Resource]
) -> kubernetes.Provider:
    """Make the provider of the objects inside the cluster.

    Args:
        kubeconfig: JSON or YAML, secret.
        depends_on: what must exist before the cluster accepts objects.
    """
    return kubernetes.Provider(
        "kubernetes",
        kubeconfig=kubeconfig,
        enable_server_side_apply=True,
        opts=pulumi.ResourceOptions(depends_on=depends_on),
    )
