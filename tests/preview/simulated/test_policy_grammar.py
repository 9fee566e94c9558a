"""Policy documents that keep to IAM's grammar, and documents that do not."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.iam.exceptions import MalformedPolicyDocument
from moto.iam.policy_validation import IAMPolicyDocumentValidator

from preview.simulated.aws.policy_grammar import (
    IDENTITY,
    KEY,
    ON_ONE_RESOURCE,
    RESOURCE,
    TRUST,
    Dialect,
    problem_of,
)

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}
TRUSTED = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
SHARED = {**STATEMENT, "Principal": {"AWS": "123456789012"}}
SYNTAX = "Syntax errors in policy."


def document(*statements: Any, **top: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements), **top})


def words(text: str, dialect: Dialect = IDENTITY) -> str:
    problem = problem_of(text, dialect)
    return problem.words if problem else ""


def place(text: str, dialect: Dialect = IDENTITY) -> str:
    problem = problem_of(text, dialect)
    assert problem is not None
    return problem.place


@pytest.mark.parametrize(
    ("dialect", "statement"),
    [
        (IDENTITY, STATEMENT),
        (IDENTITY, {"Effect": "Deny", "NotAction": ["iam:*"], "NotResource": "*"}),
        (
            IDENTITY,
            {**STATEMENT, "Sid": "Read1", "Condition": {"StringLikeIfExists": {"aws:PrincipalArn": "*"}}},
        ),
        (IDENTITY, {**STATEMENT, "Condition": {"ForAllValues:StringEquals": {"aws:TagKeys": ["a", "b"]}}}),
        (
            IDENTITY,
            {**STATEMENT, "Condition": {"NumericLessThan": {"s3:max-keys": 10}, "Null": {"a:b": True}}},
        ),
        (TRUST, TRUSTED),
        (TRUST, {**TRUSTED, "Action": ["sts:AssumeRole", "sts:TagSession"]}),
        (TRUST, {**TRUSTED, "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/x"}}),
        (RESOURCE, SHARED),
        (RESOURCE, {**STATEMENT, "Principal": "*", "Sid": "any thing-at all"}),
        (RESOURCE, {**STATEMENT, "NotPrincipal": {"AWS": ["arn:aws:iam::123456789012:role/a"]}}),
        (ON_ONE_RESOURCE, {"Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}),
        (KEY, {"Effect": "Allow", "Principal": {"AWS": "*"}}),
    ],
)
def test_a_good_document_has_no_problem(dialect: Dialect, statement: Mapping[str, Any]) -> None:
    assert problem_of(document(statement), dialect) is None


def test_a_statement_alone_need_not_be_in_a_list() -> None:
    assert problem_of(json.dumps({"Version": "2012-10-17", "Statement": STATEMENT}), IDENTITY) is None


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "it is not a JSON object"),
        ("[]", "it is not a JSON object"),
        ("{}", "there is no Statement"),
        (document(), "there is no Statement"),
        (document("x"), "statement 1 is not an object"),
        (document(STATEMENT, Versions="x"), "unknown element Versions"),
        (document(STATEMENT, Version="2012-10-18"), "Version is '2012-10-18'"),
        (document(STATEMENT, {**STATEMENT, "Actions": []}), "unknown element Actions in statement 2"),
        (document({**STATEMENT, "Effect": "allow"}), "Effect of statement 1 must be Allow or Deny"),
        (document({**STATEMENT, "NotAction": "s3:*"}), "statement 1 has Action and NotAction"),
        (document({**STATEMENT, "NotResource": "*"}), "statement 1 has Resource and NotResource"),
        (
            document({**STATEMENT, "Resource": [1]}),
            "Resource of statement 1 must be a text or a list of texts",
        ),
        (document({**STATEMENT, "Sid": 1}), "Sid of statement 1 must be a text"),
        (document({**STATEMENT, "Condition": []}), "Condition of statement 1 must be an object"),
        (document({**STATEMENT, "Condition": {"Bool": "x"}}), "Bool of statement 1 must be an object"),
        (
            document({**STATEMENT, "Condition": {"StringEqual": {"a:b": "c"}}}),
            "StringEqual of statement 1 is no condition operator",
        ),
        (
            document({**STATEMENT, "Condition": {"Bool": {"a:b": {}}}}),
            "a value under Bool of statement 1 is neither text, number nor boolean",
        ),
    ],
)
def test_a_wrong_shape_is_a_syntax_error_with_its_place(text: str, where: str) -> None:
    assert words(text) == SYNTAX
    assert place(text).startswith(where)


@pytest.mark.parametrize(
    ("dialect", "statement", "expected"),
    [
        (IDENTITY, {"Effect": "Allow", "Resource": "*"}, "Policy statement must contain actions."),
        (IDENTITY, {**STATEMENT, "Action": []}, "Policy statement must contain actions."),
        (IDENTITY, {"Effect": "Allow", "Action": "*"}, "Policy statement must contain resources."),
        (RESOURCE, {**SHARED, "Resource": []}, "Policy statement must contain resources."),
        (IDENTITY, SHARED, "Policy document should not specify a principal."),
        (RESOURCE, STATEMENT, "Missing required field Principal"),
        (TRUST, {"Effect": "Allow", "Action": "sts:AssumeRole"}, "Missing required field Principal"),
        (TRUST, {**TRUSTED, "Resource": "*"}, "Has prohibited field Resource."),
        (
            TRUST,
            {**TRUSTED, "Action": "s3:GetObject"},
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            IDENTITY,
            {**STATEMENT, "Action": "GetObject"},
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        ),
        (IDENTITY, {**STATEMENT, "Action": "s3:a:b"}, "Actions/Condition can contain only one colon."),
        (IDENTITY, {**STATEMENT, "Action": "s 3:a"}, "Vendor s 3 is not valid"),
        (IDENTITY, {**STATEMENT, "Resource": "bucket"}, 'Resource bucket must be in ARN format or "*".'),
        (RESOURCE, {**SHARED, "Principal": "me"}, "Invalid principal in policy"),
        (RESOURCE, {**SHARED, "Principal": {"Aws": "*"}}, "Invalid principal in policy"),
        (RESOURCE, {**SHARED, "Principal": {"AWS": "*", "Other": "*"}}, "Invalid principal in policy"),
        (RESOURCE, {**SHARED, "Principal": {}}, "Invalid principal in policy"),
        (RESOURCE, {**SHARED, "Principal": ["*"]}, "Invalid principal in policy"),
        (RESOURCE, {**SHARED, "Principal": {"AWS": "deploy"}}, 'Invalid principal in policy: "AWS"'),
        (RESOURCE, {**SHARED, "Principal": {"AWS": []}}, 'Invalid principal in policy: "AWS"'),
        (RESOURCE, {**SHARED, "Principal": {"Service": "ec2"}}, 'Invalid principal in policy: "Service"'),
    ],
)
def test_what_a_kind_of_policy_asks_for_is_missing(
    dialect: Dialect, statement: Mapping[str, Any], expected: str
) -> None:
    assert words(document(statement), dialect) == expected


def test_policies_of_identities_have_the_current_version() -> None:
    old = "Policy document must be version 2012-10-17 or greater."

    assert words(json.dumps({"Statement": [STATEMENT]})) == old
    assert words(document(STATEMENT, Version="2008-10-17")) == old
    assert words(document(TRUSTED, Version="2008-10-17"), TRUST) == ""


def test_sids_are_letters_and_digits_and_unique_in_iam() -> None:
    assert words(document({**STATEMENT, "Sid": "a-b"})).startswith(
        "Statement IDs (SID) must be alpha-numeric."
    )
    assert words(document({**STATEMENT, "Sid": "a"}, {**STATEMENT, "Sid": "a"})) == (
        "Statement IDs (SID) in a single policy must be unique."
    )
    assert words(document({**STATEMENT, "Sid": ""}, {**STATEMENT, "Sid": ""})) == ""
    assert words(document({**SHARED, "Sid": "a b"}, {**SHARED, "Sid": "a b"}), RESOURCE) == ""


def accepted_by_moto(text: str) -> bool:
    try:
        IAMPolicyDocumentValidator(text).validate()
    except MalformedPolicyDocument:
        return False
    return True


SOME_ACTIONS = st.sampled_from(["*", "s3:GetObject", "s3:*", "GetObject", "s3:a:b", "s_3:a", "iam:Pass*"])
SOME_RESOURCES = st.sampled_from(["*", "arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*", "bucket"])
SOME_CONDITIONS = st.sampled_from(
    [
        {},
        {"StringLike": {"aws:username": "a*"}},
        {"ForAnyValue:ArnLikeIfExists": {"aws:PrincipalArn": ["a", "b"]}},
        {"StringLikes": {"aws:username": "a"}},
        {"Bool": {"aws:SecureTransport": True}},
        {"Bool": []},
        [],
    ]
)


def some(values: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.one_of(values, st.lists(values, max_size=2), st.just(1))


CHANGES = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"Sid": st.sampled_from(["", "A", "B"])}),
    st.fixed_dictionaries({"Effect": st.sampled_from(["Deny", "allow", "Permit"])}),
    st.fixed_dictionaries({"Action": some(SOME_ACTIONS)}),
    st.fixed_dictionaries({"NotAction": some(SOME_ACTIONS)}),
    st.fixed_dictionaries({"Action": st.none(), "NotAction": some(SOME_ACTIONS)}),
    st.fixed_dictionaries({"Resource": some(SOME_RESOURCES)}),
    st.fixed_dictionaries({"Resource": st.none(), "NotResource": some(SOME_RESOURCES)}),
    st.fixed_dictionaries({"Condition": SOME_CONDITIONS}),
    st.just({"Other": "x"}),
)


def changed(changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**STATEMENT, **changes}.items() if value is not None}


# One or two changes of a good document, so that about as many are accepted as refused.
SOME_DOCUMENTS = st.fixed_dictionaries(
    {
        "Statement": st.lists(CHANGES.map(changed), min_size=1, max_size=2),
        "Version": st.sampled_from(["2012-10-17"] * 4 + ["2008-10-17", "2020-01-01"]),
    }
)


@given(SOME_DOCUMENTS)
def test_documents_are_judged_as_another_imitation_of_iam_judges_them(given_document: dict[str, Any]) -> None:
    text = json.dumps(given_document)

    assert (problem_of(text, IDENTITY) is None) == accepted_by_moto(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ELEMENTS = st.sampled_from(
    [
        "Version",
        "Statement",
        "Effect",
        "Action",
        "NotAction",
        "Resource",
        "Principal",
        "Condition",
        "Sid",
        "AWS",
    ]
)
NESTED = st.recursive(
    VALUES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ELEMENTS, inner, max_size=5),
    max_leaves=20,
)


@given(NESTED, st.sampled_from([IDENTITY, TRUST, RESOURCE, ON_ONE_RESOURCE, KEY]))
def test_no_document_is_too_strange_to_be_judged(value: Any, dialect: Dialect) -> None:
    problem_of(json.dumps(value), dialect)
    problem_of(str(value), dialect)
