"""The roles of a stack, what they may do, and which pods have them."""

from preview.model import Resource, Result
from tests.support.cluster_objects import Pods
from tests.support.resources import of_type

ROLE = "aws:iam/role:Role"
INLINE = "aws:iam/rolePolicy:RolePolicy"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ASSOCIATION = "aws:eks/podIdentityAssociation:PodIdentityAssociation"


def role_of(result: Result, arn: str) -> Resource | None:
    """Find a role of the stack by its ARN."""
    found = [role for role in of_type(result, ROLE) if role.outputs["arn"] == arn]
    return found[0] if found else None


def permissions(result: Result, role_arn: str) -> list[Resource]:
    """Give the inline policies and the attachments of a role of the stack."""
    role = role_of(result, role_arn)
    if role is None:
        return []
    return [
        resource
        for resource in result.applied.resources.values()
        if resource.type in (INLINE, ATTACHMENT)
        and resource.inputs["role"] in (role.id, role.outputs["name"])
    ]


def inline_documents(result: Result, role_arn: str) -> list[str]:
    """Give the inline policies of a role."""
    return [
        resource.inputs["policy"] for resource in permissions(result, role_arn) if resource.type == INLINE
    ]


def managed_policies(result: Result, role_arn: str) -> set[str]:
    """Give the ARNs of the policies that are attached to a role."""
    return {
        resource.inputs["policyArn"]
        for resource in permissions(result, role_arn)
        if resource.type == ATTACHMENT
    }


def association_of(result: Result, pods: Pods) -> Resource | None:
    """Find what binds pods to their role."""
    found = [
        association
        for association in of_type(result, ASSOCIATION)
        if (association.inputs["namespace"], association.inputs["serviceAccount"])
        == (pods.namespace, pods.account)
    ]
    return found[0] if found else None
