"""A HardenedService has what its spec asks for, and nothing else."""

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from preview.model import Pass
from preview.session import preview
from tests.support.dependency_graph import must_outlive

REPOSITORY = Path(__file__).resolve().parents[2]
DIGEST = "sha256:" + "1" * 64

PROGRAM = f"""
import sys
sys.path.insert(0, {str(REPOSITORY)!r})

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
from infra.place import Place, RoleRules
from workloads.destinations import AwsPaths
from workloads.secret_store import SecretStore
from workloads.service import ClusterIdentity, HardenedService, HardenedServiceArgs
from workloads.service_network import service_policy
from workloads.service_spec import ServiceSpec
from workloads.settings import ServiceSettings

QUEUE = "arn:{{partition}}:sqs:{{region}}:{{account}}:{{stack}}-q"
SQS = {{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}}
SETTINGS = {{
    "imageDigest": {DIGEST!r},
    "replicas": {{"min": 2, "max": 4}},
    "resources": {{"cpu": "100m", "cpuLimit": "1", "memory": "256Mi", "ephemeralStorage": "64Mi"}},
}}

PATHS = AwsPaths(("sqs",), ["10.0.8.0/24"], [], nat=True, vpc_cidr="10.0.0.0/16")

def deploy(spec):
    cloud = aws.Provider("aws", region="eu-central-1", allowed_account_ids=["111122223333"])
    cluster = kubernetes.Provider("cluster", kubeconfig="{{}}")
    args = HardenedServiceArgs(
        spec=spec,
        settings=ServiceSettings.model_validate(SETTINGS),
        image="registry/billing@{DIGEST}",
        namespace="microservices",
        network_policy=service_policy(spec, [spec], load_balancer_cidrs=["10.0.0.0/24"], aws=PATHS),
        store=SecretStore(name="store", prefix="palisade/dev", refresh_interval="1h"),
        provided=pulumi.Output.from_input(cloud),
        cluster=ClusterIdentity(
            name="palisade-dev",
            arn="arn:aws:eks:eu-central-1:111122223333:cluster/palisade-dev",
            place=Place("palisade-dev", "aws", "111122223333", "eu-central-1", RoleRules(None, "/", "")),
        ),
    )
    HardenedService(spec.name, args, opts=pulumi.ResourceOptions(providers=[cloud, cluster]))
"""


def deployed(folder: Path, arguments: str) -> Pass:
    """Preview one service, given the arguments of its spec, and return it as applied."""
    (folder / "Pulumi.yaml").write_text("name: one-service\nruntime: python\n")
    call = f"deploy(ServiceSpec(name='billing', repository='billing', {arguments}))\n"
    (folder / "__main__.py").write_text(textwrap.dedent(PROGRAM) + call)
    result = preview(folder, "dev", policy_packs=[])
    assert result.exit_code == 0, [problem.message for problem in result.applied.diagnostics]
    return result.applied


@pytest.fixture(scope="module")
def modest(tmp_path_factory: pytest.TempPathFactory) -> Pass:
    """A service that asks for nothing."""
    return deployed(tmp_path_factory.mktemp("modest"), "")


@pytest.fixture(scope="module")
def demanding(tmp_path_factory: pytest.TempPathFactory) -> Pass:
    """A service that asks for everything."""
    arguments = "exposed=True, port=8443, secrets=('key',), aws_statements=(SQS,)"
    return deployed(tmp_path_factory.mktemp("demanding"), arguments)


def kinds(found: Pass) -> list[str]:
    return sorted(
        resource.inputs["kind"] for resource in found.resources.values() if "kind" in resource.inputs
    )


def only(found: Pass, kind: str) -> Any:
    (match,) = (each.inputs for each in found.resources.values() if each.inputs.get("kind") == kind)
    return match


def types(found: Pass) -> set[str]:
    return {resource.type for resource in found.resources.values()}


def test_a_service_that_asks_for_nothing_gets_no_role_no_secret_and_no_flow(modest: Pass) -> None:
    assert kinds(modest) == [
        "Deployment",
        "HorizontalPodAutoscaler",
        "PodDisruptionBudget",
        "Service",
        "ServiceAccount",
    ]
    assert not any(token.startswith("aws:") for token in types(modest))


