"""The keys: one for each class of data, which rotate and are not lost by mistake."""

from preview.model import Result
from tests.support.key_uses import keys
from tests.support.resources import of_type

DEFAULT = "aws:ebs/encryptionByDefault:EncryptionByDefault"


def test_each_class_of_data_has_its_key(either_stack: Result) -> None:
    assert keys(either_stack).keys() == {
        "alerts",
        "cluster",
        "data",
        "logs",
        "registry",
        "trail",
        "volumes",
    }


def test_every_key_rotates_and_says_what_it_is_for(either_stack: Result) -> None:
    descriptions = {key.inputs["description"] for key in keys(either_stack).values()}
    assert len(descriptions) == len(keys(either_stack))
    assert all(key.inputs["enableKeyRotation"] is True for key in keys(either_stack).values())


def test_a_key_is_deleted_no_sooner_than_the_stack_says(dev: Result, prod: Result) -> None:
    for result, days in ((dev, 14), (prod, 30)):
        assert {key.inputs["deletionWindowInDays"] for key in keys(result).values()} == {days}


def test_pulumi_deletes_no_key_of_a_protected_stack(dev: Result, prod: Result) -> None:
    assert all(key.protect for key in keys(prod).values())
    assert not any(key.protect for key in keys(dev).values())


def test_every_key_has_a_name_that_no_other_stack_of_the_account_has(either_stack: Result) -> None:
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    named = {
        alias.inputs["targetKeyId"]: alias.inputs["name"]
        for alias in of_type(either_stack, "aws:kms/alias:Alias")
    }
    assert named == {
        key.outputs["keyId"]: f"alias/{cluster.inputs['name']}/{name}"
        for name, key in keys(either_stack).items()
    }


def test_new_volumes_of_the_account_are_encrypted_where_the_stack_says_so(dev: Result, prod: Result) -> None:
    (default,) = of_type(prod, DEFAULT)
    assert default.inputs["enabled"] is True
    assert not [item for item in dev.applied.resources.values() if item.type == DEFAULT]


def test_no_volume_of_the_account_depends_on_a_key_that_goes_with_the_stack(either_stack: Result) -> None:
    types = {item.type for item in either_stack.applied.resources.values()}
    assert "aws:ebs/defaultKmsKey:DefaultKmsKey" not in types
