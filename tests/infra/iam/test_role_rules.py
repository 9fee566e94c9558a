"""A company's rules hold for every role of a stack, and for what names a role before it exists."""

import json
from collections.abc import Callable

import pytest

from preview.model import Resource, Result
from tests.support.key_uses import keys, stack_of, uses
from tests.support.resources import of_type
from tests.support.variants import Changes

# The same changes as in tests/contract/test_toggles.py, so that both share their runs.
BOUNDARY = "arn:aws:iam::444455556666:policy/boundary"
PATH: Changes = {"iam.rolePath": "/platform/"}
PREFIX: Changes = {"iam.roleNamePrefix": "corp-"}

Run = Callable[[str, Changes], Result]


def roles(result: Result) -> list[Resource]:
    return of_type(result, "aws:iam/role:Role")


def test_every_role_has_the_boundary(variant: Run) -> None:
    for role in roles(variant("prod", {"iam.permissionsBoundary": BOUNDARY})):
        assert role.inputs["permissionsBoundary"] == BOUNDARY, role.name


def test_every_role_has_the_path(variant: Run) -> None:
    for role in roles(variant("prod", PATH)):
        assert role.inputs["path"] == "/platform/", role.name


def test_every_role_has_the_prefix(variant: Run) -> None:
    for role in roles(variant("prod", PREFIX)):
        assert role.outputs["name"].startswith("corp-"), role.name


def test_without_rules_a_role_has_no_boundary_and_no_path(either_stack: Result) -> None:
    for role in roles(either_stack):
        assert "permissionsBoundary" not in role.inputs, role.name
        assert role.inputs["path"] == "/", role.name


def test_no_name_can_be_longer_than_iam_takes(variant: Run) -> None:
    # A prefix is followed by 26 characters. Source: IAM API reference, CreateRole: 64 characters.
    for role in roles(variant("prod", PREFIX)):
        name, prefix = role.inputs.get("name", ""), role.inputs.get("namePrefix", "")
        assert len(name) <= 64, role.name
        assert len(prefix) <= 64 - 26, role.name


def test_no_two_roles_share_a_prefix(variant: Run) -> None:
    prefixes = [
        role.inputs["namePrefix"] for role in roles(variant("prod", PREFIX)) if "namePrefix" in role.inputs
    ]
    assert len(set(prefixes)) == len(prefixes) > 1


@pytest.mark.parametrize("rules", [PATH, PREFIX], ids=["path", "prefix"])
def test_the_operator_may_take_the_role_of_the_store_by_its_whole_name(variant: Run, rules: Changes) -> None:
    result = variant("prod", rules)
    (store,) = (role for role in roles(result) if role.name == "secret-store")
    policies = of_type(result, "aws:iam/rolePolicy:RolePolicy")
    (operator,) = (policy for policy in policies if policy.name == "external-secrets")
    (statement,) = json.loads(operator.inputs["policy"])["Statement"]
    assert statement["Resource"] == store.outputs["arn"]


@pytest.mark.parametrize(
    ("rules", "name"), [(PATH, "platform/cluster-"), (PREFIX, "corp-cluster-")], ids=["path", "prefix"]
)
def test_the_control_plane_may_use_its_key_under_such_a_name(variant: Run, rules: Changes, name: str) -> None:
    result = variant("prod", rules)
    statements = json.loads(keys(result)["cluster"].inputs["policy"])["Statement"]
    (control_plane,) = (statement for statement in statements if statement["Sid"] == "ControlPlane")
    pattern = f"arn:aws:iam::{stack_of(result).account}:role/{name}*"
    assert control_plane["Condition"] == {"ArnLike": {"aws:PrincipalArn": pattern}}
    (use,) = (use for use in uses(result)["cluster"] if use.role)
    assert use.principal.startswith(pattern.removesuffix("*"))
