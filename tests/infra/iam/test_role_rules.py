"""A company's rules hold for every role of a stack, and for what names a role before it exists."""

import json
import re
from collections.abc import Callable

import pytest

from infra.configuration import ConfigurationError
from infra.place import Place, RoleRules
from preview.model import Resource, Result
from tests.support.key_uses import keys, stack_of, uses
from tests.support.policy_documents import documents
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


def test_every_role_is_called_by_its_stack(either_stack: Result, bound: Result) -> None:
    for result, prefix in ((either_stack, ""), (bound, "corp-")):
        for role in roles(result):
            assert role.inputs["name"] == f"{prefix}{stack_of(result).name}-{role.name}"


def test_two_stacks_of_an_account_share_no_role(dev: Result, prod: Result) -> None:
    names = [role.inputs["name"] for result in (dev, prod) for role in roles(result)]
    assert len(set(names)) == len(names)


def test_a_name_longer_than_iam_takes_is_refused_with_the_setting_to_shorten() -> None:
    place = Place(
        "palisade-a-stack-with-a-name-of-lengthy",
        "aws",
        "1" * 12,
        "eu-central-1",
        RoleRules(None, "/", "company-rule"),
    )
    assert len(place.role_name("twelve-signs")) == 64
    with pytest.raises(ConfigurationError) as refused:
        place.role_name("thirteen-signs")
    assert str(refused.value) == (
        'Pulumi.stack.yaml: iam.roleNamePrefix is "company-rule", so that a role would be called '
        "company-rulepalisade-a-stack-with-a-name-of-lengthy-thirteen-signs, which has 66 characters: must "
        "be at most 64; shorten the prefix, the name of the stack, or thirteen-signs"
    )


def test_the_operator_may_take_the_role_of_the_store_by_its_whole_name(bound: Result) -> None:
    (store,) = (role for role in roles(bound) if role.name == "secret-store")
    policies = of_type(bound, "aws:iam/rolePolicy:RolePolicy")
    (operator,) = (policy for policy in policies if policy.name == "external-secrets")
    (statement,) = json.loads(operator.inputs["policy"])["Statement"]
    assert statement["Resource"] == store.outputs["arn"]


def test_the_control_plane_may_use_its_key_under_such_a_name(bound: Result) -> None:
    statements = json.loads(keys(bound)["cluster"].inputs["policy"])["Statement"]
    (control_plane,) = (statement for statement in statements if statement["Sid"] == "ControlPlane")
    (cluster,) = (role for role in roles(bound) if role.name == "cluster")
    assert control_plane["Condition"] == {"ArnEquals": {"aws:PrincipalArn": cluster.outputs["arn"]}}
    (use,) = (use for use in uses(bound)["cluster"] if use.role)
    assert use.principal == cluster.outputs["arn"]


def test_no_document_names_a_role_by_a_pattern_that_others_may_take(bound: Result) -> None:
    for document in documents(bound):
        # An endpoint gives no permission.
        if document.resource.type != "aws:ec2/vpcEndpoint:VpcEndpoint":
            assert not re.findall(r':role/[^"]*[*?][^"]*', json.dumps(document.statements)), document.where
