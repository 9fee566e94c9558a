"""Each key lets in exactly those that use it: every consumer, no stranger, and no call that nobody makes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from infra.iam.key_policies import ADMINISTRATION
from preview.model import Resource, Result
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.key_uses import SECRET, UNNAMED, USES, Use, foreign, keys, naming_keys, stack_of, uses
from tests.support.resources import of_type


def allowed(policy: str | Mapping[str, Any], request: Request) -> bool:
    return evaluate(policy, request) is Decision.ALLOW


def may_use(key_policy: str, use: Use, request: Request) -> bool:
    """Whether a key's policy lets a use in; leaving it to IAM policies does not help who has none."""
    document = json.loads(key_policy)
    if not use.delegated:
        document["Statement"] = [
            statement
            for statement in document["Statement"]
            if not str(statement["Principal"].get("AWS", "")).endswith(":root")
        ]
    return allowed(document, request)


def refused(key_policy: str, key_arn: str, used: list[Use]) -> list[str]:
    return [
        f"{use.who}: {request.action}"
        for use in used
        for request in use.requests(key_arn)
        if not may_use(key_policy, use, request)
    ]


def inline_policies(result: Result, role: Resource) -> list[str]:
    return [
        policy.inputs["policy"]
        for policy in of_type(result, "aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == role.outputs["name"]
    ]


def every_use(result: Result) -> Iterator[tuple[Resource, list[Use]]]:
    by_key = uses(result)
    for name, key in keys(result).items():
        yield key, by_key[name]


def test_every_resource_that_names_a_key_is_one_whose_use_is_known(either_stack: Result) -> None:
    assert {resource.type for _, resource in naming_keys(either_stack)} <= USES.keys()


def test_every_known_use_occurs_where_everything_is_switched_on(prod: Result) -> None:
    # No service needs to have a secret.
    assert {resource.type for _, resource in naming_keys(prod)} | {SECRET} == USES.keys()


def test_no_key_is_without_a_consumer_where_everything_is_switched_on(prod: Result) -> None:
    assert {name for name, _ in naming_keys(prod)} | UNNAMED.keys() == keys(prod).keys()


def test_every_consumer_may_use_its_key(either_stack: Result) -> None:
    for key, used in every_use(either_stack):
        assert refused(key.inputs["policy"], key.outputs["arn"], used) == [], key.name


def test_the_roles_of_the_stack_are_allowed_by_their_own_policies_as_well(either_stack: Result) -> None:
    stack = stack_of(either_stack)
    checked = 0
    for key, used in every_use(either_stack):
        for use in (use for use in used if use.role):
            policies = inline_policies(either_stack, stack.role(use.role))
            for request in use.requests(key.outputs["arn"]):
                assert any(allowed(policy, request) for policy in policies), (use.who, request.action)
                checked += 1
    assert checked


def test_nobody_from_elsewhere_may_use_a_key(either_stack: Result) -> None:
    stack = stack_of(either_stack)
    for key, used in every_use(either_stack):
        for use in used:
            strangers = list(foreign(use, stack))
            assert strangers, use.who
            for stranger in strangers:
                for request in stranger.requests(key.outputs["arn"]):
                    own = request.principal.startswith("arn:") and stack.account in request.principal
                    # Managing the key is left to the account, however it is asked for.
                    if not (own and request.action in ADMINISTRATION):
                        assert not may_use(key.inputs["policy"], stranger, request), (
                            stranger,
                            request.action,
                        )


def test_nobody_of_the_account_uses_a_key_but_through_the_service_whose_data_it_encrypts(
    either_stack: Result,
) -> None:
    stack = stack_of(either_stack)
    anybody = f"arn:aws:iam::{stack.account}:role/anybody"
    for key in keys(either_stack).values():
        statements = json.loads(key.inputs["policy"])["Statement"]
        for action in {action for statement in statements for action in statement["Action"]} - {
            *ADMINISTRATION
        }:
            # Administrators hand the key of the cluster over, whether or not EKS tells that it asks for them.
            principals = [anybody] if key.name == "cluster" else [anybody, stack.deployer]
            for principal in principals:
                request = Request(principal, action, key.outputs["arn"], stack.directly(principal))
                assert not allowed(key.inputs["policy"], request), (key.name, action)


@pytest.mark.parametrize("service", ["lambda.amazonaws.com", "s3.amazonaws.com", "ec2.amazonaws.com"])
def test_no_other_service_may_use_a_key_for_itself(either_stack: Result, service: str) -> None:
    for key in keys(either_stack).values():
        statements = json.loads(key.inputs["policy"])["Statement"]
        for action in {action for statement in statements for action in statement["Action"]}:
            assert not allowed(key.inputs["policy"], Request(service, action, key.outputs["arn"]))


def test_without_any_one_action_of_any_statement_a_consumer_is_refused(prod: Result) -> None:
    for key, used in every_use(prod):
        document = json.loads(key.inputs["policy"])
        for statement in document["Statement"]:
            if statement["Sid"] == "Administration":
                continue
            for action in list(statement["Action"]):
                statement["Action"].remove(action)
                assert refused(json.dumps(document), key.outputs["arn"], used), (
                    key.name,
                    statement["Sid"],
                    action,
                )
                statement["Action"].append(action)
