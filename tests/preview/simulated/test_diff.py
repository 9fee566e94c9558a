from typing import Any

import pytest
from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.model import UNKNOWN
from preview.simulated.diff import Replacement, changed_paths, covered, diff_response

DIFF = provider_pb2.PropertyDiff


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"a": 1}, {"a": 1}, {}),
        ({"a": 1}, {"a": 2}, {"a": DIFF.UPDATE}),
        ({}, {"a": 2}, {"a": DIFF.ADD}),
        ({"a": 1}, {}, {"a": DIFF.DELETE}),
        ({"a": {"b": 1, "c": 1}}, {"a": {"b": 2, "c": 1}}, {"a.b": DIFF.UPDATE}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}, {"a[0].b": DIFF.UPDATE}),
        ({"a": [1, 2]}, {"a": [1]}, {"a[1]": DIFF.DELETE}),
        ({"tags": {"a/b.c": "x"}}, {"tags": {"a/b.c": "y"}}, {'tags["a/b.c"]': DIFF.UPDATE}),
        ({"a": 1}, {"a": wire.secret(1)}, {}),
        ({"a": 1}, {"a": UNKNOWN}, {"a": DIFF.UPDATE}),
        ({"a": None}, {}, {}),
        ({"__defaults": ["x"]}, {"__defaults": []}, {}),
        ({"a": {"b": 1}}, {"a": [1]}, {"a": DIFF.UPDATE}),
    ],
)
def test_a_change_is_named_by_the_innermost_path(
    old: dict[str, Any], new: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert changed_paths(old, new) == expected


def test_a_rule_covers_what_lies_below_it_at_any_index_and_nothing_beside_it() -> None:
    paths = ["ebs[0].size", "ebs[1].kms.key", "ebsOptimized", 'tags["ebs.size"]', "size"]

    assert covered(paths, ["ebs"]) == {"ebs[0].size", "ebs[1].kms.key"}
    assert covered(paths, ["ebs.kms"]) == {"ebs[1].kms.key"}
    assert covered(paths, ["tags"]) == {'tags["ebs.size"]'}


def test_the_engine_is_told_of_replaced_properties_in_both_forms() -> None:
    changed = changed_paths({"a": {"b": 1}, "c": 1}, {"a": {"b": 2}, "c": 2})

    response = diff_response(changed, Replacement(frozenset({"a.b"}), deletes_first=True))

    assert response.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(response.diffs) == ["a", "c"]
    assert list(response.replaces) == ["a"]
    assert response.deleteBeforeReplace
    assert response.detailedDiff["a.b"].kind == DIFF.UPDATE_REPLACE
    assert response.detailedDiff["c"].kind == DIFF.UPDATE


def test_an_update_in_place_deletes_nothing_first() -> None:
    response = diff_response(changed_paths({"a": 1}, {"a": 2}), Replacement(deletes_first=True))

    assert not response.replaces
    assert not response.deleteBeforeReplace
