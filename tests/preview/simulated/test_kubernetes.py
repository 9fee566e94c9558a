import json
import re
from collections.abc import Callable
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.hosting import LocalStub
from preview.model import UNKNOWN, Pass, Phase, Properties
from preview.simulated.kubernetes.kinds import object_type, token_of
from preview.simulated.kubernetes.provider import KubernetesProvider
from preview.simulated.kubernetes.rules import RELEASE
from preview.simulated.simulation import PropertyError, Registration, SimulationError
from preview.simulated.store import Clouds, Store

SERVICE = "kubernetes:core/v1:Service"
NAMESPACE = "kubernetes:core/v1:Namespace"
RBAC = "rbac.authorization.k8s.io"


@pytest.fixture
def kubernetes() -> KubernetesProvider:
    """A provider without configuration."""
    return KubernetesProvider()


def registration(token: str, **inputs: Any) -> Registration:
    return Registration(f"urn:pulumi:dev::small::{token}::web", token, "web", inputs)


def check(kubernetes: KubernetesProvider, token: str, **inputs: Any) -> Properties:
    return kubernetes.check(registration(token, **inputs), {})


def apply(kubernetes: KubernetesProvider, token: str, **inputs: Any) -> tuple[str, Properties]:
    return kubernetes.create(registration(token, **check(kubernetes, token, **inputs)), dry_run=False)


@pytest.mark.parametrize(
    ("token", "api_version", "kind"),
    [
        ("kubernetes:apps/v1:Deployment", "apps/v1", "Deployment"),
        (SERVICE, "v1", "Service"),
        ("kubernetes:networking.k8s.io/v1:NetworkPolicy", "networking.k8s.io/v1", "NetworkPolicy"),
        (f"kubernetes:{RBAC}/v1:Role", f"{RBAC}/v1", "Role"),
        ("kubernetes:external-secrets.io/v1:SecretStore", "external-secrets.io/v1", "SecretStore"),
    ],
)
def test_types_and_objects_name_each_other(token: str, api_version: str, kind: str) -> None:
    assert object_type(token) == (api_version, kind)
    assert token_of(api_version, kind) == token


def test_an_object_gets_version_kind_and_a_name(kubernetes: KubernetesProvider) -> None:
    inputs = check(kubernetes, SERVICE, spec={"ports": []})

    assert (inputs["apiVersion"], inputs["kind"]) == ("v1", "Service")
    assert re.fullmatch(r"web-[0-9a-f]{8}", inputs["metadata"]["name"])


def test_a_made_up_name_is_kept_at_an_update(kubernetes: KubernetesProvider) -> None:
    made = {"name": "web-12345678", "annotations": {"pulumi.com/autonamed": "true"}}

    assert kubernetes.check(registration(SERVICE), {"metadata": made})["metadata"] == made


def test_a_name_that_the_program_takes_back_is_not_kept(kubernetes: KubernetesProvider) -> None:
    inputs = kubernetes.check(registration(SERVICE), {"metadata": {"name": "chosen"}})

    assert inputs["metadata"]["name"] != "chosen"


def test_a_release_without_a_name_keeps_the_one_it_has(kubernetes: KubernetesProvider) -> None:
    release = Registration(
        "urn:release", "kubernetes:helm.sh/v3:Release", "web", {"chart": "web"}, "another seed"
    )

    assert kubernetes.check(release, {"name": "web-12345678"})["name"] == "web-12345678"


@pytest.mark.parametrize("metadata", [{"name": "web"}, {"generateName": "web-"}, {"name": UNKNOWN}])
def test_a_given_name_is_left_alone(kubernetes: KubernetesProvider, metadata: Properties) -> None:
    assert check(kubernetes, SERVICE, metadata=metadata)["metadata"] == metadata


@pytest.mark.parametrize("metadata", [UNKNOWN, wire.secret({"name": "web"})])
def test_metadata_that_cannot_be_looked_into_is_left_alone(
    kubernetes: KubernetesProvider, metadata: Any
) -> None:
    assert check(kubernetes, SERVICE, metadata=metadata)["metadata"] == metadata


def test_a_patch_must_name_its_object(kubernetes: KubernetesProvider) -> None:
    with pytest.raises(PropertyError, match="must name the object"):
        check(kubernetes, "kubernetes:apps/v1:DaemonSetPatch")


