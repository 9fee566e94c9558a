"""The API server refuses changes in its own words, and the provider replaces by its own table."""

import pytest

from preview.model import UNKNOWN, Properties
from preview.simulated.diff import changed_paths
from preview.simulated.kubernetes.immutable import refused_update
from preview.simulated.kubernetes.replacements import replacing_paths, replacing_properties

CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
CONFIG = "kubernetes:core/v1:ConfigMap"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 - a type, no secret
PATCH = "kubernetes:apps/v1:DeploymentPatch"
POD = "kubernetes:core/v1:Pod"


def _named(**fields: object) -> Properties:
    return {"metadata": {"name": "main"}, **fields}


@pytest.mark.parametrize(
    ("token", "old", "new", "words"),
    [
        (
            CLASS,
            {},
            {"reclaimPolicy": "Retain"},
            (
                'StorageClass.storage.k8s.io "main" is invalid: reclaimPolicy: Forbidden: '
                "updates to reclaimPolicy are forbidden."
            ),
        ),
        (
            CLASS,
            {"volumeBindingMode": "WaitForFirstConsumer"},
            {"reclaimPolicy": "Retain", "volumeBindingMode": "Immediate"},
            (
                'StorageClass.storage.k8s.io "main" is invalid: [reclaimPolicy: Forbidden: '
                "updates to reclaimPolicy are forbidden., "
                'volumeBindingMode: Invalid value: "Immediate": field is immutable]'
            ),
        ),
        (
            SECRET,
            {"immutable": True, "data": {"a": "1"}},
            {"immutable": True, "data": {"a": "1"}, "stringData": {"b": "2"}},
            'Secret "main" is invalid: data: Forbidden: field is immutable when `immutable` is set',
        ),
        (
            "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
            {"roleRef": {"name": "view"}},
            {"roleRef": {"name": "edit"}},
            (
                'ClusterRoleBinding.rbac.authorization.k8s.io "main" is invalid: roleRef: Invalid value: '
                '{"name": "edit"}: cannot change roleRef'
            ),
        ),
    ],
)
def test_a_refusal_is_worded_as_the_server_words_it(
    token: str, old: Properties, new: Properties, words: str
) -> None:
    assert refused_update(token, _named(**old), _named(**new)) == words


@pytest.mark.parametrize(
    ("token", "old", "new"),
    [
        (CLASS, {}, {"reclaimPolicy": "Delete"}),
        (CLASS, {}, {"reclaimPolicy": UNKNOWN}),
        (CONFIG, {"data": {"a": "1"}}, {"data": {"a": "2"}}),
        (CONFIG, {}, {"immutable": True}),
        ("kubernetes:apps/v1:StatefulSet", {"spec": {"replicas": 1}}, {"spec": {"replicas": 2}}),
        ("kubernetes:core/v1:Service", {"spec": {}}, {"spec": {"clusterIPs": ["10.0.0.1"]}}),
        ("kubernetes:storage.k8s.io/v1:StorageClassPatch", {}, {"reclaimPolicy": "Retain"}),
        ("kubernetes:example.com/v1:Thing", {"spec": 1}, {"spec": 2}),
    ],
)
def test_other_changes_are_accepted(token: str, old: Properties, new: Properties) -> None:
    assert refused_update(token, _named(**old), _named(**new)) == ""


def test_contents_are_changed_in_place_where_the_providers_setting_says_so() -> None:
    old, new = {"data": {"a": "1"}}, {"data": {"a": "2"}}
    changed = changed_paths(old, new)
    assert replacing_paths(CONFIG, new, changed) == {"data.a"}
    assert replacing_paths(CONFIG, new, changed, {"ConfigMap"}) == frozenset()
    assert replacing_paths(CONFIG, {**new, "immutable": True}, changed, {"ConfigMap"}) == {"data.a"}


def test_a_patch_is_replaced_by_another_identity_alone() -> None:
    assert replacing_properties(PATCH, {}) == {"metadata.name", "metadata.namespace"}


def test_a_part_that_is_new_replaces_if_what_replaces_is_in_it() -> None:
    old: Properties = {"spec": {"containers": [{"name": "web"}]}}
    new: Properties = {"spec": {"containers": [{"name": "web"}, {"name": "log", "image": "log:1"}]}}
    assert replacing_paths(POD, new, changed_paths(old, new)) == {"spec.containers[1]"}
    assert replacing_paths(POD, old, changed_paths(new, old)) == frozenset()
