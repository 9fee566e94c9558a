from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from preview import wire
from preview.model import UNKNOWN

RESOURCE_REFERENCE = {wire.SIGNATURE: wire.RESOURCE, "urn": "urn:x", "id": "i-1"}
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


def output(**fields: Any) -> dict[str, Any]:
    return {wire.SIGNATURE: wire.OUTPUT_VALUE, **fields}


@given(st.dictionaries(st.text(), PLAIN, max_size=4))
def test_properties_survive_the_wire(properties: dict[str, Any]) -> None:
    assert wire.from_struct(wire.to_struct(properties)) == properties


def test_whole_numbers_come_back_as_integers_and_keys_in_order() -> None:
    assert str(wire.from_struct(wire.to_struct({"ratio": 0.5, "port": 443}))) == "{'port': 443, 'ratio': 0.5}"


@pytest.mark.parametrize("unknown", ["", UNKNOWN])
def test_a_reference_is_passed_on_whole(unknown: str) -> None:
    urn = "urn:pulumi:dev::p::a:b:Parent$c:d:Child::name::more"
    reference = {wire.SIGNATURE: wire.RESOURCE, "urn": urn, "id": unknown, "packageVersion": ""}
    assert wire.whole({"list": [reference]})["list"][0] == {
        wire.SIGNATURE: wire.RESOURCE,
        "urn": urn,
        "id": "",
        "name": "name::more",
        "type": "c:d:Child",
    }


def test_a_reference_to_a_component_has_no_id() -> None:
    assert "id" not in wire.whole({wire.SIGNATURE: wire.RESOURCE, "urn": "urn:pulumi:dev::p::a:b:C::d"})


def test_secrets_and_unknowns_become_output_values_for_transforms() -> None:
    assert wire.as_outputs(
        {"open": 1, "list": [wire.secret("x")], "unknown": UNKNOWN, "both": wire.secret(UNKNOWN)}
    ) == {
        "open": 1,
        "list": [output(value="x", secret=True, dependencies=[])],
        "unknown": output(dependencies=[]),
        "both": output(secret=True, dependencies=[]),
    }


def test_output_values_keep_their_dependencies_for_transforms() -> None:
    given = output(value=[wire.secret("x")], dependencies=["urn:a"])
    assert wire.as_outputs(given) == output(
        value=[output(value="x", secret=True, dependencies=[])], dependencies=["urn:a"]
    )


def test_output_values_become_plain_unknown_or_secret() -> None:
    assert wire.downgrade(
        [output(value=1), output(), output(value="x", secret=True), output(secret=True)]
    ) == [
        1,
        UNKNOWN,
        wire.secret("x"),
        wire.secret(UNKNOWN),
    ]


def test_policies_see_resources_by_id_and_components_by_urn() -> None:
    component = {wire.SIGNATURE: wire.RESOURCE, "urn": "urn:c"}
    unknown = {**RESOURCE_REFERENCE, "id": output()}

    assert wire.lower([RESOURCE_REFERENCE, component, unknown]) == ["i-1", "urn:c", UNKNOWN]


def test_policies_do_not_see_internal_keys() -> None:
    properties = {"__defaults": [], "a": {"__internal": 1, "b": 2}, "s": wire.secret({"__x": 1, "y": 2})}

    assert wire.lower_properties(properties) == {"a": {"b": 2}, "s": wire.secret({"y": 2})}


def test_unknowns_of_every_type_are_the_one_unknown() -> None:
    assert {wire.lower(mark) for mark in wire.UNKNOWNS} == {UNKNOWN}
    assert all(wire.has_unknown({"a": [mark]}) for mark in wire.UNKNOWNS)
    assert wire.has_unknown(wire.secret(UNKNOWN))
    assert wire.has_unknown([output(dependencies=["u"])])
    assert not wire.has_unknown({"a": [output(value=1), "text", wire.secret(None)]})


def test_dependencies_ride_on_output_values() -> None:
    wrapped = wire.with_dependencies(
        {"a": wire.secret("x"), "b": UNKNOWN, "c": output(value=1, dependencies=["u"]), "d": 4},
        {"a": ["u"], "b": ["v"], "c": ["u", "w"]},
    )

    assert {key: wire.output_dependencies(value) for key, value in wrapped.items()} == {
        "a": {"u"},
        "b": {"v"},
        "c": {"u", "w"},
        "d": set(),
    }
    assert wire.downgrade(wrapped) == {"a": wire.secret("x"), "b": UNKNOWN, "c": 1, "d": 4}


def test_a_secret_is_marked_once_and_revealed_at_every_depth() -> None:
    assert wire.secret(wire.secret("x")) == wire.secret("x")
    assert wire.reveal({"a": [wire.secret({"b": wire.secret("x")})]}) == {"a": [{"b": "x"}]}
