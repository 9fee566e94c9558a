"""The outputs are a contract: other stacks read them by name."""

from dataclasses import fields
from typing import get_args

from infra.outputs import StackOutputs
from preview.model import Result
from tests.support.shared_preview import REPOSITORY

# Outputs of version 1. A name may be added here; one that goes or changes breaks other stacks.
VERSION_1 = {
    "clusterArn",
    "clusterEndpoint",
    "clusterName",
    "clusterVersion",
    "dataKeyArn",
    "findingsLogGroup",
    "kubeconfig",
    "logsKeyArn",
    "outputsVersion",
    "privateSubnetIds",
    "publicSubnetIds",
    "secretsPrefix",
    "serviceAddresses",
    "servicesNamespace",
    "vpcCidr",
    "vpcId",
}


def test_no_output_of_the_contract_is_lost(either_stack: Result) -> None:
    assert set(either_stack.applied.outputs) >= VERSION_1
    assert set(either_stack.preview.outputs) >= VERSION_1


def test_every_output_is_described() -> None:
    for item in fields(StackOutputs):
        assert get_args(item.type)[1], item.name


def test_the_kubeconfig_is_a_secret(either_stack: Result) -> None:
    kubeconfig = either_stack.applied.outputs["kubeconfig"]
    assert isinstance(kubeconfig, dict)
    assert set(kubeconfig) == {"4dabf18193072939515e22adb298388d", "value"}


def test_the_page_for_pulumi_cloud_names_outputs_that_exist(dev: Result) -> None:
    page = (REPOSITORY / "Pulumi.README.md").read_text(encoding="utf-8")
    named = {part.partition("}")[0] for part in page.split("${outputs.")[1:]}
    assert named
    assert named <= set(dev.applied.outputs)
