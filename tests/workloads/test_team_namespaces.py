"""The stack makes the namespaces of teams, bounded as its own, and closes the one called default."""

from collections.abc import Callable

import pytest

from infra.configuration import ConfigurationError
from infra.naming import team_group
from infra.settings import TeamSettings
from preview.model import Outcome, Resource, Result
from tests.support.variants import Changes
from workloads.settings import QuotaSettings
from workloads.team_namespaces import DEFAULT_QUOTA, check_sizes

TEAM = {
    "principals": ["arn:aws:iam::111122223333:role/ann"],
    "namespaces": ["billing", "jobs"],
    "level": "edit",
}
CHANGES: Changes = {"access.teams": {"billing": TEAM}}
BOUNDS = {
    ("ResourceQuota", "quota"),
    ("LimitRange", "limits"),
    ("NetworkPolicy", "default-deny"),
    ("NetworkPolicy", "allow-dns"),
}


@pytest.fixture(scope="module", params=["dev", "prod"])
def stack(request: pytest.FixtureRequest, variant: Callable[[str, Changes], Result]) -> Result:
    return variant(request.param, CHANGES)


def inside(result: Result, namespace: str) -> list[Resource]:
    return [
        item
        for item in result.applied.resources.values()
        if item.type.startswith("kubernetes:")
        and item.inputs.get("metadata", {}).get("namespace") == namespace
    ]


def namespaces(result: Result) -> dict[str, Resource]:
    return {
        item.inputs["metadata"]["name"]: item
        for item in result.applied.resources.values()
        if item.type in ("kubernetes:core/v1:Namespace", "kubernetes:core/v1:NamespacePatch")
    }


@pytest.mark.parametrize("name", ["billing", "jobs", "default"])
def test_a_namespace_has_the_restricted_standard_and_all_bounds(stack: Result, name: str) -> None:
    labels = namespaces(stack)[name].inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"
    found = {(item.inputs["kind"], item.inputs["metadata"]["name"]) for item in inside(stack, name)}
    assert found >= BOUNDS


def test_members_of_a_team_are_bound_in_its_namespaces_alone(stack: Result) -> None:
    bound = [
        item.inputs["metadata"]["namespace"]
        for item in stack.applied.resources.values()
        if item.inputs.get("kind") == "RoleBinding"
        and team_group("billing") in [subject["name"] for subject in item.inputs["subjects"]]
    ]
    assert sorted(bound) == ["billing", "jobs"]


def test_the_pack_has_nothing_against_a_team(stack: Result) -> None:
    assert [decision for decision in stack.decisions if decision.outcome is Outcome.FAIL] == []


def test_nothing_can_run_in_the_namespace_default(stack: Result) -> None:
    (quota,) = (item for item in inside(stack, "default") if item.inputs["kind"] == "ResourceQuota")
    assert quota.inputs["spec"]["hard"]["pods"] == "0"


def test_what_a_team_has_made_is_protected_where_the_stack_is(stack: Result) -> None:
    assert namespaces(stack)["billing"].protect is (stack.stack == "prod")


def test_a_namespace_that_is_not_sized_has_the_default(variant: Callable[[str, Changes], Result]) -> None:
    sized = {"pods": 3, "cpuLimit": "1", "memoryLimit": "1Gi"}
    result = variant("dev", {**CHANGES, "teamNamespaces": {"jobs": sized}})
    pods = {
        name: item.inputs["spec"]["hard"]["pods"]
        for name in ("billing", "jobs")
        for item in inside(result, name)
        if item.inputs["kind"] == "ResourceQuota"
    }
    assert pods == {"billing": str(DEFAULT_QUOTA.pods), "jobs": "3"}


def test_a_size_of_no_team_is_refused() -> None:
    sizes = {"biling": QuotaSettings.model_validate({"pods": 3, "cpuLimit": "1", "memoryLimit": "1Gi"})}
    with pytest.raises(ConfigurationError) as refused:
        check_sizes(sizes, {"billing": TeamSettings.model_validate(TEAM)}, file="Pulumi.dev.yaml")
    assert str(refused.value) == (
        "Pulumi.dev.yaml: teamNamespaces.biling is the namespace of no team (there are billing, jobs)"
    )


def test_a_size_of_no_team_ends_the_program_before_it_registers_anything(
    variant: Callable[[str, Changes], Result],
) -> None:
    sized = {"pods": 3, "cpuLimit": "1", "memoryLimit": "1Gi"}
    applied = variant("dev", {"teamNamespaces": {"billing": sized}}).applied
    (error,) = (entry.message for entry in applied.diagnostics if entry.severity == "error")
    assert error == "Pulumi.dev.yaml: teamNamespaces.billing is the namespace of no team (there are none)"
    assert {resource.type for resource in applied.resources.values()} == {"pulumi:pulumi:Stack"}
