"""Policy documents: who, what, on what, and under which condition."""

import json

import pytest

from guardrails.aws.policy_documents import Statement, bound, statements
from guardrails.core.control import Example
from guardrails.core.parts import Part
from guardrails.core.values import UNKNOWN, Secret, Value
from tests.support.judge import judge

POLICY = "aws:iam/policy:Policy"
ACCOUNT = "111122223333"


def statement(**elements: Value) -> Statement:
    return Statement(Part("policy.Statement.0", {"Effect": "Allow", **elements}))


def admin(action: Value, resource: Value = "*") -> str:
    document = {"Statement": [{"Effect": "Allow", "Action": action, "Resource": resource}]}
    return judge("IAM-01", Example({"policy": json.dumps(document)}, type=POLICY))


@pytest.mark.parametrize(
    "principal",
    ["*", ["*"], {"AWS": "*"}, {"AWS": ["*"]}, {"AWS": [ACCOUNT, "*"]}, {"AWS": "arn:aws:iam::*:root"}],
)
def test_everybody_is_everybody_in_every_form(principal: Value) -> None:
    assert statement(Principal=principal).anyone() is True


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": ACCOUNT},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        {"Service": "eks.amazonaws.com"},
        {"AWS": []},
    ],
)
def test_a_named_principal_is_not_everybody(principal: Value) -> None:
    assert statement(Principal=principal).anyone() is False


def test_everybody_but_some_is_everybody() -> None:
    assert statement(NotPrincipal={"AWS": ACCOUNT}).anyone() is True


def test_elements_are_found_in_whatever_case_they_are_written() -> None:
    (found,) = statements(Part("p", {"statement": {"effect": "allow", "principal": {"aws": "*"}}}))
    assert found.allows() is True
    assert found.anyone() is True


@pytest.mark.parametrize(
    "condition",
    [
        {"StringEquals": {"kms:CallerAccount": ACCOUNT}},
        {"StringEquals": {"KMS:calleraccount": [ACCOUNT]}},
        {"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": ["o-1/r-1/*"]}},
        {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/*"}},
        {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::bucket"}},
        {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}},
        {"Bool": {"aws:SecureTransport": "true"}, "StringEquals": {"aws:SourceAccount": ACCOUNT}},
    ],
)
def test_a_condition_that_names_account_organisation_or_service_binds(condition: Value) -> None:
    assert bound(statement(Condition=condition)) is True


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"StringLike": {"kms:CallerAccount": "*"}},
        {"StringLike": {"kms:CallerAccount": [ACCOUNT, "*"]}},
        {"StringEquals": {"kms:CallerAccount": []}},
        {"StringNotEquals": {"kms:CallerAccount": ACCOUNT}},
        {"StringEqualsIfExists": {"kms:CallerAccount": ACCOUNT}},
        {"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1/*"}},
        {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/admin"}},
        {"ArnLike": {"aws:PrincipalArn": "*"}},
        {"StringLike": {"kms:ViaService": "*.amazonaws.com"}},
        {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}},
        {"Null": {"kms:CallerAccount": "false"}},
    ],
)
def test_a_condition_that_lets_others_through_does_not_bind(condition: Value) -> None:
    assert bound(statement(Condition=condition)) is False


def test_a_condition_on_an_unknown_account_is_undecided() -> None:
    assert bound(statement(Condition={"StringEquals": {"kms:CallerAccount": UNKNOWN}})) is UNKNOWN
    assert bound(statement(Condition=UNKNOWN)) is UNKNOWN


@pytest.mark.parametrize("action", ["*", ["*"], "*:*", "**", ["s3:Get*", "*"]])
@pytest.mark.parametrize(
    "resource", ["*", ["*"], "arn:aws:*:*:*:*", "arn:*:*:*:*:*", ["arn:aws:s3:::b", "*"]]
)
def test_full_administration_is_found_in_every_form(action: Value, resource: Value) -> None:
    assert admin(action, resource) == "fail"


@pytest.mark.parametrize("action", ["s3:*", "*:Get*", ["iam:*", "ec2:*"], []])
def test_less_than_every_action_passes(action: Value) -> None:
    assert admin(action) == "pass"


def test_a_document_may_hold_one_statement_without_a_list_or_come_as_a_map() -> None:
    one = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    assert judge("IAM-01", Example({"policy": json.dumps({"Statement": one})}, type=POLICY)) == "fail"
    assert judge("IAM-01", Example({"policy": {"Statement": one}}, type=POLICY)) == "fail"


def test_a_secret_document_is_read() -> None:
    text = Secret(json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}))
    assert judge("IAM-01", Example({"policy": text}, type=POLICY)) == "fail"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", '{"Statement": "x"}', "[" * 100_000, '"x"'])
def test_what_is_no_document_never_passes(text: str) -> None:
    assert judge("IAM-04", Example({"assumeRolePolicy": text})) in ("undecided", "fail")


def test_an_unknown_inside_a_text_is_unknown() -> None:
    sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    document = json.dumps({"Statement": [{"Effect": "Allow", "Principal": {"AWS": sentinel}}]})
    assert judge("IAM-04", Example({"assumeRolePolicy": document})) == "undecided"
