from typing import Any

import pytest

from preview.overrides import OverrideError, override

DEFAULTS: dict[str, Any] = {"app:network": {"zones": 3, "clients": ["a", "b"], "tags": {}}, "app:size": 1}


def overridden(setting: str, text: str, **values: Any) -> dict[str, Any]:
    config = {f"app:{key}": value for key, value in values.items()}
    override(config, DEFAULTS, "app", setting, text)
    return config


def test_a_key_takes_the_text_as_it_is() -> None:
    assert overridden("size", "2", size=1) == {"app:size": "2"}
    assert overridden("other:size", "2") == {"other:size": "2"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2", 2),
        ("-2", -2),
        ("007", "007"),
        ("1.36", "1.36"),
        ("true", True),
        ("True", "True"),
        ('["x"]', ["x"]),
        ('{"a": 1}', {"a": 1}),
        ('"2"', "2"),
        ("[x", "[x"),
        ("arn:aws:x", "arn:aws:x"),
        ("", ""),
    ],
)
def test_a_value_inside_of_a_key_is_typed_as_pulumi_does(text: str, value: Any) -> None:
    assert overridden("network.zones", text, network={"zones": 3}) == {"app:network": {"zones": value}}


def test_the_rest_of_the_area_stays_and_comes_from_the_default_where_no_file_has_it() -> None:
    assert overridden("network.zones", "2") == {
        "app:network": {"zones": 2, "clients": ["a", "b"], "tags": {}}
    }
    assert DEFAULTS["app:network"]["zones"] == 3


@pytest.mark.parametrize(
    ("setting", "network"),
    [
        ("network.clients[1]", {"zones": 3, "clients": ["a", "x"], "tags": {}}),
        ("network.clients[2]", {"zones": 3, "clients": ["a", "b", "x"], "tags": {}}),
        ("network.tags.owner", {"zones": 3, "clients": ["a", "b"], "tags": {"owner": "x"}}),
        (
            "network.routes[0].to",
            {"zones": 3, "clients": ["a", "b"], "tags": {}, "routes": [{"to": "x"}]},
        ),
    ],
)
def test_a_path_goes_into_lists_and_makes_what_is_missing(setting: str, network: dict[str, Any]) -> None:
    assert overridden(setting, "x") == {"app:network": network}


def test_where_a_string_was_a_string_comes() -> None:
    assert overridden("network.zone", "2", network={"zone": "1"}) == {"app:network": {"zone": "2"}}
    assert overridden("network.zones[0]", "2", network={"zones": ["1"]}) == {"app:network": {"zones": ["2"]}}


def test_an_area_given_as_json_text_is_changed_inside() -> None:
    assert overridden("network.zones", "2", network='{"zones": 3}') == {"app:network": {"zones": 2}}


def test_a_key_that_holds_a_dot_is_no_path() -> None:
    assert overridden("a.b", "2", **{"a.b": 1}) == {"app:a.b": "2"}


@pytest.mark.parametrize(
    ("setting", "reason"),
    [
        ("network.zones.first", "there is no 'first' in a single value"),
        ("network.clients[3]", "there is no 3 in a list of 2"),
        ("network.clients.first", "there is no 'first' in a list of 2"),
        ("network[0]", "there is no 0 in an object of zones, clients, tags"),
    ],
)
def test_a_path_that_leads_nowhere_is_refused_and_no_value_shown(setting: str, reason: str) -> None:
    with pytest.raises(OverrideError, match=reason):
        overridden(setting, "x")
