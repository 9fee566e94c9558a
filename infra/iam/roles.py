"""The roles of the control plane and of the nodes."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.documents import instance_trust, policy_document, service_trust
from infra.iam.key_policies import CONTROL_PLANE_ROLE
from infra.iam.role import create_role
from infra.place import Place

# The control plane needs this policy and no other. Source: EKS user guide, "Amazon EKS cluster IAM role".
CLUSTER_POLICIES = ("AmazonEKSClusterPolicy",)
# Nodes join the cluster and pull images. The network plugin and the volume driver have roles of their own
# through Pod Identity. Source: EKS user guide, "Amazon EKS node IAM role".
NODE_POLICIES = ("AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly")


@dataclass(frozen=True)
class ClusterRolesArgs:
    """What ClusterRoles needs.

    Attributes:
        place: where they live.
        secrets_key_arn: KMS key of the cluster's secrets.
    """

    place: Place
    secrets_key_arn: pulumi.Input[str]


class ClusterRoles(pulumi.ComponentResource):
    """The roles that EKS and its nodes run under.

    Creates a role for the control plane and a role for the nodes, each with its managed policies, and the
    permission of the control plane to use the key of the cluster's secrets.
    """

    cluster_role: aws.iam.Role
    node_role_arn: pulumi.Output[str]
    node_role_name: pulumi.Output[str]
    attachments: tuple[pulumi.Resource, ...]

    def __init__(self, name: str, args: ClusterRolesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:ClusterRoles", name, None, opts)
        self._args = args
        cluster, cluster_attachments = self._create(
            CONTROL_PLANE_ROLE,
            "Control plane of EKS",
            service_trust(
                "eks.amazonaws.com",
                account_id=args.place.account_id,
                source_arn=args.place.arn("eks", f"cluster/{args.place.name}"),
            ),
            CLUSTER_POLICIES,
        )
        secrets = aws.iam.RolePolicy(
            "cluster-secrets-key",
            role=cluster.name,
            policy=pulumi.Output.from_input(args.secrets_key_arn).apply(secrets_key_policy),
            opts=pulumi.ResourceOptions(parent=self),
        )
        node, node_attachments = self._create(
            "node", "Nodes of EKS", instance_trust(args.place.service_principal("ec2")), NODE_POLICIES
        )
        self.cluster_role = cluster
        self.node_role_arn = node.arn
        self.node_role_name = node.name
        self.attachments = (*cluster_attachments, secrets, *node_attachments)
        self.register_outputs({"clusterRoleArn": cluster.arn, "nodeRoleArn": node.arn})

    def _create(
        self, name: str, description: str, trust: str, policies: tuple[str, ...]
    ) -> tuple[aws.iam.Role, list[pulumi.Resource]]:
        child = pulumi.ResourceOptions(parent=self)
        role = create_role(name, place=self._args.place, trust=trust, description=description, opts=child)
        attachments: list[pulumi.Resource] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy}",
                role=role.name,
                policy_arn=f"arn:{self._args.place.partition}:iam::aws:policy/{policy}",
                opts=child,
            )
            for policy in policies
        ]
        return role, attachments


def secrets_key_policy(key_arn: str) -> str:
    """Let the control plane encrypt and decrypt Kubernetes secrets under one key.

    Source: the cluster encryption policy of terraform-aws-eks 21.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ListGrants", "kms:DescribeKey"],
                "Resource": key_arn,
            }
        ]
    )
