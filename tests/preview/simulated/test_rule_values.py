"""What rules read of properties, and that no property is too strange for them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from preview import wire
from preview.model import UNKNOWN
from preview.simulated.aws.creation_rules import refuse_creation
from preview.simulated.aws.deletion_rules import refuse_deletion
from preview.simulated.aws.forms import FORMS
from preview.simulated.aws.rule_values import known, number, texts_at, values_at
from preview.simulated.aws.update_rules import refuse_update
from preview.simulated.sdk import sdk_type
from preview.simulated.simulation import Registration, SimulationError
from preview.simulated.store import Clouds, Store, Stored
from tests.support.simulated_account import SimulatedAccount, urn

VPC = "aws:ec2/vpc:Vpc"
SUBNET = "aws:ec2/subnet:Subnet"


@pytest.mark.parametrize("cidr", [UNKNOWN, wire.secret("10.0.0.0/8"), wire.secret(UNKNOWN)])
def test_what_is_unknown_or_secret_is_not_judged(account: SimulatedAccount, cidr: Any) -> None:
    account.create(VPC, cidrBlock=cidr)


def test_a_property_is_left_out_whole_when_something_in_it_is_not_known() -> None:
    given_inputs = {"a": ["x", UNKNOWN], "b": {"c": ["x", wire.secret("s")], "y": 1}, "d": {"e": "f"}}

    assert known(given_inputs) == {"d": {"e": "f"}}


def test_a_list_on_the_way_stands_for_its_items() -> None:
    properties = {"a": [{"b": {"c": ["x", "y"]}}, {"b": {"c": "z"}}, {"b": None}, "other"]}

    assert list(values_at(properties, "a.b.c")) == ["x", "y", "z"]
    assert texts_at(properties, "a") == ["other"]
    assert texts_at(properties, "a.b.missing") == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3),
        (3.0, 3),
        ("3", 3),
        ("-3", -3),
        (3.5, None),
        (True, None),
        ("three", None),
        ("", None),
        (None, None),
    ],
)
def test_numbers_are_taken_as_texts_too(value: Any, expected: int | None) -> None:
    assert number(value) == expected


WORDS = st.sampled_from(
    [
        "vpc-1",
        "subnet-1",
        "sg-1",
        "role",
        "10.0.0.0/16",
        "10.0.0.0/33",
        "::/0",
        "arn:aws:kms:eu-central-1:123456789012:key/1",
        "arn:aws:iam::123456789012:role/",
        '{"Statement": {"Principal": {"AWS": ["arn:aws:iam::123456789012:role/x"]}}}',
        "Gateway",
        "Interface",
        "true",
        "-1",
        "1.36",
        "t3.micro",
        UNKNOWN,
        "",
    ]
)
SIMPLE = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=8)
NESTED_KEYS = st.sampled_from(
    [
        "subnetIds",
        "securityGroups",
        "securityGroupIds",
        "authenticationMode",
        "status",
        "minSize",
        "desiredSize",
        "id",
        "name",
        "policy",
        "ruleNo",
        "cidrBlock",
        "cidrBlocks",
        "self",
        "protocol",
        "forward",
        "targetGroups",
        "arn",
    ]
)
HOSTILE = st.recursive(
    SIMPLE | SIMPLE.map(wire.secret),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NESTED_KEYS, inner, max_size=3),
    max_leaves=6,
)
TOKENS = sorted(FORMS)
KEYS = {token: sorted(found.inputs) for token in TOKENS if (found := sdk_type(token))}


@st.composite
def resources(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    token = draw(st.sampled_from(TOKENS))
    return token, draw(st.dictionaries(st.sampled_from(KEYS[token]), HOSTILE, max_size=8))


def refusal(judge: Callable[..., None], *arguments: Any) -> str | None:
    try:
        judge(*arguments)
    except SimulationError as refused:
        return str(refused)
    return None


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(resources(), min_size=1, max_size=4))
def test_rules_refuse_or_let_pass_whatever_they_are_given(given_resources: list[Any]) -> None:
    store = Store(Clouds())
    for index, (token, inputs) in enumerate(given_resources):
        name = str(index)
        registration = Registration(urn(token, name), token, name, inputs)
        existing = Stored(token, registration.urn, name, wire.reveal(inputs), wire.reveal(inputs))
        assert refusal(refuse_creation, registration, store) != ""
        assert refusal(refuse_update, existing, registration, store) != ""
        assert refusal(refuse_deletion, existing, store) != ""
        store.put(token, registration.urn, name, inputs, {})
