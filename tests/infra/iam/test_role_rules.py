"""A company's rules hold for every role of a stack, and for what names a role before it exists."""

import json
from collections.abc import Callable

import pytest

from preview.model import Resource, Result
from tests.support.key_uses import keys, stack_of, uses
from tests.support.resources import of_type
from tests.support.variants import Changes

BOUNDARY = "arn:aws:iam::444455556666:policy/platform-boundary"
RULES: Changes = {
    "iam.permissionsBoundary": BOUNDARY,
    "iam.rolePath": "/platform/",
    "iam.roleNamePrefix": "acme-",
}


@pytest.fixture(scope="module")
def ruled(variant: Callable[[str, Changes], Result]) -> Result:
    return variant("prod", RULES)


def roles(result: Result) -> list[Resource]:
    return of_type(result, "aws:iam/role:Role")


def test_every_role_has_boundary_path_and_prefix(ruled: Result) -> None:
    for role in roles(ruled):
        assert role.inputs["permissionsBoundary"] == BOUNDARY, role.name
        assert role.inputs["path"] == "/platform/", role.name
        assert role.outputs["name"].startswith("acme-"), role.name


def test_without_rules_a_role_has_no_boundary(either_stack: Result) -> None:
    for role in roles(either_stack):
        assert "permissionsBoundary" not in role.inputs, role.name
        assert role.inputs["path"] == "/", role.name


def test_no_role_can_be_longer_than_iam_takes(ruled: Result) -> None:
    # A prefix is followed by 26 characters. Source: IAM API reference, CreateRole: 64 characters.
    for role in roles(ruled):
        name, prefix = role.inputs.get("name", ""), role.inputs.get("namePrefix", "")
        assert len(name) <= 64, role.name
        assert len(prefix) <= 64 - 26, role.name


def test_no_two_roles_share_a_prefix(ruled: Result) -> None:
    prefixes = [role.inputs["namePrefix"] for role in roles(ruled) if "namePrefix" in role.inputs]
    assert len(set(prefixes)) == len(prefixes) > 1


def test_the_operator_may_take_the_role_of_the_store_by_its_whole_name(ruled: Result) -> None:
    (store,) = (role for role in roles(ruled) if role.name == "secret-store")
    (operator,) = (
        policy
        for policy in of_type(ruled, "aws:iam/rolePolicy:RolePolicy")
        if policy.name == "external-secrets"
    )
    (statement,) = json.loads(operator.inputs["policy"])["Statement"]
    assert statement["Resource"] == store.outputs["arn"]


def test_the_control_plane_may_use_its_key_under_such_a_name(ruled: Result) -> None:
    key = keys(ruled)["cluster"]
    (condition,) = (
        statement["Condition"]["ArnLike"]["aws:PrincipalArn"]
        for statement in json.loads(key.inputs["policy"])["Statement"]
        if statement["Sid"] == "ControlPlane"
    )
    (use,) = (use for use in uses(ruled)["cluster"] if use.role)
    assert condition == f"arn:aws:iam::{stack_of(ruled).account}:role/platform/acme-cluster-*"
    assert use.principal.startswith(condition.removesuffix("*"))
