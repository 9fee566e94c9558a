"""Property paths are taken apart as the engine writes them."""

import pytest

from preview.property_paths import lies_in, parts, plain, prefixes, value_at, values_below


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ingress[0].fromPort", ("ingress", 0, "fromPort")),
        ('tags["a.b"]', ("tags", "a.b")),
        (r'tags["a\"b"]', ("tags", 'a"b')),
        ('metadata.annotations["pulumi.com/autonamed"]', ("metadata", "annotations", "pulumi.com/autonamed")),
    ],
)
def test_a_path_is_taken_apart(path: str, expected: tuple[str | int, ...]) -> None:
    assert parts(path) == expected


def test_a_plain_path_leaves_indexes_out() -> None:
    assert plain(parts("ingress[0].fromPort")) == "ingress.fromPort"


def test_a_path_lies_in_itself_and_in_those_above_it_alone() -> None:
    assert lies_in("spec.selector", "spec")
    assert lies_in("spec", "spec")
    assert not lies_in("specific", "spec")


def test_a_value_is_found_at_its_path() -> None:
    properties = {"rules": [{"port": 80}]}
    assert value_at(properties, parts("rules[0].port")) == 80
    assert value_at(properties, parts("rules[1].port")) is None
    assert value_at(properties, parts("rules.port")) is None


def test_values_below_are_those_of_all_items() -> None:
    assert values_below([{"port": 80}, {}, {"port": 443}], ["port"]) == [80, 443]
    assert values_below("text", ["port"]) == []


def test_prefixes_go_from_the_top_down() -> None:
    assert [plain(prefix) for prefix in prefixes(parts("a.b"))] == ["a", "a.b"]
