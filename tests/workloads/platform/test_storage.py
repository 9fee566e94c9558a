"""What volumes that pods claim are, in both stacks."""

from typing import Any

from preview.model import Result
from tests.support.dependency_graph import must_outlive
from tests.support.resources import of_type, only_inputs

STORAGE_CLASS = "kubernetes:storage.k8s.io/v1:StorageClass"


def parameters(result: Result) -> dict[str, Any]:
    return only_inputs(result, STORAGE_CLASS)["parameters"]


def test_volumes_are_encrypted_under_the_volumes_key_unless_a_claim_says_otherwise(
    either_stack: Result,
) -> None:
    annotations = only_inputs(either_stack, STORAGE_CLASS)["metadata"]["annotations"]
    assert annotations["storageclass.kubernetes.io/is-default-class"] == "true"
    keys = {key.outputs["arn"]: key.name for key in of_type(either_stack, "aws:kms/key:Key")}
    # The driver takes text for everything.
    assert parameters(either_stack)["encrypted"] == "true"
    assert keys[parameters(either_stack)["kmsKeyId"]] == "volumes"
    assert parameters(either_stack)["type"] == "gp3"


def test_a_volume_is_made_where_its_pod_runs_and_can_grow(either_stack: Result) -> None:
    storage_class = only_inputs(either_stack, STORAGE_CLASS)
    assert storage_class["provisioner"] == "ebs.csi.aws.com"
    assert storage_class["volumeBindingMode"] == "WaitForFirstConsumer"
    assert storage_class["allowVolumeExpansion"] is True


def test_data_outlives_its_claim_in_a_protected_stack_alone(dev: Result, prod: Result) -> None:
    assert only_inputs(dev, STORAGE_CLASS)["reclaimPolicy"] == "Delete"
    assert only_inputs(prod, STORAGE_CLASS)["reclaimPolicy"] == "Retain"


def test_volumes_carry_the_tags_of_the_stack(either_stack: Result) -> None:
    given = [
        value for name, value in parameters(either_stack).items() if name.startswith("tagSpecification_")
    ]
    tags = dict(value.split("=", 1) for value in given)
    assert tags["Owner"] == "platform-team"
    assert tags["Stack"] == either_stack.stack
    assert tags["ManagedBy"] == "aws-ebs-csi-driver"
    assert len(tags) == len(given)


def test_the_driver_outlives_the_class(either_stack: Result) -> None:
    resources = either_stack.applied.resources
    (storage_class,) = of_type(either_stack, STORAGE_CLASS)
    names = {resources[urn].name for urn in must_outlive(resources, storage_class.urn)}
    assert "aws-ebs-csi-driver" in names
