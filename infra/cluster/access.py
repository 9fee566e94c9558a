"""Who may use the cluster."""

from dataclasses import dataclass

import pulumi_aws as aws
import pulumi_eks as eks

from infra.naming import DEPLOYERS, DEVELOPERS, VIEWERS, principal_name, team_group
from infra.settings import AccessSettings


@dataclass(frozen=True)
class AccessEntry:
    """Access of an IAM principal to the cluster.

    Attributes:
        name: name of the entry in the program.
        principal_arn: the IAM role or user.
        kubernetes_group: the group that RBAC bindings name; None where an EKS access policy says all.
        policy: EKS access policy for the whole cluster; None for what the group gives alone.
    """

    name: str
    principal_arn: str
    kubernetes_group: str | None = None
    policy: str | None = None


def access_entries(access: AccessSettings) -> list[AccessEntry]:
    """Turn the people and roles of the settings into EKS access entries.

    Administrators alone have an access policy, which needs no object inside the cluster. All others get what
    the workloads bind to their groups, in namespaces: the access policies below that of administrators read
    secrets, open shells and impersonate service accounts, cluster-wide that of any controller.
    Source: EKS user guide, "Review access policy permissions".
    """
    admins = [
        AccessEntry(f"admin-{principal_name(arn)}", arn, policy="AmazonEKSClusterAdminPolicy")
        for arn in access.admins
    ]
    groups = (
        ("deployer", access.deployers, DEPLOYERS),
        ("developer", access.developers, DEVELOPERS),
        ("viewer", access.viewers, VIEWERS),
        *((f"team-{name}", team.principals, team_group(name)) for name, team in access.teams.items()),
    )
    return admins + [
        AccessEntry(f"{kind}-{principal_name(arn)}", arn, group)
        for kind, principals, group in groups
        for arn in principals
    ]


def entry_args(entry: AccessEntry, partition: str) -> eks.AccessEntryArgs:
    """Put an access entry as the cluster component takes it.

    Args:
        entry: the entry.
        partition: partition of the cluster, such as aws.
    """
    policies = {
        policy: eks.AccessPolicyAssociationArgs(
            policy_arn=f"arn:{partition}:eks::aws:cluster-access-policy/{policy}",
            access_scope=aws.eks.AccessPolicyAssociationAccessScopeArgs(type="cluster"),
        )
        for policy in ((entry.policy,) if entry.policy else ())
    }
    return eks.AccessEntryArgs(
        principal_arn=entry.principal_arn,
        kubernetes_groups=[entry.kubernetes_group] if entry.kubernetes_group else [],
        access_policies=policies,
    )
