"""The examples of every control, and what unknown or malformed values make of them."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guardrails.core.control import Control, Example
from guardrails.core.examples import changed
from guardrails.core.values import UNKNOWN, Value, look
from tests.support.judge import CONTROLS, findings, judge

CONTROL = pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda control: control.id)

# What a property bag can hold at worst: every type, nested, with nulls, unknowns and odd numbers.
_SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from([UNKNOWN, "*", "ALL", "https://[", "2024-13-45", "0.0.0.0/0"]),
)
_HOSTILE = st.recursive(
    _SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text(max_size=5), inner, max_size=3),
    ),
    max_leaves=8,
)


def _paths(value: Value, prefix: str = "") -> Iterator[str]:
    """Name every place inside a property bag that can be set by its dotted path."""
    if isinstance(value, Mapping):
        entries = [(str(key), inner) for key, inner in value.items()]
    else:
        entries = (
            [(str(index), inner) for index, inner in enumerate(value)] if isinstance(value, list) else []
        )
    for key, inner in entries:
        if "." not in key:
            yield f"{prefix}{key}"
            yield from _paths(inner, f"{prefix}{key}.")


def _with(example: Example, path: str, value: Value) -> Example:
    properties = changed(example.properties, {path: value})
    return replace(example, properties=properties)


@CONTROL
def test_every_example_is_decided_as_it_says(control: Control) -> None:
    for outcome, examples in (
        ("pass", control.passes),
        ("fail", control.fails),
        ("undecided", control.undecided),
    ):
        for example in examples:
            assert judge(control.id, example) == outcome, example


@CONTROL
def test_every_control_has_examples_that_pass_and_fail_and_says_what_to_do(control: Control) -> None:
    assert control.passes
    assert control.fails
    assert control.rationale.endswith(".")
    assert control.remediation.endswith(".")
    assert not control.title.endswith(".")
    assert control.references


@CONTROL
def test_every_finding_names_a_place_in_the_object(control: Control) -> None:
    for example in (*control.fails, *control.undecided):
        for finding in findings(control.id, example):
            assert getattr(finding, "path", "").split(".")[0].split("[")[0]


@CONTROL
def test_an_unknown_value_never_makes_a_compliant_object_fail(control: Control) -> None:
    for example in control.passes:
        for path in _paths(example.properties):
            assert judge(control.id, _with(example, path, UNKNOWN)) != "fail", path


@CONTROL
@pytest.mark.parametrize("value", [UNKNOWN, "malformed", 7.5], ids=["unknown", "text", "number"])
def test_no_unknown_or_malformed_value_makes_a_failing_object_pass(control: Control, value: Value) -> None:
    for example in control.fails:
        for path in _paths(example.properties):
            # Another text in place of a text is another valid value, not a malformed one.
            if not isinstance(value, str) or not isinstance(look(example.properties, path), str):
                assert judge(control.id, _with(example, path, value)) != "pass", path


@CONTROL
@settings(max_examples=60)
@given(data=st.data())
def test_no_hostile_value_crashes_a_control(control: Control, data: st.DataObject) -> None:
    examples = (*control.passes, *control.fails)
    example = data.draw(st.sampled_from(examples))
    path = data.draw(st.sampled_from(["", *_paths(example.properties)]))
    value = data.draw(_HOSTILE)
    if path:
        judge(control.id, _with(example, path, value))
    else:
        bag = dict.fromkeys(example.properties, value)
        judge(control.id, replace(example, properties={**bag, "spec": value, "metadata": value}))
