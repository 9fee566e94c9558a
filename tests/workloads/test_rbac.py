"""What the roles of people permit, and what they leave to administrators."""

import pytest

from infra.settings import TeamSettings
from preview.model import Resource, Result
from tests.support.dependency_graph import must_outlive
from workloads.rbac import SERVICE_GRANTS, TEAM_RULES, Rule, team_grants

RULES = [
    *((grant.role, rule) for grant in SERVICE_GRANTS for rule in grant.rules),
    *((level, rule) for level, rules in TEAM_RULES.items() for rule in rules),
]
BY_ROLE = {grant.role: grant.rules for grant in SERVICE_GRANTS}
MEMBER = "arn:aws:iam::111122223333:role/{}"


def written(role: str) -> set[str]:
    """The kinds that a role of the services' namespace may write."""
    return {
        kind
        for rule in BY_ROLE[role]
        if set(rule.verbs) & {"create", "update", "patch"}
        for kind in rule.resources
    }


@pytest.mark.parametrize(("role", "rule"), RULES)
def test_no_rule_has_a_wildcard_or_reads_secrets(role: str, rule: Rule) -> None:
    assert "*" not in "".join((rule.group, *rule.resources, *rule.verbs)), role
    if "secrets" in rule.resources:
        # A team brings secrets in; neither update nor patch, as both answer with what is stored.
        assert set(rule.verbs) <= {"create", "delete"}, role


@pytest.mark.parametrize(("role", "rule"), RULES)
def test_no_rule_opens_a_pod_takes_an_identity_or_hands_out_rights(role: str, rule: Rule) -> None:
    subresources = {kind for kind in rule.resources if "/" in kind}
    assert subresources <= {"pods/log", "deployments/scale"}, role
    assert rule.group != "rbac.authorization.k8s.io", role
    assert not {"impersonate", "escalate", "bind", "deletecollection"} & set(rule.verbs), role


def test_viewers_and_developers_write_nothing() -> None:
    assert written("viewer") == written("developer") == set()


def test_deployers_write_pods_and_their_settings_and_nothing_that_decides_what_pods_may() -> None:
    assert written("deployer") == {
        "deployments",
        "deployments/scale",
        "horizontalpodautoscalers",
        "configmaps",
    }


def test_each_level_of_a_team_has_what_the_one_below_has() -> None:
    view, edit, admin = (set(TEAM_RULES[level]) for level in ("view", "edit", "admin"))
    assert view < edit < admin


def test_a_namespace_that_teams_share_has_a_grant_for_each_at_its_level() -> None:
    teams = {
        "one": TeamSettings(principals=(MEMBER.format("a"),), namespaces=("shared", "own"), level="admin"),
        "two": TeamSettings(principals=(MEMBER.format("b"),), namespaces=("shared",), level="view"),
    }
    grants = team_grants(teams)
    assert {
        namespace: {(grant.group, grant.role) for grant in found} for namespace, found in grants.items()
    } == {
        "shared": {("palisade:team:one", "team-admin"), ("palisade:team:two", "team-view")},
        "own": {("palisade:team:one", "team-admin")},
    }


@pytest.fixture(scope="module")
def resources(prod: Result) -> dict[str, Resource]:
    return prod.applied.resources


def test_every_binding_waits_for_its_role_and_both_for_their_namespace(
    resources: dict[str, Resource],
) -> None:
    def named(kind: str) -> dict[tuple[str, str], str]:
        return {
            (item.inputs["metadata"].get("namespace", ""), item.inputs["metadata"]["name"]): item.urn
            for item in resources.values()
            if item.inputs.get("kind") == kind
        }

    namespaces = {name: urn for (_, name), urn in named("Namespace").items()}
    checked = 0
    for kind in ("Role", "ClusterRole"):
        roles = named(kind)
        for (place, _), urn in named(f"{kind}Binding").items():
            reference = resources[urn].inputs["roleRef"]
            assert reference["kind"] == kind
            before = must_outlive(resources, urn)
            assert roles[(place, reference["name"])] in before, urn
            assert not place or namespaces[place] in before, urn
            checked += 1
    assert checked > 3
