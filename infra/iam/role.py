"""The one way to make a role, which holds to the rules that a company has for all of them."""

import pulumi
import pulumi_aws as aws

from infra.place import Place


def create_role(
    name: str,
    *,
    place: Place,
    trust: pulumi.Input[str],
    description: str,
    opts: pulumi.ResourceOptions,
) -> aws.iam.Role:
    """Declare a role.

    Its name in AWS is fixed, so that documents can name the role before it exists and match no other. Another
    name or path replaces the role; the provider deletes the old one first, as of all that a program names.

    Args:
        name: name in the program; in AWS it begins with the stack's, see Place.role_name.
        place: where it lives, with the rules for roles.
        trust: who may take the role, as a policy document.
        description: what the role is for.
        opts: resource options.

    Raises:
        ConfigurationError: the name would be too long.
    """
    rules = place.role_rules
    return aws.iam.Role(
        name,
        name=place.role_name(name),
        path=rules.path,
        description=description,
        assume_role_policy=trust,
        permissions_boundary=rules.permissions_boundary,
        opts=opts,
    )
