"""Every namespace of ours is bounded, and whoever is bound to a role in it is known to the stack."""

from infra.naming import DEPLOYERS, DEVELOPERS, VIEWERS
from preview.model import Result
from tests.support.chart_pods import DEFINITIONS, brings_definitions
from tests.support.cluster_objects import named, namespace_of, releases, some
from tests.support.resources import of_type


def test_no_namespace_opens_the_cluster_by_node_ports_or_load_balancers(either_stack: Result) -> None:
    for namespace in some(either_stack, "Namespace"):
        name = namespace.inputs["metadata"]["name"]
        hard = [
            quota.inputs["spec"]["hard"]
            for quota in some(either_stack, "ResourceQuota")
            if namespace_of(quota) == name
        ]
        assert hard, namespace.urn
        assert hard[0]["services.nodeports"] == hard[0]["services.loadbalancers"] == "0", namespace.urn
        assert len(hard[0]) > 2, f"{namespace.urn}: nothing bounds what its pods use"


def test_every_namespace_gives_sizes_to_containers_that_have_none(either_stack: Result) -> None:
    """Otherwise a quota of requests or limits refuses their pods."""
    limited = {namespace_of(item) for item in some(either_stack, "LimitRange")}
    assert {item.inputs["metadata"]["name"] for item in some(either_stack, "Namespace")} == limited


def test_bindings_name_groups_that_access_entries_give_and_accounts_that_exist(either_stack: Result) -> None:
    entries = of_type(either_stack, "aws:eks/accessEntry:AccessEntry")
    given = {group for entry in entries for group in entry.inputs.get("kubernetesGroups") or []}
    for binding in some(either_stack, "RoleBinding", "ClusterRoleBinding"):
        for subject in binding.inputs["subjects"]:
            if subject["kind"] == "Group":
                assert subject["name"] in given | {DEPLOYERS, DEVELOPERS, VIEWERS}, binding.urn
            else:
                assert subject["kind"] == "ServiceAccount", binding.urn
                assert named(either_stack, "ServiceAccount", subject["namespace"], subject["name"]), (
                    binding.urn
                )


def test_every_chart_that_should_brings_its_definitions(either_stack: Result) -> None:
    charts = set(DEFINITIONS.values())
    found = [release for release in releases(either_stack) if release.inputs["chart"] in charts]
    assert found
    assert [release.urn for release in found if not brings_definitions(release.inputs)] == []
