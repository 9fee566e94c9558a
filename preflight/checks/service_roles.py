"""Service-linked roles: some must exist before a policy names them, the others AWS makes when asked."""

import json
import re
from collections.abc import Iterator

from preflight.account import Account
from preflight.finding import Finding, blocker, ok, warning
from preflight.plan import Plan

CHECK = "service-linked roles"
_PREFIX = "/aws-service-role/"
_IN_POLICY = re.compile(r":role/aws-service-role/([a-z0-9.-]+)/")
_SPOT = "spot.amazonaws.com"
_NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool"

# Who makes the role of a service unasked. Sources: EKS user guide, "Using service-linked roles for Amazon
# EKS"; AWS managed policy AutoScalingServiceRolePolicy, EC2SpotManagement.
_MAKERS = {
    "eks.amazonaws.com": "EKS makes it with the first cluster",
    "eks-nodegroup.amazonaws.com": "EKS makes it with the first node group",
    _SPOT: "EC2 Auto Scaling makes it with the first Spot node",
}


def check_service_roles(plan: Plan, account: Account) -> Iterator[Finding]:
    """Look for the service-linked roles that the stack needs."""
    roles = account.pages("iam", "list_roles", "Roles", PathPrefix=_PREFIX)
    present = {role["Path"].removeprefix(_PREFIX).strip("/") for role in roles}
    named = named_in_policies(plan)
    for service in sorted(named - present):
        yield blocker(
            CHECK,
            f"{service} has none, and the policy of a KMS key names it, which KMS refuses before it exists: "
            f"{command(service)}",
        )
    for service in sorted(made_unasked(plan) - named - present - bought_by_karpenter(plan)):
        yield warning(
            CHECK,
            f"{service} has none yet; {_MAKERS[service]} where the caller may "
            f"iam:CreateServiceLinkedRole, otherwise: {command(service)}",
        )
    if bought_by_karpenter(plan) and _SPOT not in present:
        yield blocker(
            CHECK,
            f"{_SPOT} has none, and Karpenter, which buys Spot nodes itself, does not make it: "
            f"{command(_SPOT)}",
        )
    if there := sorted((named | made_unasked(plan) | bought_by_karpenter(plan)) & present):
        yield ok(CHECK, ", ".join(there))


def named_in_policies(plan: Plan) -> set[str]:
    """Find the services whose service-linked role a policy of the stack names as principal."""
    policies = [json.dumps(json.loads(key["policy"])) for key in plan.inputs("aws:kms/key:Key")]
    return {service for policy in policies for service in _IN_POLICY.findall(policy)}


def made_unasked(plan: Plan) -> set[str]:
    """Name the services of the stack's cluster and nodes whose role AWS makes on first use."""
    groups = plan.inputs("aws:eks/nodeGroup:NodeGroup")
    services = {"eks.amazonaws.com"} if plan.of("aws:eks/cluster:Cluster") else set[str]()
    if groups:
        services.add("eks-nodegroup.amazonaws.com")
    if any(group.get("capacityType") == "SPOT" for group in groups):
        services.add(_SPOT)
    return services


def bought_by_karpenter(plan: Plan) -> set[str]:
    """Name the service of Spot where a node pool of the stack may have Spot nodes.

    Source: Karpenter, "Getting Started with Karpenter", which makes the role by hand.
    """
    pools = [json.dumps(pool) for pool in plan.inputs(_NODE_POOL)]
    return {_SPOT} if any('"spot"' in pool for pool in pools) else set()


def command(service: str) -> str:
    """Write the command that makes the role of a service."""
    return f"aws iam create-service-linked-role --aws-service-name {service}"
