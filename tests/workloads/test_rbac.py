"""People may look, and developers may restart; nobody may do more."""

import pytest

from infra.naming import DEVELOPERS, VIEWERS
from workloads.rbac import ROLES, Rule

RULES = [(role, rule) for role, (_, rules) in ROLES.items() for rule in rules]


@pytest.mark.parametrize(("role", "rule"), RULES)
def test_no_rule_reads_secrets_or_has_a_wildcard(role: str, rule: Rule) -> None:
    assert "*" not in (rule.group, *rule.resources, *rule.verbs), role
    assert "secrets" not in rule.resources, role


@pytest.mark.parametrize(("role", "rule"), RULES)
def test_no_rule_opens_a_pod_or_hands_out_rights(role: str, rule: Rule) -> None:
    assert not {"pods/exec", "pods/attach", "pods/portforward", "pods/ephemeralcontainers"} & set(
        rule.resources
    )
    assert rule.group != "rbac.authorization.k8s.io", role
    assert set(rule.verbs) <= {"get", "list", "watch", "delete"}, role


def test_only_developers_delete_and_only_pods() -> None:
    deleting = [(role, rule.resources) for role, rule in RULES if "delete" in rule.verbs]
    assert deleting == [("developer", ("pods",))]


def test_roles_are_for_groups_of_our_own() -> None:
    groups = {role: group for role, (group, _) in ROLES.items()}
    assert groups == {"viewer": VIEWERS, "developer": DEVELOPERS}
    assert not any(group.startswith("system:") for group in groups.values())
