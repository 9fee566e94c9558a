"""Each way to get hold of more than one's own rights is followed, alone and one after the other."""

from typing import Any

import pytest

from docs.access.cluster import Cluster, group
from docs.access.reach import Reach, reach
from docs.access.rules import Object

RBAC = "rbac.authorization.k8s.io"


def namespace(name: str, standard: str = "restricted") -> Object:
    labels = {"pod-security.kubernetes.io/enforce": standard}
    return {"kind": "Namespace", "metadata": {"name": name, "labels": labels}}


def granted(name: str, subject: Object, *rules: dict[str, Any], where: str = "") -> list[Object]:
    """A role and its binding; without a namespace it holds everywhere."""
    prefix, metadata = ("", {"name": name, "namespace": where}) if where else ("Cluster", {"name": name})
    role = {"kind": f"{prefix}Role", "name": name}
    return [
        {"kind": f"{prefix}Role", "metadata": metadata, "rules": list(rules)},
        {"kind": f"{prefix}RoleBinding", "metadata": metadata, "roleRef": role, "subjects": [subject]},
    ]


def rule(group_: str, resource: str, *verbs: str) -> dict[str, Any]:
    return {"apiGroups": [group_], "resources": [resource], "verbs": list(verbs)}


PEOPLE = {"kind": "Group", "name": "people"}
HOME, OTHER = namespace("home"), namespace("other")


def held(*rules: dict[str, Any], where: str = "home", more: tuple[Object, ...] = ()) -> Reach:
    cluster = Cluster((HOME, OTHER, *more, *granted("mine", PEOPLE, *rules, where=where)), {})
    return reach(cluster, group("people"))


@pytest.mark.parametrize(
    "rules",
    [
        [rule("", "pods", "create")],
        [rule("apps", "deployments", "patch")],
        [rule("apps", "daemonsets", "update")],
        [rule("batch", "cronjobs", "create")],
        [rule("", "pods/exec", "get")],
        [rule("", "pods/attach", "create")],
        [rule("", "pods/ephemeralcontainers", "patch")],
        [rule("", "serviceaccounts/token", "create")],
        [rule("", "serviceaccounts", "impersonate")],
        [rule("", "secrets", "create"), rule("", "secrets", "get")],
    ],
)
def test_a_way_to_act_as_the_accounts_of_a_namespace_is_followed_there(rules: list[dict[str, Any]]) -> None:
    assert held(*rules).accounts == {"home/default"}
    assert held(*rules, where="").accounts == {"home/default", "other/default"}


@pytest.mark.parametrize(
    "rules",
    [
        [rule("", "pods", "delete", "get")],
        [rule("", "secrets", "create", "delete")],
        [rule("", "secrets", "get", "list")],
        [rule("", "pods/log", "get")],
        [rule("", "serviceaccounts", "create")],
    ],
)
def test_what_leads_to_nobody_is_not_taken_for_a_way(rules: list[dict[str, Any]]) -> None:
    found = held(*rules, where="")
    assert (found.accounts, found.pods, found.takes_over) == (frozenset(), frozenset(), ())


def test_one_account_leads_to_the_next() -> None:
    first = {"kind": "ServiceAccount", "namespace": "home", "name": "default"}
    onward = granted("onward", first, rule("apps", "deployments", "create"), where="other")
    found = held(rule("", "pods", "create"), more=tuple(onward))
    assert found.accounts == {"home/default", "other/default"}
    assert found.pods == {"home", "other"}


@pytest.mark.parametrize(
    ("given", "way"),
    [
        (rule(RBAC, "clusterroles", "escalate"), "escalate clusterroles"),
        (rule(RBAC, "roles", "bind"), "bind roles"),
        (rule("", "nodes/proxy", "get"), "get nodes/proxy"),
        (rule("", "groups", "impersonate"), "impersonate groups"),
        (
            rule("admissionregistration.k8s.io", "mutatingwebhookconfigurations", "patch"),
            "patch mutatingwebhookconfigurations",
        ),
        (rule("certificates.k8s.io", "signers", "approve"), "approve signers"),
    ],
)
def test_what_makes_an_administrator_is_named(given: dict[str, Any], way: str) -> None:
    assert held(given, where="").takes_over == (way,)


def test_pods_where_the_standard_is_not_restricted_reach_the_node() -> None:
    found = held(rule("", "pods", "create"), where="", more=(namespace("loose", "privileged"),))
    assert found.takes_over == ("privileged pods in loose",)


def test_whoever_changes_the_labels_of_a_namespace_loosens_its_standard() -> None:
    assert held(rule("", "namespaces", "patch")).takes_over == ("labels of namespace home",)
