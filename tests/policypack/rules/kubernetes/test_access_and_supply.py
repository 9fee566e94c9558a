"""Namespace labels, roles, bindings, secret stores and charts (NS-01, RBAC, ESO-01, HLM-01)."""

import pytest

from guardrails.core.control import Fail
from guardrails.core.values import ABSENT, UNKNOWN, Secret, Value
from guardrails.kubernetes.rbac import ROLES
from tests.support.judge import findings, judge

_PREFIX = "pod-security.kubernetes.io/"
_LABELS = {
    f"{_PREFIX}enforce": "restricted",
    f"{_PREFIX}enforce-version": "v1.36",
    f"{_PREFIX}audit": "restricted",
    f"{_PREFIX}warn": "restricted",
}


def _namespace(labels: Value) -> dict[str, Value]:
    return {"kind": "Namespace", "metadata": {"name": "microservices", "labels": labels}}


def _role(**rule: Value) -> dict[str, Value]:
    return {
        "kind": "Role",
        "rules": [{"apiGroups": [""], "resources": ["secrets"], "verbs": ["get"], **rule}],
    }


def _store(aws: Value) -> dict[str, Value]:
    return {"kind": "SecretStore", "spec": {"provider": {"aws": aws}}}


@pytest.mark.parametrize("label", _LABELS)
def test_a_namespace_without_one_of_the_pod_security_labels_fails(label: str) -> None:
    assert (
        judge("NS-01", _namespace({name: value for name, value in _LABELS.items() if name != label}))
        == "fail"
    )


@pytest.mark.parametrize("version", ["latest", "1.36", "v1.36.2", ""])
def test_a_standard_that_is_not_pinned_to_a_release_fails(version: str) -> None:
    assert judge("NS-01", _namespace({**_LABELS, f"{_PREFIX}enforce-version": version})) == "fail"


def test_a_patch_of_a_namespace_is_judged_by_the_labels_it_sets() -> None:
    kind = "kubernetes:core/v1:NamespacePatch"
    assert judge("NS-01", _namespace({"team": "care"}), kind) == "pass"
    assert judge("NS-01", _namespace({f"{_PREFIX}enforce": "privileged"}), kind) == "fail"


def test_each_wrong_label_is_a_finding_of_its_own() -> None:
    found = findings(
        "NS-01", _namespace({**_LABELS, f"{_PREFIX}enforce": "privileged", f"{_PREFIX}warn": "baseline"})
    )
    assert [finding.path for finding in found if isinstance(finding, Fail)] == [
        f'metadata.labels["{_PREFIX}enforce"]',
        f'metadata.labels["{_PREFIX}warn"]',
    ]


@pytest.mark.parametrize("token", ROLES)
def test_wildcards_are_found_in_every_kind_of_role(token: str) -> None:
    role = _role(verbs=["*"])
    assert judge("RBAC-01", {"items": [role]} if token.endswith("List") else role, token) == "fail"


def test_a_list_of_roles_may_be_empty_but_not_unknown() -> None:
    kind = "kubernetes:rbac.authorization.k8s.io/v1:RoleList"
    assert judge("RBAC-01", {"kind": "RoleList", "items": []}, kind) == "pass"
    assert judge("RBAC-01", {"kind": "RoleList", "items": UNKNOWN}, kind) == "undecided"


def test_an_aggregated_role_has_no_rules_of_its_own() -> None:
    kind = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"
    aggregated = {"kind": "ClusterRole", "aggregationRule": {"clusterRoleSelectors": []}, "rules": ABSENT}
    assert judge("RBAC-01", {**aggregated, "rules": None}, kind) == "pass"


def test_a_role_of_which_nothing_is_known_is_undecided() -> None:
    assert judge("RBAC-01", {}) == "undecided"
    assert judge("RBAC-04", {}) == "undecided"


@pytest.mark.parametrize(
    ("rule", "outcome"),
    [
        ({}, "fail"),
        ({"verbs": ["watch"]}, "fail"),
        ({"verbs": ["list"], "resourceNames": []}, "fail"),
        ({"verbs": ["*"]}, "fail"),
        ({"resources": ["*"]}, "fail"),
        ({"apiGroups": ["*"]}, "fail"),
        ({"apiGroups": None}, "fail"),
        ({"resourceNames": ["db"]}, "pass"),
        ({"verbs": ["create", "delete"]}, "pass"),
        ({"apiGroups": ["apps"]}, "pass"),
        ({"resources": ["configmaps"]}, "pass"),
        ({"verbs": ["create", UNKNOWN]}, "undecided"),
        ({"verbs": ["get", UNKNOWN]}, "fail"),
        ({"resources": UNKNOWN}, "undecided"),
        ({"resources": UNKNOWN, "resourceNames": ["db"]}, "pass"),
    ],
)
def test_reading_secrets_needs_their_names(rule: dict[str, Value], outcome: str) -> None:
    assert judge("RBAC-04", _role(**rule)) == outcome


_OPERATOR = {"kind": "ServiceAccount", "namespace": "tools", "name": "operator"}


