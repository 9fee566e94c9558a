"""Decoding of property bags from the wire."""

from typing import Any

import pytest
from google.protobuf.struct_pb2 import Struct
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy import proxy

from guardrails.core.decode import SENTINELS, SIGNATURE, Decoded, decode, merged
from guardrails.core.values import UNKNOWN, Secret

SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a public signature
ASSET = "c44067f5952c0a294b673a41bacd8c17"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"


def wire(properties: dict[str, Any]) -> Struct:
    struct = Struct()
    struct.update(properties)
    return struct


def test_every_sentinel_that_the_sdk_knows_is_unknown() -> None:
    known = {value for name, value in vars(proxy).items() if name.startswith("UNKNOWN_")}
    assert known == SENTINELS
    for sentinel in known:
        assert decode(wire({"a": [sentinel]})).properties == {"a": [UNKNOWN]}


def test_numbers_stay_floats_and_nothing_else_changes() -> None:
    given_bag = {"text": "x", "number": 3, "flag": True, "none": None, "list": [1.5, {"deep": "y"}]}
    decoded = decode(wire(given_bag)).properties
    assert decoded == {"text": "x", "number": 3.0, "flag": True, "none": None, "list": [1.5, {"deep": "y"}]}
    assert isinstance(decoded["number"], float)


def test_a_secret_compares_as_its_text_and_never_prints() -> None:
    decoded = decode(wire({"a": {SIGNATURE: SECRET, "value": {"deep": ["hunter2"], "flag": True}}}))
    found = decoded.properties["a"]["deep"][0]
    assert found == "hunter2"
    assert isinstance(found, Secret)
    assert "hunter2" not in f"{found} {found!r} {decoded.properties!r}"
    assert decoded.secrets == {("a",)}


def test_an_output_value_without_a_value_is_unknown() -> None:
    assert decode(wire({"a": {SIGNATURE: OUTPUT}})).properties == {"a": UNKNOWN}
    hidden = decode(wire({"a": {SIGNATURE: OUTPUT, "value": "x", "secret": True}}))
    assert isinstance(hidden.properties["a"], Secret)
    assert hidden.secrets == {("a",)}


def test_a_resource_is_its_id_and_an_asset_what_describes_it() -> None:
    bag = {
        "resource": {SIGNATURE: RESOURCE, "id": "i-1", "urn": "urn:x"},
        "asset": {SIGNATURE: ASSET, "path": "f"},
    }
    assert decode(wire(bag)).properties == {"resource": "i-1", "asset": {"path": "f"}}


def test_a_form_that_the_engine_never_sends_is_unknown() -> None:
    assert decode({"a": object()}).properties == {"a": UNKNOWN}


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.text(max_size=4)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(st.text(max_size=3), st.just(SIGNATURE)), inner, max_size=3),
    ),
    max_leaves=10,
)


@given(bag=st.dictionaries(st.text(max_size=3), JSON, max_size=3))
def test_no_property_bag_stops_the_decoding(bag: dict[str, Any]) -> None:
    assert set(decode(wire(bag)).properties) == set(bag)


@pytest.mark.parametrize("output", [UNKNOWN, None])
def test_an_input_stands_where_the_output_is_not_known(output: object) -> None:
    inputs, outputs = Decoded({"a": "given", "b": "kept"}), Decoded({"a": output, "c": UNKNOWN})
    assert merged(inputs, outputs).properties == {"a": "given", "b": "kept", "c": UNKNOWN}


def test_an_output_goes_before_the_input() -> None:
    secret = frozenset({("a",)})
    both = merged(Decoded({"a": "given"}, secret), Decoded({"a": "filled in"}))
    assert both == Decoded({"a": "filled in"}, secret)
