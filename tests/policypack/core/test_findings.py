"""Findings in words."""

import pytest

from guardrails.core.control import Fail, NotApplicable, Resource, Undecided
from guardrails.core.findings import LONGEST, describe, show
from guardrails.core.values import ABSENT, UNKNOWN, Secret, Value


def resource(properties: dict[str, Value], *secrets: tuple[str, ...]) -> Resource:
    return Resource("t", "n", "urn:n", properties, secrets=frozenset(secrets))


def test_a_failure_says_what_stands_where_and_what_should() -> None:
    nothing = resource({})
    assert describe(Fail("a.b", True, "false"), nothing) == "a.b is true; must be false"
    assert describe(Fail("a.b", ABSENT, "set"), nothing) == "a.b is not set; must be set"
    assert describe(Fail("a.b", ["x", 3.0]), nothing) == 'a.b is ["x", 3]'


def test_an_undecided_property_is_unknown_or_of_no_sensible_form() -> None:
    judged = resource({"new": UNKNOWN, "odd": "perhaps"})
    assert describe(Undecided("new"), judged) == "new is not known yet"
    assert describe(Undecided("odd"), judged) == 'odd is "perhaps", which cannot be judged'


def test_a_reason_stands_for_itself() -> None:
    assert describe(NotApplicable("it is an egress rule"), resource({})) == "it is an egress rule"


def test_a_long_value_is_cut() -> None:
    assert len(show("x" * 500)) == LONGEST


@pytest.mark.parametrize(
    "value", [Secret("hunter2"), ["a", Secret("hunter2")], {"k": {"x": Secret("hunter2")}}]
)
def test_a_secret_is_hidden_wherever_it_is(value: Value) -> None:
    assert "hunter2" not in describe(Fail("a", value, "shorter"), resource({}))


@pytest.mark.parametrize(
    ("path", "secret"),
    [
        ("policy.Statement.0.Action", ("policy",)),
        ('metadata.annotations["a.b/c"]', ("metadata", "annotations", "a.b/c")),
        ("spec", ("spec", "password")),
        ("enabled", ("enabled",)),
    ],
)
def test_what_was_found_at_above_or_below_a_secret_is_hidden(path: str, secret: tuple[str, ...]) -> None:
    sentence = describe(Fail(path, "hunter2", "something else"), resource({}, secret))
    assert sentence == f"{path} is [secret]; must be something else"


def test_a_secret_elsewhere_hides_nothing() -> None:
    assert describe(Fail("a.b", True, "false"), resource({}, ("a", "c"))) == "a.b is true; must be false"
