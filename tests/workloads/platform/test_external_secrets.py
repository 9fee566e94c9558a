"""External Secrets gets values, stores and secrets that it accepts, and no more rights than it needs."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import parliament
import pytest

from infra.iam.documents import policy_document
from tests.support.custom_resources import violations
from workloads.platform.external_secrets import store_spec
from workloads.platform.external_secrets_values import values
from workloads.platform.images import EXTERNAL_SECRETS
from workloads.platform.secret_store_access import assume_store_role, read_secrets, store_trust
from workloads.secret_store import SecretStore, external_secret_spec

STORE_ROLE = "arn:aws:iam::111122223333:role/palisade-dev-secret-store"
OPERATOR_ROLE = "arn:aws:iam::111122223333:role/palisade-dev-external-secrets"
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"


def chart_values(replicas: int = 2, registry: str | None = None) -> dict[str, Any]:
    return values(
        scoped_namespace="microservices",
        service_account="external-secrets",
        certificates_account="external-secrets-cert-controller",
        replicas=replicas,
        webhook_port=10250,
        registry=registry,
    )


def test_without_the_internet_every_pod_pulls_the_copy() -> None:
    found = chart_values(registry="registry.example")
    pods = (found, found["webhook"], found["certController"])
    assert [pod["image"]["repository"] for pod in pods] == [f"registry.example/{EXTERNAL_SECRETS}"] * 3
    assert "image" not in chart_values()


def reading() -> list[Any]:
    return read_secrets(
        partition="aws",
        region="eu-central-1",
        account_id="111122223333",
        prefix="palisade/dev",
        key_arn=KEY,
        namespace="microservices",
    )


def manifest(kind: str, spec: dict[str, Any]) -> dict[str, Any]:
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": kind,
        "metadata": {"name": "it", "namespace": "microservices"},
        "spec": spec,
    }


@pytest.mark.parametrize("replicas", [1, 2])
def test_the_chart_accepts_the_values(reference_material: Path, replicas: int) -> None:
    schema = json.loads(
        (reference_material / "schemas/external-secrets-2.9.0.values.schema.json").read_text()
    )
    jsonschema.validate(chart_values(replicas), schema)


def test_the_operator_serves_one_namespace_and_nothing_cluster_wide() -> None:
    found = chart_values()
    assert (found["scopedNamespace"], found["scopedRBAC"]) == ("microservices", True)
    assert not any(found[name] for name in found if name.startswith("processCluster"))
    assert not any(found["crds"][name] for name in found["crds"] if name.startswith("createCluster"))
    assert found["rbac"]["serviceAccountTokenCreate"] is False


def test_every_part_of_the_operator_is_hardened_and_sized() -> None:
    found = chart_values()
    for part in (found, found["webhook"], found["certController"]):
        assert part["securityContext"]["readOnlyRootFilesystem"] is True
        assert part["securityContext"]["capabilities"] == {"drop": ["ALL"]}
        assert part["podSecurityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert part["resources"]["limits"].keys() == {"cpu", "memory", "ephemeral-storage"}


def test_only_several_replicas_have_a_leader_and_a_budget() -> None:
    one, two = chart_values(1), chart_values(2)
    assert (one["leaderElect"], one["podDisruptionBudget"]["enabled"]) == (False, False)
    assert (two["leaderElect"], two["podDisruptionBudget"]["enabled"]) == (True, True)


def test_the_store_is_valid_and_has_no_keys(reference_material: Path) -> None:
    spec = store_spec(region="eu-central-1", role_arn=STORE_ROLE)
    definition = reference_material / "schemas/external-secrets.io_secretstores.yaml"
    assert violations(definition, manifest("SecretStore", spec)) == []
    assert "auth" not in json.dumps(spec)


def test_a_store_with_a_field_that_does_not_exist_would_be_found(reference_material: Path) -> None:
    definition = reference_material / "schemas/external-secrets.io_secretstores.yaml"
    spec = store_spec(region="eu-central-1", role_arn=STORE_ROLE)
    old = manifest("SecretStore", spec) | {"apiVersion": "external-secrets.io/v1beta1"}
    assert violations(definition, old) == ["version v1beta1 is not served"]
    misspelt = json.loads(json.dumps(spec).replace('"role"', '"roleArn"'))
    assert len(violations(definition, manifest("SecretStore", misspelt))) == 1


def test_an_external_secret_is_valid_and_owns_its_secret(reference_material: Path) -> None:
    store = SecretStore(name="store", prefix="palisade/dev", refresh_interval="1h")
    spec = external_secret_spec(store, secret_name="patient-key", remote_key="patient/key")  # noqa: S106 - a name
    definition = reference_material / "schemas/external-secrets.io_externalsecrets.yaml"
    assert violations(definition, manifest("ExternalSecret", spec)) == []
    assert spec["target"]["creationPolicy"] == "Owner"
    assert spec["data"][0]["remoteRef"]["key"] == "palisade/dev/patient/key"


@pytest.mark.parametrize("statements", [assume_store_role(STORE_ROLE), reading()])
def test_a_linter_finds_nothing_in_the_policies(statements: list[Any]) -> None:
    assert parliament.analyze_policy_string(policy_document(statements)).findings == []


def test_the_operator_itself_may_only_take_the_role_of_the_store() -> None:
    document = json.loads(policy_document(assume_store_role(STORE_ROLE)))
    (statement,) = document["Statement"]
    assert statement["Resource"] == STORE_ROLE
    assert set(statement["Action"]) == {"sts:AssumeRole", "sts:TagSession"}


def test_the_store_reads_below_its_prefix_only_and_only_for_its_namespace() -> None:
    secrets, key = json.loads(policy_document(reading()))["Statement"]
    assert secrets["Resource"] == "arn:aws:secretsmanager:eu-central-1:111122223333:secret:palisade/dev/*"
    assert key["Resource"] == KEY
    assert key["Condition"]["StringEquals"]["kms:ViaService"] == "secretsmanager.eu-central-1.amazonaws.com"
    for statement in (secrets, key):
        assert statement["Condition"]["StringEquals"]["aws:PrincipalTag/esoNamespace"] == "microservices"


def test_the_store_trusts_the_operator_for_this_store_alone() -> None:
    trust = store_trust(operator_role_arn=OPERATOR_ROLE, namespace="microservices", store="store")
    (statement,) = json.loads(policy_document(trust))["Statement"]
    assert statement["Principal"] == {"AWS": OPERATOR_ROLE}
    assert statement["Condition"]["StringEquals"] == {
        "aws:RequestTag/esoNamespace": "microservices",
        "aws:RequestTag/esoStoreName": "store",
        "aws:RequestTag/esoStoreKind": "SecretStore",
    }