def test_a_service_that_asks_for_everything_gets_it(demanding: Pass) -> None:
    assert "palisade:infra:PodIdentityRole" in types(demanding)
    secret = only(demanding, "ExternalSecret")
    assert secret["metadata"]["name"] == secret["spec"]["target"]["name"] == "billing-key"
    assert secret["spec"]["data"][0]["remoteRef"]["key"] == "palisade/dev/billing/key"
    pod = only(demanding, "Deployment")["spec"]["template"]["spec"]
    assert "billing-key" in [volume["name"] for volume in pod["volumes"]]
    policy = only(demanding, "NetworkPolicy")["spec"]
    assert {"ipBlock": {"cidr": "10.0.0.0/24"}} in policy["ingress"][0]["from"]


def test_what_differs_between_stacks_is_filled_in(demanding: Pass) -> None:
    (policy,) = (
        each.inputs for each in demanding.resources.values() if each.type == "aws:iam/rolePolicy:RolePolicy"
    )
    (statement,) = json.loads(policy["policy"])["Statement"]
    assert statement["Resource"] == "arn:aws:sqs:eu-central-1:111122223333:palisade-dev-q"


def test_a_service_listens_on_its_own_port_everywhere(demanding: Pass) -> None:
    (port,) = only(demanding, "Service")["spec"]["ports"]
    (container,) = only(demanding, "Deployment")["spec"]["template"]["spec"]["containers"]
    assert port["port"] == port["targetPort"] == container["ports"][0]["containerPort"] == 8443
    for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
        assert container[probe]["httpGet"]["port"] == container["ports"][0]["name"]
    (rule,) = only(demanding, "NetworkPolicy")["spec"]["ingress"]
    assert [each["port"] for each in rule["ports"]] == [8443]
    (service,) = (each for each in demanding.resources.values() if each.type.endswith(":HardenedService"))
    assert service.outputs["address"] == "billing.microservices.svc.cluster.local:8443"


def test_the_parts_of_a_service_find_each_other(modest: Pass) -> None:
    deployment, service = only(modest, "Deployment"), only(modest, "Service")
    pod_labels = deployment["spec"]["template"]["metadata"]["labels"].items()
    assert deployment["spec"]["selector"]["matchLabels"].items() <= pod_labels
    assert service["spec"]["selector"].items() <= pod_labels
    assert only(modest, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"].items() <= pod_labels
    (port,) = service["spec"]["ports"]
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert port["port"] == port["targetPort"] == container["ports"][0]["containerPort"] == 5000
    account = only(modest, "ServiceAccount")
    assert deployment["spec"]["template"]["spec"]["serviceAccountName"] == account["metadata"]["name"]
    assert account["automountServiceAccountToken"] is False


def test_the_autoscaler_owns_the_number_of_replicas(modest: Pass) -> None:
    assert "replicas" not in only(modest, "Deployment")["spec"]
    scaler = only(modest, "HorizontalPodAutoscaler")["spec"]
    assert (scaler["minReplicas"], scaler["maxReplicas"]) == (2, 4)
    assert scaler["scaleTargetRef"]["name"] == only(modest, "Deployment")["metadata"]["name"]


def test_the_role_of_a_service_is_bound_to_the_account_of_its_pods(demanding: Pass) -> None:
    (association,) = (
        each.inputs
        for each in demanding.resources.values()
        if each.type == "aws:eks/podIdentityAssociation:PodIdentityAssociation"
    )
    deployment = only(demanding, "Deployment")
    account = (
        deployment["metadata"]["namespace"],
        deployment["spec"]["template"]["spec"]["serviceAccountName"],
    )
    assert (association["namespace"], association["serviceAccount"]) == account
    (role,) = (each for each in demanding.resources.values() if each.type == "aws:iam/role:Role")
    (policy,) = (
        each.inputs for each in demanding.resources.values() if each.type == "aws:iam/rolePolicy:RolePolicy"
    )
    assert association["roleArn"] == role.outputs["arn"]
    assert policy["role"] == role.outputs["name"]
    assert "sqs:SendMessage" in policy["policy"]


def test_pods_wait_for_what_people_provide_also_without_secrets(modest: Pass) -> None:
    (provided,) = (each.urn for each in modest.resources.values() if each.type == "pulumi:providers:aws")
    (deployment,) = (
        each.urn for each in modest.resources.values() if each.inputs.get("kind") == "Deployment"
    )
    assert provided in must_outlive(modest.resources, deployment)