def test_the_providers_namespace_goes_into_namespaced_objects_only(kubernetes: KubernetesProvider) -> None:
    kubernetes.configure({"namespace": "apps"})

    assert check(kubernetes, SERVICE)["metadata"]["namespace"] == "apps"
    assert "namespace" not in check(kubernetes, NAMESPACE)["metadata"]


def test_an_object_is_stored_with_identity_and_status(kubernetes: KubernetesProvider) -> None:
    identifier, service = apply(kubernetes, SERVICE, metadata={"name": "web"}, spec={"type": "LoadBalancer"})

    assert identifier == "default/web"
    assert service["metadata"]["uid"]
    assert service["metadata"]["namespace"] == "default"
    assert service["spec"]["clusterIP"].startswith("172.20.")
    assert service["status"]["loadBalancer"]["ingress"][0]["hostname"].endswith(".elb.amazonaws.com")


def test_an_existing_object_is_read_by_namespace_and_name(kubernetes: KubernetesProvider) -> None:
    service = kubernetes.read(registration(SERVICE), "apps/web")

    assert service["metadata"]["name"] == "web"
    assert service["metadata"]["namespace"] == "apps"
    assert service["spec"]["clusterIP"]


def test_a_release_shows_its_values_and_not_its_contents(kubernetes: KubernetesProvider) -> None:
    inputs = check(kubernetes, RELEASE, chart="falco", namespace="falco", values={"tty": True})
    identifier, outputs = kubernetes.create(registration(RELEASE, **inputs), dry_run=False)
    _, planned = kubernetes.create(registration(RELEASE, **inputs), dry_run=True)

    assert identifier == f"falco/{inputs['name']}"
    assert outputs["values"] == {"tty": True}
    assert outputs["status"]["status"] == "deployed"
    assert planned["manifest"] == planned["status"] == UNKNOWN


def test_a_release_needs_a_chart(kubernetes: KubernetesProvider) -> None:
    with pytest.raises(PropertyError, match="must be set"):
        check(kubernetes, RELEASE)


def test_yaml_is_decoded_into_the_namespace_given(kubernetes: KubernetesProvider) -> None:
    text = "apiVersion: v1\nkind: Service\n---\n---\napiVersion: v1\nkind: Namespace\n"

    found = kubernetes.invoke("kubernetes:yaml:decode", {"text": text, "defaultNamespace": "apps"})["result"]

    assert found == [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "apps"}},
        {"apiVersion": "v1", "kind": "Namespace"},
    ]


@pytest.mark.parametrize(
    ("token", "arguments", "message"),
    [
        ("kubernetes:yaml:decode", {"text": "a: ["}, "not YAML"),
        ("kubernetes:yaml:decode", {"text": "- a"}, "not a Kubernetes object"),
        ("kubernetes:helm:template", {"jsonOpts": '{"chart": "redis"}'}, "chart 'redis' needs helm"),
        ("kubernetes:kustomize:directory", {}, "needs kustomize"),
        ("kubernetes:foo:bar", {}, "no simulated function kubernetes:foo:bar"),
    ],
)
def test_what_cannot_be_answered_is_an_error_with_a_reason(
    kubernetes: KubernetesProvider, token: str, arguments: Properties, message: str
) -> None:
    with pytest.raises(SimulationError, match=message):
        kubernetes.invoke(token, arguments)


