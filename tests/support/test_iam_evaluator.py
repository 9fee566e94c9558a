from typing import Any

import pytest

from tests.support.iam_evaluator import Decision, Request, Values, evaluate

ROLE = "arn:aws:iam::111122223333:role/deploy"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1"


def decide(statement: dict[str, Any], context: dict[str, Values] | None = None, **request: str) -> Decision:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", **statement}]}
    call = {"principal": ROLE, "action": "kms:Decrypt", "resource": KEY} | request
    return evaluate(document, Request(**call, context=context or {}))


def holds(operator: str, wanted: Values, sent: Values | None) -> bool:
    condition = {operator: {"aws:Key": wanted}}
    return decide({"Condition": condition}, {} if sent is None else {"AWS:key": sent}) is Decision.ALLOW


def test_a_denial_beats_a_permission_and_a_document_may_be_silent():
    allow = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
    deny = {"Effect": "Deny", "Action": "kms:*", "Resource": KEY}
    request = Request(ROLE, "kms:Decrypt", KEY)
    assert evaluate({"Statement": [allow]}, request) is Decision.ALLOW
    assert evaluate({"Statement": [allow, deny]}, request) is Decision.DENY
    assert evaluate({"Statement": []}, request) is Decision.SILENT


@pytest.mark.parametrize(
    ("element", "who", "is_meant"),
    [
        ("*", ROLE, True),
        ({"AWS": "*"}, ROLE, True),
        ({"AWS": ROLE}, ROLE, True),
        ({"AWS": "arn:aws:iam::111122223333:root"}, ROLE, True),
        ({"AWS": "111122223333"}, ROLE, True),
        ({"AWS": "arn:aws:iam::444455556666:root"}, ROLE, False),
        ({"AWS": "arn:aws:iam::111122223333:root"}, "sns.amazonaws.com", False),
        ({"Service": ["sns.amazonaws.com"]}, "sns.amazonaws.com", True),
        ({"Service": "sns.amazonaws.com"}, ROLE, False),
    ],
)
def test_a_principal_is_named_by_itself_by_its_account_or_as_a_service(
    element: Any, who: str, is_meant: bool
):
    assert (decide({"Principal": element}, principal=who) is Decision.ALLOW) is is_meant


def test_actions_ignore_case_and_resources_do_not():
    assert decide({"Action": "KMS:decr*"}) is Decision.ALLOW
    assert decide({"Action": ["kms:Encrypt"]}) is Decision.SILENT
    assert decide({"Resource": "arn:aws:kms:*:key/?"}) is Decision.ALLOW
    assert decide({"Resource": KEY.upper()}) is Decision.SILENT


@pytest.mark.parametrize(
    ("operator", "wanted", "sent", "expected"),
    [
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", "a", "A", False),
        ("StringEquals", "a", None, False),
        ("StringEqualsIfExists", "a", None, True),
        ("StringEqualsIfExists", "a", "b", False),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringNotEquals", "a", None, True),
        ("StringNotEqualsIfExists", "a", None, True),
        ("StringLike", "a*c", "abc", True),
        ("StringLike", "a*c", "abd", False),
        ("StringNotLike", "a*c", "abc", False),
        ("ArnLike", "arn:aws:logs:*:1:*", "arn:aws:logs:eu:1:log-group:a:b", True),
        ("ArnLike", "arn:aws:*:key/1", KEY, False),
        ("ArnEquals", KEY, KEY, True),
        ("ArnNotLike", "arn:aws:kms:*:*:*", KEY, False),
        ("Bool", "false", "false", True),
        ("Bool", "false", None, False),
        ("BoolIfExists", "false", None, True),
        ("Null", "true", None, True),
        ("Null", "true", "x", False),
        ("Null", "false", "x", True),
        ("NumericLessThan", "1.2", "1.1", True),
        ("NumericLessThan", "1.2", "1.2", False),
        ("NumericLessThan", "30", "7", True),
        ("NumericLessThan", "30", None, False),
        ("NumericLessThanIfExists", "30", None, True),
        ("NumericGreaterThanEquals", "30", "30", True),
    ],
)
def test_conditions_compare_as_the_user_guide_says(
    operator: str, wanted: Values, sent: Values | None, expected: bool
):
    assert holds(operator, wanted, sent) is expected


def test_values_may_be_numbers_and_truths_of_json():
    assert decide({"Condition": {"NumericLessThan": {"a": 1.2}}}, {"a": "1.1"}) is Decision.ALLOW
    assert decide({"Condition": {"Bool": {"a": False}}}, {"a": "false"}) is Decision.ALLOW
    assert decide({"Condition": {"Null": {"a": True}}}, {"a": "x"}) is Decision.SILENT


def test_every_condition_must_hold():
    both = {"StringEquals": {"a": "1"}, "Bool": {"b": "true"}}
    assert decide({"Condition": both}, {"a": "1", "b": "true"}) is Decision.ALLOW
    assert decide({"Condition": both}, {"a": "1", "b": "false"}) is Decision.SILENT


@pytest.mark.parametrize(
    "statement",
    [
        {"NotAction": "kms:Decrypt"},
        {"Principal": {"Federated": "x"}},
        {"Condition": {"DateLessThan": {"a": "b"}}},
        {"Condition": {"ForAnyValue:StringEquals": {"a": "b"}}},
    ],
)
def test_what_is_not_known_is_refused_instead_of_guessed(statement: dict[str, Any]):
    with pytest.raises(ValueError, match="not evaluated here"):
        decide(statement)


def test_all_values_of_a_request_must_be_among_the_wanted_and_none_are():
    wanted = ["Name", "Owner"]
    assert holds("ForAllValues:StringEquals", wanted, ["Name"])
    assert holds("ForAllValues:StringEquals", wanted, None)
    assert not holds("ForAllValues:StringEquals", wanted, ["Name", "Team"])
