"""The example of a stack that uses the platform's outputs works, and refuses a contract it does not know."""

import json
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from preview.model import Outcome, Pass, Phase, Result
from preview.passes import run_pass
from preview.policy import PackOptions
from preview.project import load_project
from preview.redaction import Redactor
from preview.session import preview
from tests.support.shared_preview import REPOSITORY
from workloads.secret_store import secret_names
from workloads.service_spec import ServiceSpec

CONSUMER = REPOSITORY / "docs" / "examples" / "consumer"
PACK = REPOSITORY / "policypack"
PLATFORM = "organization/palisade/dev"


@pytest.fixture(scope="module")
def consumer(dev: Result, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The example previewed against the outputs of the dev stack, as `--outputs` writes them."""
    file = tmp_path_factory.mktemp("outputs") / "dev.json"
    file.write_text(json.dumps(Redactor().value(dev.applied.outputs)))
    return preview(
        CONSUMER,
        "dev",
        policy_packs=[PackOptions(PACK, PACK / "config" / "dev.json")],
        stack_references={PLATFORM: file},
    )


def test_the_example_is_clean_under_the_platforms_pack(consumer: Result) -> None:
    assert consumer.exit_code == 0, consumer.preview.diagnostics
    judged = {decision.outcome for decision in consumer.decisions}
    assert Outcome.PASS in judged
    assert Outcome.FAIL not in judged


def test_the_example_stands_on_what_the_platform_gave(consumer: Result, dev: Result) -> None:
    given = dev.applied.outputs
    resources = {resource.type: resource for resource in consumer.applied.resources.values()}
    database = resources["aws:rds/instance:Instance"].inputs
    assert database["masterUserSecretKmsKeyId"] == given["dataKeyArn"]
    assert resources["aws:rds/subnetGroup:SubnetGroup"].inputs["subnetIds"] == given["privateSubnetIds"]
    opened = resources["aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"].inputs
    assert opened["referencedSecurityGroupId"] == given["nodeSecurityGroupId"]
    assert consumer.applied.outputs["databasePasswordSecret"] == f"{given['secretsPrefix']}/billing/database"


def test_the_password_that_the_service_gets_is_one_that_the_store_may_read(
    consumer: Result, dev: Result
) -> None:
    (policy,) = (
        json.loads(resource.inputs["policy"])
        for resource in dev.applied.resources.values()
        if resource.type == "aws:iam/rolePolicy:RolePolicy" and resource.name == "secret-store"
    )
    readable = policy["Statement"][0]["Resource"]
    name = consumer.applied.outputs["databasePasswordSecret"]
    spec = ServiceSpec(name="billing", repository="palisade/billing", secrets=("database",))
    assert secret_names([spec], dev.applied.outputs["secretsPrefix"]) == (name,)
    assert fnmatchcase(f"{readable.partition(':secret:')[0]}:secret:{name}-Ab12Cd", readable)
    # The one that RDS makes for the master.
    assert not fnmatchcase(f"{readable.partition(':secret:')[0]}:secret:rds!db-1234-Ab12Cd", readable)


def test_the_example_keeps_the_kubeconfig_secret(consumer: Result) -> None:
    (provider,) = (
        resource
        for resource in consumer.applied.resources.values()
        if resource.type == "pulumi:providers:kubernetes"
    )
    assert set(provider.inputs["kubeconfig"]) == {"4dabf18193072939515e22adb298388d", "value"}


def test_another_version_of_the_contract_is_refused_by_name() -> None:
    outcome = _applied({"outputsVersion": 2})
    assert outcome.exit_code != 0
    messages = [entry.message for entry in outcome.diagnostics if entry.severity == "error"]
    assert any(f"{PLATFORM} has version 2" in message for message in messages), messages


def _applied(changed: dict[str, object]) -> Pass:
    from preview import simulated  # noqa: PLC0415 - the simulations are large and this is the only user here

    asked = ("region", "accountId", "vpcId", "nodeSecurityGroupId", "dataKeyArn", "secretsPrefix")
    outputs = {
        **dict.fromkeys((*asked, "servicesNamespace", "kubeconfig"), "x"),
        "privateSubnetIds": ["x"],
        **changed,
    }
    project = load_project(Path(CONSUMER), "dev", None)
    return run_pass(project, Phase.APPLIED, simulated, stack_references={PLATFORM: outputs})
