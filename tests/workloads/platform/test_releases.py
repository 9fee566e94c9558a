"""Every chart is installed whole, in its exact version, into a namespace of ours."""

from preview.model import Result
from tests.support.cluster_objects import named, releases
from tests.support.texts import entries


def test_a_release_is_all_or_nothing_and_told_when_its_pods_run(either_stack: Result) -> None:
    for release in releases(either_stack):
        assert release.inputs["atomic"] is True, release.urn
        assert not release.inputs.get("skipAwait"), release.urn
        assert 300 <= release.inputs["timeout"] <= 900, release.urn


def test_a_release_goes_into_a_namespace_that_the_stack_has_hardened(either_stack: Result) -> None:
    found = releases(either_stack)
    assert found
    for release in found:
        assert release.inputs.get("createNamespace") is False, release.urn
        namespace = named(either_stack, "Namespace", "", release.inputs["namespace"])
        assert namespace, release.urn
        assert "pod-security.kubernetes.io/enforce" in namespace.inputs["metadata"]["labels"]


def test_webhooks_of_charts_refuse_what_they_cannot_judge(either_stack: Result) -> None:
    policies = [
        value
        for release in releases(either_stack)
        for key, value in entries(release.inputs["values"])
        if key == "failurePolicy"
    ]
    assert set(policies) == {"Fail"}
