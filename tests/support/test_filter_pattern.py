"""Filter patterns match as the CloudWatch Logs user guide says, with events like those of its examples."""

from typing import Any

import pytest

from tests.support.filter_pattern import FilterPattern

EVENT: dict[str, Any] = {
    "eventType": "UpdateTrail",
    "sourceIPAddress": "198.51.100.7",
    "arrayKey": ["value", "another value"],
    "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],
    "SomeObject": None,
    "ThisFlag": True,
    "OtherFlag": False,
    "user": {"id": 1, "email": "jane@example.com"},
    "actions": ["GET", "PUT", "DELETE"],
    "coordinates": [[0, 1, 2], [4, 5, 6]],
    "latency": 55.5,
    "errorCode": 400,
    "quoted": 'say "yes"',
    "literal": "Ev*ent",
}


def matches(pattern: str, event: Any = EVENT) -> bool:
    return FilterPattern.parse(pattern).matches(event)


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "UpdateTrail" }',
        "{ $.eventType = UpdateTrail }",
        '{$.eventType="UpdateTrail"}',
        "{ $.sourceIPAddress != 123.123.* }",
        '{ $.arrayKey[0] = "value" }',
        "{ $.objectList[1].id = 2 }",
        "{ $.coordinates[1][2] = 6 }",
        "{ $.SomeObject IS NULL }",
        "{ $.SomeOtherObject NOT EXISTS }",
        "{ $.ThisFlag IS TRUE }",
        "{ $.OtherFlag IS FALSE }",
        "{ $.latency = * }",
        '{ $.quoted = "say \\"yes\\"" }',
    ],
)
def test_a_property_is_compared_with_a_value(pattern: str) -> None:
    assert matches(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        '{ $.eventType = "updatetrail" }',
        "{ $.sourceIPAddress != 198.51.* }",
        '{ $.arrayKey[1] = "value" }',
        "{ $.arrayKey[7] = * }",
        "{ $.eventType[0] = * }",
        "{ $.objectList[0].missing = 2 }",
        "{ $.ThisFlag IS NULL }",
        "{ $.SomeObject NOT EXISTS }",
        "{ $.SomeOtherObject IS NULL }",
        "{ $.ThisFlag IS FALSE }",
    ],
)
def test_a_property_that_differs_does_not_match(pattern: str) -> None:
    assert not matches(pattern)


@pytest.mark.parametrize(
    ("wildcard", "found"),
    [
        ("*Trail", True),
        ("Update*", True),
        ("*dateTr*", True),
        ("*", True),
        ("*Update", False),
        ("Trail*", False),
        ("Up*il", False),
    ],
)
def test_an_asterisk_stands_for_anything_at_the_ends_only(wildcard: str, found: bool) -> None:
    assert matches(f'{{ $.eventType = "{wildcard}" }}') is found
    assert matches(f"{{ $.eventType = {wildcard} }}") is found


def test_an_asterisk_in_the_middle_is_itself() -> None:
    assert matches("{ $.literal = Ev*ent }")


@pytest.mark.parametrize(
    ("comparison", "found"),
    [
        (">= 55.5", True),
        ("> 55.5", False),
        ("< +56", True),
        ("< 10e3", True),
        ("< 10e-3", False),
        ("<= 55", False),
        ("= 55.5", True),
        ("!= 55.5", False),
        ("!= -1", True),
        (">= 5.55e1", True),
    ],
)
def test_numbers_are_compared_as_numbers(comparison: str, found: bool) -> None:
    assert matches(f"{{ $.latency {comparison} }}") is found


def test_a_text_that_looks_like_a_number_is_no_number() -> None:
    assert not matches("{ $.code = 400 }", {"code": "400"})
    assert not matches('{ $.code = "400" }', {"code": 400})
    assert not matches("{ $.code >= 400 }", {"code": "500"})


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ('{ ($.user.id = 1) && ($.user.email = "jane@example.com") }', True),
        ('{ ($.user.id = 2 && $.user.email = "nobody") || $.actions[2] = "GET" }', False),
        ('{ $.user.id = 1 || $.coordinates[0][1] = "nothing" && $.actions[2] = "nothing" }', True),
        ('{ ($.user.id = 1 || $.coordinates[0][1] = "nothing") && $.actions[2] = "nothing" }', False),
        ("{ (($.user.id = 1)) }", True),
    ],
)
def test_and_binds_before_or_and_parentheses_before_both(pattern: str, found: bool) -> None:
    assert matches(pattern) is found


@pytest.mark.parametrize("selector", ["$.arrayKey", "$.user", "$.SomeObject", "$.ThisFlag"])
def test_what_is_neither_text_nor_number_is_not_compared(selector: str) -> None:
    assert not matches(f"{{ {selector} = 1 }}")
    assert not matches(f"{{ {selector} != 1 }}")
    assert not matches(f'{{ {selector} != "1" }}')


@pytest.mark.parametrize("absent_differs", [True, False])
def test_whether_an_absent_property_differs_is_the_callers_assumption(absent_differs: bool) -> None:
    def found(pattern: str) -> bool:
        return FilterPattern.parse(pattern).matches(EVENT, absent_differs=absent_differs)

    assert found('{ $.absent != "a" }') is absent_differs
    assert found("{ $.absent != 1 }") is absent_differs
    assert not found('{ $.absent = "a" }')
    assert not found("{ $.absent > 1 }")
    assert not found("{ $.absent IS NULL }")


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("{ $.eventType = %Trail% }", True),
        ("{ $.eventType = %^Trail% }", False),
        (r"{ $.sourceIPAddress = %198\.51\.100\.[0-9]{1,3}% }", True),
        (r"{ $.sourceIPAddress != %198\.51\.100\.[0-9]{1,3}% }", False),
        ("{ $.errorCode = %4% }", False),
    ],
)
def test_a_regular_expression_is_searched_in_a_text(pattern: str, found: bool) -> None:
    assert matches(pattern) is found


def test_what_is_no_json_object_matches_nothing() -> None:
    for event in ("plain text", ["list"], 1, None):
        assert not matches("{ $.a NOT EXISTS }", event)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ("ERROR", "braces"),
        ("{ }", "expected more"),
        ("{ eventName = a }", "expected a property"),
        ("{ $.a }", "expected = or"),
        ("{ $.a == 1 }", "="),
        ('{ $.a > "b" }', "compares numbers"),
        ("{ $.a = Failed authentication }", "goes on after its end"),
        ("{ ($.a = 1 }", "expected )"),
        ("{ $.a = 1) }", "goes on after its end"),
        ("{ $.a EXISTS }", "expected = or"),
        ("{ $.a NOT NULL }", "expected EXISTS"),
        ("{ $.a IS MAYBE }", "expected NULL"),
        ('{ $.a = "open }', "cannot read"),
        ("{ $.a = %(b)% }", "regular expression"),
        ("{ $.a = %b!% }", "regular expression"),
        ("{ $.a = %1% || $.a = %2% || $.a = %3% }", "at most 2"),
        ("{ $.a = " + "b" * 1024 + " }", "at most 1024"),
    ],
)
def test_what_cloudwatch_logs_would_refuse_is_refused(pattern: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason.replace("(", r"\(").replace(")", r"\)")):
        FilterPattern.parse(pattern)
