"""Names of Kubernetes objects, and how messages name them."""

import pytest

from preview.simulated.kubernetes.names import kind_in_group, problem_of_name, resource_in_group

DEPLOYMENT = "kubernetes:apps/v1:Deployment"
NAMESPACE = "kubernetes:core/v1:Namespace"
ROLE = "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole"


@pytest.mark.parametrize(
    ("token", "kind", "resource"),
    [
        (DEPLOYMENT, "Deployment.apps", "deployments.apps"),
        ("kubernetes:core/v1:Service", "Service", "services"),
        ("kubernetes:core/v1:Endpoints", "Endpoints", "endpoints"),
        (
            "kubernetes:networking.k8s.io/v1:NetworkPolicy",
            "NetworkPolicy.networking.k8s.io",
            "networkpolicies.networking.k8s.io",
        ),
        (
            "kubernetes:networking.k8s.io/v1:Ingress",
            "Ingress.networking.k8s.io",
            "ingresses.networking.k8s.io",
        ),
        (
            "kubernetes:storage.k8s.io/v1:StorageClass",
            "StorageClass.storage.k8s.io",
            "storageclasses.storage.k8s.io",
        ),
    ],
)
def test_a_message_names_kind_and_group(token: str, kind: str, resource: str) -> None:
    assert kind_in_group(token) == kind
    assert resource_in_group(token) == resource


@pytest.mark.parametrize(
    ("token", "name"),
    [
        (DEPLOYMENT, "web"),
        (DEPLOYMENT, "web.v1-2"),
        (DEPLOYMENT, "a" * 253),
        (NAMESPACE, "a" * 63),
        (ROLE, "system:Node_Reader"),
    ],
)
def test_the_server_takes_a_good_name(token: str, name: str) -> None:
    assert problem_of_name(token, name) == ""


@pytest.mark.parametrize("name", ["Web", "web_1", "-web", "web-", "web..1", "w eb"])
def test_a_name_is_a_subdomain(name: str) -> None:
    problem = problem_of_name(DEPLOYMENT, name)

    assert problem.startswith(
        f'Deployment.apps "{name}" is invalid: metadata.name: Invalid value: "{name}": '
    )
    assert "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters" in problem


@pytest.mark.parametrize(
    ("token", "name", "expected"),
    [
        (NAMESPACE, "a.b", "a lowercase RFC 1123 label must consist of"),
        (NAMESPACE, "a" * 64, "must be no more than 63 characters"),
        (DEPLOYMENT, "a" * 254, "must be no more than 253 characters"),
        (ROLE, "a/b", "may not contain '/'"),
        (ROLE, "..", "may not be '..'"),
    ],
)
def test_other_kinds_have_other_names(token: str, name: str, expected: str) -> None:
    assert expected in problem_of_name(token, name)
