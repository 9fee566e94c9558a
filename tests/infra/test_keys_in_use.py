"""What keeps data keeps it under a key of the stack, and what goes leaves none behind."""

from collections.abc import Callable, Mapping
from typing import Any

from preview.model import Result
from tests.support.resources import of_type

# Where each type of resource that keeps data names its key; it may have several places.
KEYS: Mapping[str, Callable[[Mapping[str, Any]], list[Any]]] = {
    "aws:backup/vault:Vault": lambda inputs: [inputs.get("kmsKeyArn")],
    "aws:cloudtrail/trail:Trail": lambda inputs: [inputs.get("kmsKeyId")],
    "aws:cloudwatch/logGroup:LogGroup": lambda inputs: [inputs.get("kmsKeyId")],
    "aws:ec2/launchTemplate:LaunchTemplate": lambda inputs: [
        device["ebs"].get("kmsKeyId") for device in inputs["blockDeviceMappings"]
    ],
    "aws:ecr/repository:Repository": lambda inputs: [
        encryption.get("kmsKey") for encryption in inputs.get("encryptionConfigurations", [{}])
    ],
    "aws:eks/cluster:Cluster": lambda inputs: [
        (inputs.get("encryptionConfig") or {}).get("provider", {}).get("keyArn")
    ],
    "aws:secretsmanager/secret:Secret": lambda inputs: [inputs.get("kmsKeyId")],
    "aws:sns/topic:Topic": lambda inputs: [inputs.get("kmsMasterKeyId")],
    "kubernetes:storage.k8s.io/v1:StorageClass": lambda inputs: [inputs["parameters"].get("kmsKeyId")],
}


def test_everything_that_keeps_data_is_under_a_key_of_the_stack(either_stack: Result) -> None:
    own = {key.outputs["arn"] for key in of_type(either_stack, "aws:kms/key:Key")}
    found = [item for item in either_stack.applied.resources.values() if item.type in KEYS]
    assert {item.type for item in found} >= {*KEYS} - {"aws:backup/vault:Vault", "aws:cloudtrail/trail:Trail"}
    assert [item.urn for item in found if not set(KEYS[item.type](item.inputs)) <= own] == []


def test_volumes_of_machines_go_with_them(either_stack: Result) -> None:
    for template in of_type(either_stack, "aws:ec2/launchTemplate:LaunchTemplate"):
        for device in template.inputs["blockDeviceMappings"]:
            assert device["ebs"]["deleteOnTermination"] == "true", template.urn
            assert device["ebs"]["encrypted"] == "true", template.urn
