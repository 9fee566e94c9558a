"""A company's rules hold for every role of a stack, and for what names a role before it exists."""

import json
from collections.abc import Callable

import pytest

from preview.model import Resource, Result
from tests.support.key_uses import keys, stack_of, uses
from tests.support.resources import of_type
from tests.support.variants import Changes

BOUNDARY = "arn:aws:iam::444455556666:policy/boundary"
RULES: Changes = {
    "iam.permissionsBoundary": BOUNDARY,
    "iam.rolePath": "/platform/",
    "iam.roleNamePrefix": "corp-",
}


@pytest.fixture(scope="module")
def bound(variant: Callable[[str, Changes], Result]) -> Result:
    """The prod stack of a company that has all of these rules."""
    return variant("prod", RULES)


def roles(result: Result) -> list[Resource]:
    return of_type(result, "aws:iam/role:Role")


def test_every_role_has_the_boundary(bound: Result) -> None:
    for role in roles(bound):
        assert role.inputs["permissionsBoundary"] == BOUNDARY, role.name


def test_every_role_has_the_path(bound: Result) -> None:
    for role in roles(bound):
        assert role.inputs["path"] == "/platform/", role.name


def test_every_role_has_the_prefix(bound: Result) -> None:
    for role in roles(bound):
        assert role.outputs["name"].startswith("corp-"), role.name


def test_without_rules_a_role_has_no_boundary_and_no_path(either_stack: Result) -> None:
    for role in roles(either_stack):
        assert "permissionsBoundary" not in role.inputs, role.name
        assert role.inputs["path"] == "/", role.name


def test_no_name_can_be_longer_than_iam_takes(bound: Result) -> None:
    # A prefix is followed by 26 characters. Source: IAM API reference, CreateRole: 64 characters.
    for role in roles(bound):
        name, prefix = role.inputs.get("name", ""), role.inputs.get("namePrefix", "")
        assert len(name) <= 64, role.name
        assert len(prefix) <= 64 - 26, role.name


def test_no_two_roles_share_a_prefix(bound: Result) -> None:
    prefixes = [role.inputs["namePrefix"] for role in roles(bound) if "namePrefix" in role.inputs]
    assert len(set(prefixes)) == len(prefixes) > 1


def test_the_operator_may_take_the_role_of_the_store_by_its_whole_name(bound: Result) -> None:
    (store,) = (role for role in roles(bound) if role.name == "secret-store")
    policies = of_type(bound, "aws:iam/rolePolicy:RolePolicy")
    (operator,) = (policy for policy in policies if policy.name == "external-secrets")
    (statement,) = json.loads(operator.inputs["policy"])["Statement"]
    assert statement["Resource"] == store.outputs["arn"]


def test_the_control_plane_may_use_its_key_under_such_a_name(bound: Result) -> None:
    statements = json.loads(keys(bound)["cluster"].inputs["policy"])["Statement"]
    (control_plane,) = (statement for statement in statements if statement["Sid"] == "ControlPlane")
    pattern = f"arn:aws:iam::{stack_of(bound).account}:role/platform/corp-cluster-*"
    assert control_plane["Condition"] == {"ArnLike": {"aws:PrincipalArn": pattern}}
    (use,) = (use for use in uses(bound)["cluster"] if use.role)
    assert use.principal.startswith(pattern.removesuffix("*"))
