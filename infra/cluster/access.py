"""Who may use the cluster."""

from dataclasses import dataclass

import pulumi_aws as aws
import pulumi_eks as eks

from infra.naming import DEVELOPERS, VIEWERS, principal_name
from infra.settings import AccessSettings


@dataclass(frozen=True)
class AccessEntry:
    """Access of an IAM principal to the cluster.

    Attributes:
        name: name of the entry in the program.
        principal_arn: the IAM role or user.
        policy: EKS access policy, such as AmazonEKSClusterAdminPolicy; None for what groups give alone.
        kubernetes_groups: groups that RBAC bindings name.
        namespaces: where the policy holds; empty for the whole cluster.
    """

    name: str
    principal_arn: str
    policy: str | None
    kubernetes_groups: tuple[str, ...] = ()
    namespaces: tuple[str, ...] = ()


# The EKS access policy of each level that a team may have. Source: EKS user guide, "Review access policy
# permissions".
_TEAM_POLICIES = {
    "view": "AmazonEKSViewPolicy",
    "edit": "AmazonEKSEditPolicy",
    "admin": "AmazonEKSAdminPolicy",
}


def access_entries(access: AccessSettings) -> list[AccessEntry]:
    """Turn the people and roles of the settings into EKS access entries.

    Deployers edit objects in namespaces; developers and viewers get what the workloads bind to their groups;
    the members of a team get its level in its namespaces.
    """
    kinds = (
        ("admin", access.admins, "AmazonEKSClusterAdminPolicy", ()),
        ("deployer", access.deployers, "AmazonEKSEditPolicy", ()),
        ("developer", access.developers, None, (DEVELOPERS,)),
        ("viewer", access.viewers, None, (VIEWERS,)),
    )
    people = [
        AccessEntry(f"{kind}-{principal_name(arn)}", arn, policy, groups)
        for kind, principals, policy, groups in kinds
        for arn in principals
    ]
    members = [
        AccessEntry(
            f"team-{name}-{principal_name(arn)}", arn, _TEAM_POLICIES[team.level], (), team.namespaces
        )
        for name, team in access.teams.items()
        for arn in team.principals
    ]
    return people + members


def entry_args(entry: AccessEntry, partition: str) -> eks.AccessEntryArgs:
    """Put an access entry as the cluster component takes it.

    Args:
        entry: the entry.
        partition: partition of the cluster, such as aws.
    """
    policies = {
        policy: eks.AccessPolicyAssociationArgs(
            policy_arn=f"arn:{partition}:eks::aws:cluster-access-policy/{policy}",
            access_scope=aws.eks.AccessPolicyAssociationAccessScopeArgs(
                type="namespace" if entry.namespaces else "cluster",
                namespaces=list(entry.namespaces) or None,
            ),
        )
        for policy in ((entry.policy,) if entry.policy else ())
    }
    return eks.AccessEntryArgs(
        principal_arn=entry.principal_arn,
        kubernetes_groups=list(entry.kubernetes_groups),
        access_policies=policies,
    )
