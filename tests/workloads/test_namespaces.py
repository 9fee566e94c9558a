"""The labels of namespaces pin the standard to the cluster's version."""

from infra.naming import PLATFORM_NAMESPACES
from workloads.namespaces import pod_security_labels
from workloads.platform import container_logs, external_secrets, falco, karpenter


def test_a_restricted_namespace_enforces_audits_and_warns_at_the_clusters_version() -> None:
    assert pod_security_labels("restricted", "1.36") == {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/enforce-version": "v1.36",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/audit-version": "v1.36",
        "pod-security.kubernetes.io/warn": "restricted",
        "pod-security.kubernetes.io/warn-version": "v1.36",
    }


def test_a_privileged_namespace_still_audits_and_warns_of_what_is_not_restricted() -> None:
    found = pod_security_labels("privileged", "1.36")
    assert found["pod-security.kubernetes.io/enforce"] == "privileged"
    assert found["pod-security.kubernetes.io/audit"] == "restricted"
    assert found["pod-security.kubernetes.io/warn"] == "restricted"


def test_no_team_can_be_given_a_namespace_that_the_platform_runs_in() -> None:
    assert set(PLATFORM_NAMESPACES) == {
        external_secrets.NAMESPACE,
        falco.NAMESPACE,
        karpenter.NAMESPACE,
        container_logs.NAMESPACE,
    }