def test_a_config_group_registers_its_objects(simulate: Callable[..., Pass]) -> None:
    outcome = simulate(
        """
        import pulumi_kubernetes as k8s
        text = '''
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: apps}, data: {a: b}}
        - {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}}
        '''
        k8s.yaml.v2.ConfigGroup("group", yaml=text)
        """
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    chain = "urn:pulumi:dev::small::kubernetes:yaml/v2:ConfigGroup$kubernetes:"
    settings = outcome.resources[f"{chain}core/v1:ConfigMap::group:apps/settings"]
    assert settings.inputs["data"] == {"a": "b"}
    assert f"{chain}apps/v1:Deployment::group:web" in outcome.resources


def test_a_chart_is_shown_closed_and_says_so(simulate: Callable[..., Pass]) -> None:
    outcome = simulate(
        """
        import pulumi_kubernetes as k8s
        k8s.helm.v4.Chart("redis", chart="redis")
        """
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    (warning,) = [entry for entry in outcome.diagnostics if entry.severity == "warning"]
    assert "'redis' is shown without its contents" in warning.message


@pytest.mark.parametrize("phase", list(Phase))
def test_a_cluster_that_does_not_exist_yet_gives_no_outputs(
    simulate: Callable[..., Pass], phase: Phase
) -> None:
    outcome = simulate(
        """
        import pulumi, pulumi_aws as aws, pulumi_kubernetes as k8s
        cluster = aws.eks.Cluster("c", role_arn="arn:aws:iam::1:role/r", vpc_config={"subnet_ids": []})
        provider = k8s.Provider("k8s", kubeconfig=cluster.endpoint)
        k8s.core.v1.Namespace("apps", opts=pulumi.ResourceOptions(provider=provider))
        """,
        phase,
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    namespace = outcome.resources[f"urn:pulumi:dev::small::{NAMESPACE}::apps"]
    assert bool(namespace.outputs) == (phase is Phase.APPLIED)


def connected(clouds: Clouds, **config: Any) -> LocalStub:
    """Return a provider for the cluster at https://here."""
    provider = KubernetesProvider(clouds)
    kubeconfig = {
        "clusters": [{"name": "c", "cluster": {"server": "https://here"}}],
        "contexts": [{"name": "x", "context": {"cluster": "c"}}],
        "current-context": "x",
    }
    provider.configure({"kubeconfig": json.dumps(kubeconfig), **config})
    return LocalStub(provider)


def create(provider: Any, token: str, **metadata: Any) -> str:
    urn = f"urn:pulumi:dev::small::{token}::{metadata['name']}"
    properties = wire.to_struct({"metadata": metadata})
    return provider.Create(provider_pb2.CreateRequest(urn=urn, properties=properties)).id


def delete(provider: Any, token: str, identifier: str) -> None:
    urn = f"urn:pulumi:dev::small::{token}::{identifier}"
    provider.Delete(provider_pb2.DeleteRequest(urn=urn, id=identifier))


def test_objects_of_two_clusters_do_not_meet() -> None:
    clouds = Clouds()
    here, unknown = connected(clouds), LocalStub(KubernetesProvider(clouds))

    create(here, SERVICE, name="web", namespace="default")
    create(unknown, SERVICE, name="web", namespace="default")

    with pytest.raises(grpc.RpcError, match='services "web" already exists'):
        create(here, SERVICE, name="web", namespace="default")


def test_a_cluster_that_was_deleted_keeps_its_objects_from_being_deleted() -> None:
    clouds, token = Clouds(), "aws:eks/cluster:Cluster"
    account = Store(clouds, lambda _: "account")
    account.put(token, f"urn:pulumi:dev::small::{token}::c", "c", {}, {"endpoint": "https://here"})
    here, forgiving = connected(clouds), connected(clouds, deleteUnreachable="true")
    for name in ("a", "b"):
        create(here, NAMESPACE, name=name)
    account.remove(token, "c")

    for request in (lambda: create(here, NAMESPACE, name="c"), lambda: delete(here, NAMESPACE, "a")):
        with pytest.raises(grpc.RpcError, match="configured Kubernetes cluster is unreachable"):
            request()
    delete(forgiving, NAMESPACE, "b")


def test_a_namespace_is_deleted_with_its_objects() -> None:
    clouds = Clouds()
    here = connected(clouds)
    create(here, NAMESPACE, name="shop")
    create(here, SERVICE, name="web", namespace="shop")

    delete(here, NAMESPACE, "shop")
    delete(here, SERVICE, "shop/web")

    assert clouds.everything() == []


def test_where_manifests_are_written_to_files_no_cluster_is_asked() -> None:
    clouds, token = Clouds(), "aws:eks/cluster:Cluster"
    account = Store(clouds, lambda _: "account")
    account.put(token, f"urn:pulumi:dev::small::{token}::c", "c", {}, {"endpoint": "https://here"})
    account.remove(token, "c")

    create(connected(clouds, renderYamlToDirectory="manifests"), NAMESPACE, name="shop")
