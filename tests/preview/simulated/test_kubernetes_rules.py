"""What a simulated API server refuses, each beside what it takes."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from preview import wire
from preview.model import UNKNOWN
from preview.simulated.aws.eks_clusters import CLUSTER, NODE_GROUP
from preview.simulated.kubernetes.cluster import endpoint_of, refuse_unreachable
from preview.simulated.kubernetes.rules import (
    NAMESPACE,
    RELEASE,
    Target,
    refuse_creation,
    remove_contents,
)
from preview.simulated.simulation import NotYetError, Registration, SimulationError
from preview.simulated.store import Clouds, Store
from tests.support.simulated_account import urn

ENDPOINT = "https://ABC.gr7.eu-central-1.eks.amazonaws.com"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SECRET = "kubernetes:core/v1:Secret"  # noqa: S105 - a type, not a secret
CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"
EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret"  # noqa: S105 - a type, not a secret
DEFINITION = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition"
KUBECONFIG = {
    "clusters": [
        {"name": "other", "cluster": {"server": "https://other"}},
        {"name": "main", "cluster": {"server": ENDPOINT}},
    ],
    "contexts": [
        {"name": "dev", "context": {"cluster": "main"}},
        {"name": "old", "context": {"cluster": "other"}},
    ],
    "current-context": "dev",
}


class Cluster:
    """A cluster of the simulated EKS with nodes, and what exists in it."""

    def __init__(self) -> None:
        self.clouds = Clouds()
        self.aws = Store(self.clouds, lambda _: "account")
        self.store = Store(self.clouds, lambda _: ENDPOINT)
        self.aws.put(CLUSTER, urn(CLUSTER, "c"), "platform", {}, {"endpoint": ENDPOINT})
        self.aws.put(NODE_GROUP, urn(NODE_GROUP, "n"), "nodes", {"clusterName": "platform"}, {})

    def exists(self, token: str, identifier: str, **inputs: Any) -> None:
        self.store.put(token, urn(token, identifier), identifier, inputs, inputs)

    def create(self, token: str, target: Target | None = None, /, **inputs: Any) -> None:
        registration = Registration(urn(token, "new"), token, "new", inputs)
        refuse_creation(registration, target or Target(ENDPOINT), self.store)

    def refusal(self, token: str, target: Target | None = None, /, **inputs: Any) -> str:
        with pytest.raises(SimulationError) as refused:
            self.create(token, target, **inputs)
        return str(refused.value)


@pytest.fixture
def cluster() -> Cluster:
    """A cluster with a namespace."""
    created = Cluster()
    created.exists(NAMESPACE, "shop", metadata={"name": "shop"})
    return created


def called(name: str, namespace: str = "", **metadata: Any) -> dict[str, Any]:
    return {"name": name, **({"namespace": namespace} if namespace else {}), **metadata}


@pytest.mark.parametrize("written", [json.dumps, lambda config: "# a comment\n" + json.dumps(config)])
def test_a_kubeconfig_names_the_server_of_its_context(written: Callable[[Any], str]) -> None:
    assert endpoint_of(written(KUBECONFIG)) == ENDPOINT
    assert endpoint_of(written(KUBECONFIG), "old") == "https://other"
    assert endpoint_of(written(KUBECONFIG), "missing") is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "~/.kube/config",
        "{",
        "[]",
        "clusters: x\ncontexts: [y, {name: z}]",
        json.dumps(KUBECONFIG).replace(json.dumps(ENDPOINT), "3"),
        json.dumps(KUBECONFIG).replace(json.dumps(ENDPOINT), '""'),
    ],
)
def test_other_texts_name_none(text: str) -> None:
    assert endpoint_of(text) is None


def test_a_cluster_that_was_deleted_is_not_reached(cluster: Cluster) -> None:
    cluster.aws.remove(CLUSTER, "platform")

    refusal = cluster.refusal(CLASS, metadata=called("gp3"))

    assert refusal.startswith("configured Kubernetes cluster is unreachable: ")
    assert "dial tcp: lookup abc.gr7.eu-central-1.eks.amazonaws.com: no such host" in refusal
    assert "the cluster platform was deleted" in refusal


@pytest.mark.parametrize("endpoint", [None, "https://elsewhere"])
def test_a_cluster_that_never_existed_here_is_not_judged(cluster: Cluster, endpoint: str | None) -> None:
    refuse_unreachable(endpoint, cluster.clouds)
    cluster.create(DEPLOYMENT, Target(endpoint), metadata=called("web", "anywhere"))


def test_a_namespace_that_is_missing_is_waited_for(cluster: Cluster) -> None:
    with pytest.raises(NotYetError, match='namespaces "market" not found'):
        cluster.create(SECRET, metadata=called("key", "market"))
    with pytest.raises(NotYetError, match='namespaces "market" not found'):
        cluster.create(SECRET, Target(ENDPOINT, "market"), metadata=called("key"))
    for namespace in ("shop", "kube-system", "default", ""):
        cluster.create(SECRET, metadata=called("key", namespace))


def test_what_is_in_no_namespace_needs_none(cluster: Cluster) -> None:
    cluster.create(CLASS, Target(ENDPOINT, "market"), metadata=called("gp3"))


def test_a_release_can_bring_its_namespace(cluster: Cluster) -> None:
    with pytest.raises(NotYetError, match='namespaces "tools" not found'):
        cluster.create(RELEASE, name="falco", namespace="tools", chart="falco")
    cluster.create(RELEASE, name="falco", namespace="tools", chart="falco", createNamespace=True)
    cluster.exists(RELEASE, "tools/falco", name="falco", namespace="tools", createNamespace=True)
    cluster.create(SECRET, metadata=called("key", "tools"))
    with pytest.raises(NotYetError):
        cluster.create(SECRET, metadata=called("key", "market"))


def test_an_object_exists_once(cluster: Cluster) -> None:
    cluster.create(DEPLOYMENT, metadata=called("web", "shop"))
    cluster.exists(DEPLOYMENT, "shop/web", metadata=called("web", "shop"))

    refusal = cluster.refusal(DEPLOYMENT, metadata=called("web", "shop"))

    assert refusal.startswith('deployments.apps "web" already exists (urn:pulumi:')
    cluster.create(DEPLOYMENT, metadata=called("web", "default"))
    cluster.create(DEPLOYMENT, metadata=called("api", "shop"))


def test_a_patch_and_a_provider_that_takes_over_may_meet_what_exists(cluster: Cluster) -> None:
    cluster.exists(DEPLOYMENT, "shop/web", metadata=called("web", "shop"))

    cluster.create(DEPLOYMENT, Target(ENDPOINT, upserts=True), metadata=called("web", "shop"))
    cluster.exists("kubernetes:apps/v1:DeploymentPatch", "shop/web", metadata=called("web", "shop"))
    cluster.create("kubernetes:apps/v1:DeploymentPatch", metadata=called("web", "shop"))


@pytest.mark.parametrize(
    ("token", "metadata", "resource"),
    [
        (NAMESPACE, called("kube-system"), 'namespaces "kube-system"'),
        ("kubernetes:core/v1:ServiceAccount", called("default", "shop"), 'serviceaccounts "default"'),
        ("kubernetes:core/v1:ConfigMap", called("kube-root-ca.crt", "shop"), 'configmaps "kube-root-ca.crt"'),
    ],
)
def test_what_every_cluster_has_exists_already(
    cluster: Cluster, token: str, metadata: dict[str, Any], resource: str
) -> None:
    assert cluster.refusal(token, metadata=metadata).startswith(f"{resource} already exists")
    cluster.create(token, metadata={**metadata, "name": "another"})


def test_a_name_of_a_release_is_in_use_once(cluster: Cluster) -> None:
    cluster.exists(RELEASE, "shop/falco", name="falco", namespace="shop")

    refusal = cluster.refusal(RELEASE, name="falco", namespace="shop", chart="falco")

    assert refusal.startswith("cannot re-use a name that is still in use (shop/falco")


def test_a_name_that_the_server_does_not_take_is_refused(cluster: Cluster) -> None:
    assert "a lowercase RFC 1123 subdomain" in cluster.refusal(SECRET, metadata=called("API_KEY", "shop"))


def test_a_custom_object_waits_for_its_definition(cluster: Cluster) -> None:
    metadata = called("key", "shop")

    with pytest.raises(
        NotYetError, match=r'no matches for kind "ExternalSecret" in version "external-secrets\.io/v1"'
    ):
        cluster.create(EXTERNAL_SECRET, metadata=metadata)
    cluster.create("kubernetes:networking.k8s.aws/v1alpha1:ClusterNetworkPolicy", metadata=called("deny"))
    cluster.exists(DEFINITION, "a", spec={"group": "external-secrets.io", "names": {"kind": "SecretStore"}})
    with pytest.raises(NotYetError):
        cluster.create(EXTERNAL_SECRET, metadata=metadata)
    cluster.exists(
        DEFINITION, "b", spec={"group": "external-secrets.io", "names": {"kind": "ExternalSecret"}}
    )
    cluster.create(EXTERNAL_SECRET, metadata=metadata)


def test_a_chart_may_have_brought_any_definition(cluster: Cluster) -> None:
    cluster.exists(RELEASE, "shop/external-secrets", name="external-secrets", namespace="shop")

    cluster.create(EXTERNAL_SECRET, metadata=called("key", "shop"))


def test_pods_that_are_waited_for_need_nodes(cluster: Cluster) -> None:
    web = {"metadata": called("web", "shop"), "spec": {"replicas": 2}}
    cluster.create(DEPLOYMENT, **web)
    cluster.aws.remove(NODE_GROUP, "nodes")

    with pytest.raises(NotYetError, match="Minimum number of Pods to consider the application live"):
        cluster.create(DEPLOYMENT, **web)
    cluster.create(DEPLOYMENT, **{**web, "spec": {"replicas": 0}})
    cluster.create(SECRET, metadata=called("key", "shop"))
    skipped = called("web", "shop", annotations={"pulumi.com/skipAwait": "true"})
    cluster.create(DEPLOYMENT, **{**web, "metadata": skipped})


@pytest.mark.parametrize(
    "metadata",
    [None, UNKNOWN, "text", ["list"], wire.secret(called("API_KEY", "none")), {"name": UNKNOWN}, {"name": 3}],
)
def test_what_is_unknown_or_secret_is_not_judged(cluster: Cluster, metadata: Any) -> None:
    cluster.create(DEPLOYMENT, metadata=metadata)


def test_a_list_of_objects_is_not_judged(cluster: Cluster) -> None:
    cluster.create("kubernetes:core/v1:SecretList", metadata=called("A_List"))


def test_a_namespace_takes_its_objects_along(cluster: Cluster) -> None:
    elsewhere = Store(cluster.clouds, lambda _: "https://other")
    elsewhere.put(SECRET, urn(SECRET, "x"), "shop/key", {}, {"metadata": called("key", "shop")})
    cluster.exists(SECRET, "shop/key", metadata=called("key", "shop"))
    cluster.exists(SECRET, "default/key", metadata=called("key", "default"))
    cluster.exists(RELEASE, "shop/falco", name="falco", namespace="shop")
    cluster.exists(CLASS, "gp3", metadata=called("gp3"))
    namespace = cluster.store.get(NAMESPACE, "shop")
    assert namespace

    remove_contents(namespace, cluster.store)

    left = {(stored.type, stored.id) for stored in cluster.store.of_type(NAMESPACE, SECRET, RELEASE, CLASS)}
    assert left == {(NAMESPACE, "shop"), (SECRET, "default/key"), (CLASS, "gp3")}
    assert elsewhere.get(SECRET, "shop/key")
