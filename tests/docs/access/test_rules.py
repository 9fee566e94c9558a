"""RBAC rules are read as the API server reads them."""

from typing import Any

import pytest

from docs.access.rules import Object, Request, Roles, Rule, permitted

RBAC = "rbac.authorization.k8s.io"


def role(kind: str, name: str, namespace: str = "", **more: Any) -> Object:
    metadata = {"name": name, "labels": more.pop("labels", {})}
    return {"kind": kind, "metadata": {**metadata, **({"namespace": namespace} if namespace else {})}, **more}


def bound(kind: str, of: str, name: str, namespace: str = "") -> Object:
    return role(
        kind,
        "bound",
        namespace,
        roleRef={"kind": of, "name": name},
        subjects=[{"kind": "Group", "name": "people"}],
    )


READ_PODS = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]


@pytest.mark.parametrize(
    ("rule", "request_", "answer"),
    [
        (Rule(("",), ("pods",), ("get",)), Request("get", "pods"), True),
        (Rule(("",), ("pods",), ("get",)), Request("list", "pods"), False),
        (Rule(("apps",), ("pods",), ("get",)), Request("get", "pods"), False),
        # A subresource is a resource of its own.
        (Rule(("",), ("pods",), ("get",)), Request("get", "pods/exec"), False),
        (Rule(("",), ("pods/exec",), ("get",)), Request("get", "pods"), False),
        (Rule(("",), ("*/exec",), ("get",)), Request("get", "pods/exec"), True),
        (Rule(("",), ("*/exec",), ("get",)), Request("get", "pods/attach"), False),
        (Rule(("",), ("pods/*",), ("get",)), Request("get", "pods/exec"), False),
        (Rule(("*",), ("*",), ("*",)), Request("create", "pods/exec"), True),
        (Rule(("*",), ("*",), ("*",)), Request("escalate", "clusterroles", group=RBAC), True),
        (Rule(("",), ("secrets",), ("get",), ("one",)), Request("get", "secrets", name="one"), True),
        (Rule(("",), ("secrets",), ("get",), ("one",)), Request("get", "secrets", name="two"), False),
        # Some secret is one that can be read.
        (Rule(("",), ("secrets",), ("get",), ("one",)), Request("get", "secrets"), True),
    ],
)
def test_a_rule_permits_what_it_names(rule: Rule, request_: Request, answer: bool) -> None:
    assert rule.permits(request_) is answer


def places(*objects: Object) -> set[str]:
    """Where the people may read pods; all of them at once is the empty name."""
    rights = Roles(objects).rights({"Group:people"})
    return {place for place in ("", "one", "two") if permitted(rights, Request("get", "pods", place))}


def test_a_role_holds_in_its_namespace() -> None:
    assert places(role("Role", "r", "one", rules=READ_PODS), bound("RoleBinding", "Role", "r", "one")) == {
        "one"
    }


def test_a_role_of_another_namespace_is_not_found() -> None:
    assert (
        places(role("Role", "r", "two", rules=READ_PODS), bound("RoleBinding", "Role", "r", "one")) == set()
    )


def test_a_cluster_role_holds_where_it_is_bound() -> None:
    reading = role("ClusterRole", "r", rules=READ_PODS)
    assert places(reading, bound("RoleBinding", "ClusterRole", "r", "one")) == {"one"}
    assert places(reading, bound("ClusterRoleBinding", "ClusterRole", "r")) == {"", "one", "two"}


def test_a_role_that_nobody_is_bound_to_permits_nothing() -> None:
    assert places(role("ClusterRole", "r", rules=READ_PODS)) == set()


def test_an_aggregated_role_has_the_rules_of_those_that_it_selects_and_no_others() -> None:
    together = role(
        "ClusterRole",
        "together",
        aggregationRule={"clusterRoleSelectors": [{"matchLabels": {"to": "together"}}]},
        rules=READ_PODS,
    )
    binding = bound("RoleBinding", "ClusterRole", "together", "one")
    part = role("ClusterRole", "part", rules=READ_PODS, labels={"to": "together", "more": "x"})
    other = role("ClusterRole", "other", rules=READ_PODS, labels={"to": "another"})
    assert places(together, binding, part, other) == {"one"}
    assert places(together, binding, other) == set()