def _admin_binding(*subjects: Value, **role: Value) -> dict[str, Value]:
    reference = {
        "apiGroup": "rbac.authorization.k8s.io",
        "kind": "ClusterRole",
        "name": "cluster-admin",
        **role,
    }
    return {"kind": "ClusterRoleBinding", "roleRef": reference, "subjects": list(subjects)}


def test_an_account_is_allowed_with_its_namespace_only() -> None:
    allowed = ["ServiceAccount:tools/operator"]
    assert judge("RBAC-02", _admin_binding(_OPERATOR), subjects=allowed) == "pass"
    assert judge("RBAC-02", _admin_binding({**_OPERATOR, "namespace": "web"}), subjects=allowed) == "fail"


def test_one_allowed_subject_does_not_cover_the_others() -> None:
    other = {"kind": "User", "name": "mallory"}
    assert (
        judge("RBAC-02", _admin_binding(_OPERATOR, other), subjects=["ServiceAccount:tools/operator"])
        == "fail"
    )


def test_a_role_of_a_namespace_that_is_called_cluster_admin_is_another_role() -> None:
    assert judge("RBAC-02", _admin_binding(_OPERATOR, kind="Role")) == "pass"


@pytest.mark.parametrize(
    ("aws", "outcome"),
    [
        ({"region": "eu-central-1"}, "pass"),
        ({"auth": {"jwt": {"serviceAccountRef": {"name": "store"}}}}, "pass"),
        ({"auth": {"secretRef": {"accessKeyIDSecretRef": {"name": "aws", "key": "id"}}}}, "fail"),
        ({"auth": {"secretRef": UNKNOWN}}, "undecided"),
        (UNKNOWN, "undecided"),
        ("malformed", "undecided"),
    ],
)
def test_a_store_of_aws_authenticates_without_static_keys(aws: Value, outcome: str) -> None:
    assert judge("ESO-01", _store(aws)) == outcome


def test_a_store_of_another_provider_is_not_asked() -> None:
    assert (
        judge("ESO-01", {"spec": {"provider": {"vault": {"server": "https://vault.example"}}}})
        == "not applicable"
    )


_FALCO = {
    "chart": "falco",
    "version": "9.1.0",
    "repositoryOpts": {"repo": "https://falcosecurity.github.io/charts"},
}


@pytest.mark.parametrize(
    "version", ["", "latest", "*", "9.1", "9.x.x", "~9.1.0", ">=9.1.0", "9.1.0 - 9.2.0", "9.1.0 || 1.0.0"]
)
def test_a_chart_version_that_is_a_range_fails(version: str) -> None:
    assert judge("HLM-01", {**_FALCO, "version": version}) == "fail"


@pytest.mark.parametrize("version", ["9.1.0", "v1.16.2", "2.0.0-rc.1", "1.2.3+build.5"])
def test_an_exact_chart_version_passes(version: str) -> None:
    assert judge("HLM-01", {**_FALCO, "version": version}) == "pass"


@pytest.mark.parametrize(
    "repository",
    [
        "http://falcosecurity.github.io/charts",
        "https://falcosecurity.github.io/charts-of-others",
        "https://falcosecurity.github.io/charts/../evil",
        "https://falcosecurity.github.io/charts/%2e%2e/evil",
        "https://falcosecurity.github.io.evil.example/charts",
        "https://falcosecurity.github.io@evil.example/charts",
        "https://falcosecurity.github.io:8443/charts",
        "https://[",
        "falcosecurity",
        "",
    ],
)
def test_a_repository_that_only_looks_like_an_allowed_one_fails(repository: str) -> None:
    assert judge("HLM-01", {**_FALCO, "repositoryOpts": {"repo": repository}}) == "fail"


@pytest.mark.parametrize(
    "repository", ["https://falcosecurity.github.io/charts/", "https://FALCOSECURITY.github.io/charts"]
)
def test_an_allowed_repository_passes_however_it_is_written(repository: str) -> None:
    assert judge("HLM-01", {**_FALCO, "repositoryOpts": {"repo": repository}}) == "pass"


def test_an_oci_chart_is_judged_by_its_own_address() -> None:
    allowed = ["oci://registry.example/charts"]
    chart = {"chart": "oci://registry.example/charts/web", "version": "1.2.3"}
    assert judge("HLM-01", chart, repositories=allowed) == "pass"
    assert (
        judge("HLM-01", {**chart, "chart": "oci://other.example/charts/web"}, repositories=allowed) == "fail"
    )
    assert judge("HLM-01", {"chart": chart["chart"]}, repositories=allowed) == "fail"
    assert judge("HLM-01", {"chart": f"{chart['chart']}@sha256:{'0' * 64}"}, repositories=allowed) == "pass"


@pytest.mark.parametrize("chart", ["./charts/web", "../web", "/srv/charts/web"])
def test_a_chart_beside_the_program_needs_no_repository(chart: str) -> None:
    assert judge("HLM-01", {"chart": chart}) == "not applicable"


def test_a_password_in_a_repository_address_is_not_shown() -> None:
    for repo in ("https://ci:hunter2@charts.example.com", Secret("https://charts.example.com/hunter2")):
        shown = str(findings("HLM-01", {**_FALCO, "repositoryOpts": {"repo": repo}}))
        assert "charts.example.com" in shown or "[secret]" in shown
        assert "hunter2" not in shown
