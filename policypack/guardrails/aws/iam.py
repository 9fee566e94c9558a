"""What the IAM controls share: the type tokens, and where a resource keeps its policy documents."""

from guardrails.aws.policy_documents import Statement, statements
from guardrails.aws.properties import blocks
from guardrails.core.control import Resource
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN

ROLE = "aws:iam/role:Role"
POLICY = "aws:iam/policy:Policy"
PERMISSION_TYPES = (
    POLICY,
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/userPolicy:UserPolicy",
    "aws:iam/groupPolicy:GroupPolicy",
    ROLE,
)


def permissions(resource: Resource) -> list[Statement]:
    """List the statements of a resource's permission policies.

    Args:
        resource: of one of PERMISSION_TYPES; of a role, its inline policies.
    """
    everything = Part("", resource.properties)
    if resource.type != ROLE:
        return statements(_required(everything.part("policy")))
    return [
        statement
        for inline in blocks(everything, "inlinePolicies")
        for statement in statements(inline.part("policy"))
    ]


def trust(resource: Resource) -> list[Statement]:
    """List the statements of a role's trust policy."""
    return statements(_required(Part("", resource.properties).part("assumeRolePolicy")))


def _required(document: Part) -> Part:
    """Take a document that IAM does not do without: a missing one is not known, and not harmless."""
    return Part(document.path, UNKNOWN) if document.value in (ABSENT, "") else document
