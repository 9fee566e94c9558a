"""AWS permissions for the pods of one service account, through EKS Pod Identity."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.documents import Statement, pod_identity_trust, policy_document
from infra.iam.role import create_role
from infra.place import Place


@dataclass(frozen=True)
class PodIdentityRoleArgs:
    """What a PodIdentityRole needs.

    Attributes:
        cluster_name, cluster_arn: the cluster whose pods get the role.
        place: where the cluster lives.
        namespace, service_account: the Kubernetes service account.
        statements: what the pods may do; empty for a role that only holds attached policies.
    """

    cluster_name: pulumi.Input[str]
    cluster_arn: pulumi.Input[str]
    place: Place
    namespace: str
    service_account: str
    statements: Sequence[Statement]


class PodIdentityRole(pulumi.ComponentResource):
    """A role for one service account.

    Creates an IAM role that the pods of the cluster can take, its inline policy where statements are given,
    and the association with the service account.
    """

    role_arn: pulumi.Output[str]
    role_name: pulumi.Output[str]

    def __init__(
        self, name: str, args: PodIdentityRoleArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:PodIdentityRole", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        role = create_role(
            name,
            place=args.place,
            description=f"Pods of service account {args.namespace}/{args.service_account}",
            trust=pulumi.Output.from_input(args.cluster_arn).apply(
                lambda arn: pod_identity_trust(arn, args.place.account_id)
            ),
            opts=child,
        )
        if args.statements:
            aws.iam.RolePolicy(name, role=role.name, policy=policy_document(args.statements), opts=child)
        aws.eks.PodIdentityAssociation(
            name,
            cluster_name=args.cluster_name,
            namespace=args.namespace,
            service_account=args.service_account,
            role_arn=role.arn,
            opts=child,
        )
        self.role_arn = role.arn
        self.role_name = role.name
        self.register_outputs({"roleArn": self.role_arn, "roleName": self.role_name})
