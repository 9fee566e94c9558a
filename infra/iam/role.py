"""The one way to make a role, which holds to the rules that a company has for all of them."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws


@dataclass(frozen=True)
class RoleRules:
    """What every role must have.

    Attributes:
        permissions_boundary: ARN of a policy that bounds the role; None for no boundary.
        path: path of the role, / or /a/b/.
        name_prefix: what the name begins with; empty for any name.
    """

    permissions_boundary: str | None
    path: str
    name_prefix: str


def create_role(
    name: str,
    *,
    rules: RoleRules,
    trust: pulumi.Input[str],
    description: str,
    opts: pulumi.ResourceOptions,
    exact_name: str | None = None,
) -> aws.iam.Role:
    """Declare a role.

    Args:
        name: name in the program.
        rules: boundary, path and prefix.
        trust: who may take the role, as a policy document.
        description: what the role is for.
        opts: resource options.
        exact_name: name in AWS after the prefix, for a role that documents must name before it exists; other
            roles get a name that ends at random, so that they can be replaced.
    """
    given = f"{rules.name_prefix}{exact_name}" if exact_name else None
    # AWS adds 26 characters to a prefix, and a name has 64.
    prefix = f"{rules.name_prefix}{name}-"[:38] if rules.name_prefix and not exact_name else None
    return aws.iam.Role(
        name,
        name=given,
        name_prefix=prefix,
        path=rules.path,
        description=description,
        assume_role_policy=trust,
        permissions_boundary=rules.permissions_boundary,
        opts=opts,
    )
