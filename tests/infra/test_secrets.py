"""Secrets are resources without a value, and their policy keeps everybody else of the account out."""

from collections.abc import Callable

import pytest

from infra.secrets import secret_policy
from preview.model import Resource, Result
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.variants import Changes
from workloads.catalogue import find_specs

SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
POLICY = "aws:secretsmanager/secretPolicy:SecretPolicy"
ROTATION = "aws:secretsmanager/secretRotation:SecretRotation"
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"

ROLE = "arn:aws:iam::111122223333:role/"
STORE, PERSON, DEPLOYER, POD = f"{ROLE}store", f"{ROLE}security", f"{ROLE}deploy", f"{ROLE}node"


def by_name(result: Result, token: str, key: str) -> dict[str, Resource]:
    return {item.inputs[key]: item for item in result.applied.resources.values() if item.type == token}


def test_every_secret_that_a_service_reads_is_a_resource(either_stack: Result) -> None:
    prefix = either_stack.applied.outputs["secretsPrefix"]
    declared = {f"{prefix}/{spec.name}/{secret}" for spec in find_specs() for secret in spec.secrets}
    secrets = by_name(either_stack, SECRET, "name")
    assert secrets.keys() == declared
    assert either_stack.applied.outputs["secretArns"] == {
        name: secret.outputs["arn"] for name, secret in secrets.items()
    }


def test_the_program_gives_no_secret_a_value(either_stack: Result) -> None:
    assert not by_name(either_stack, VERSION, "secretId")


def test_values_are_encrypted_with_the_key_of_data(either_stack: Result) -> None:
    key_arn = either_stack.applied.outputs["dataKeyArn"]
    for secret in by_name(either_stack, SECRET, "name").values():
        assert secret.inputs["kmsKeyId"] == key_arn


@pytest.mark.parametrize(("protect", "days"), [(True, 30), (False, 0)])
def test_a_deleted_secret_comes_back_where_the_stack_is_protected(
    variant: Callable[[str, Changes], Result], protect: bool, days: int
) -> None:
    for secret in by_name(variant("dev", {"protect": protect}), SECRET, "name").values():
        assert secret.protect is protect
        assert secret.inputs["recoveryWindowInDays"] == days


def test_every_secret_has_a_policy_that_only_the_store_and_administrators_pass(either_stack: Result) -> None:
    secrets = by_name(either_stack, SECRET, "name").values()
    policies = by_name(either_stack, POLICY, "secretArn")
    (store,) = (
        role.outputs["arn"]
        for role in either_stack.applied.resources.values()
        if role.type == "aws:iam/role:Role" and role.name == "secret-store"
    )
    assert policies.keys() == {secret.outputs["arn"] for secret in secrets}
    for policy in policies.values():
        assert policy.inputs["blockPublicPolicy"] is True
        document = policy.inputs["policy"]
        assert decide(document, store, "GetSecretValue") is Decision.SILENT
        assert decide(document, store, "PutSecretValue") is Decision.DENY
        assert decide(document, POD, "GetSecretValue") is Decision.DENY


def decide(document: str, principal: str, action: str) -> Decision:
    arn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:palisade/dev/patient/key-AbCdEf"
    return evaluate(
        document, Request(principal, f"secretsmanager:{action}", arn, {"aws:PrincipalArn": principal})
    )


@pytest.mark.parametrize(
    ("action", "let"),
    [
        ("GetSecretValue", {STORE, PERSON}),
        ("PutSecretValue", {PERSON}),
        ("UpdateSecretVersionStage", {PERSON}),
        ("UpdateSecret", {PERSON, DEPLOYER}),
        # A deployment looks whether there is a value, and what the secret is like.
        ("ListSecretVersionIds", {STORE, PERSON, DEPLOYER, POD}),
        ("DescribeSecret", {STORE, PERSON, DEPLOYER, POD}),
    ],
)
def test_the_policy_says_who_does_what_with_a_value(action: str, let: set[str]) -> None:
    document = secret_policy(readers=[STORE], administrators=[PERSON], deployers=[DEPLOYER])
    everybody = (STORE, PERSON, DEPLOYER, POD)
    assert {who for who in everybody if decide(document, who, action) is not Decision.DENY} == let


def a_secret() -> str:
    return next(f"palisade/dev/{spec.name}/{name}" for spec in find_specs() for name in spec.secrets)


def test_a_secret_is_rotated_by_a_function_whose_role_reads_and_writes_the_value(
    variant: Callable[[str, Changes], Result],
) -> None:
    function = "arn:aws:lambda:eu-central-1:111122223333:function:rotate"
    rotation = {"functionArn": function, "functionRoleArn": f"{ROLE}rotate", "days": 30}
    result = variant("dev", {"secrets": {"administrators": [PERSON], "rotation": {a_secret(): rotation}}})
    ((arn, rotated),) = by_name(result, ROTATION, "secretId").items()
    assert rotated.inputs["rotationLambdaArn"] == function
    assert rotated.inputs["rotationRules"] == {"automaticallyAfterDays": 30}
    document = by_name(result, POLICY, "secretArn")[arn].inputs["policy"]
    for action in ("GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage"):
        assert decide(document, f"{ROLE}rotate", action) is Decision.SILENT
        assert decide(document, DEPLOYER, action) is Decision.DENY
    assert not [decision for decision in result.decisions if decision.blocks]
