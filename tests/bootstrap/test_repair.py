"""What somebody loosened since the last run is set right by the next."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.state_bucket import ALIAS, BUCKET, Aws


@pytest.fixture(scope="module")
def right(made: Aws) -> dict[str, Any]:
    """The state after a run, to which every repair must return."""
    return made.state()


def weaken_public_access(aws: Aws) -> None:
    aws.s3.put_public_access_block(
        Bucket=BUCKET,
        PublicAccessBlockConfiguration={"BlockPublicAcls": True, "BlockPublicPolicy": False},
    )


def forget_public_access(aws: Aws) -> None:
    aws.s3.delete_public_access_block(Bucket=BUCKET)


def allow_acls(aws: Aws) -> None:
    aws.s3.put_bucket_ownership_controls(
        Bucket=BUCKET, OwnershipControls={"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    )


def forget_ownership(aws: Aws) -> None:
    aws.s3.delete_bucket_ownership_controls(Bucket=BUCKET)


def suspend_versioning(aws: Aws) -> None:
    aws.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})


def _encrypt(aws: Aws, bucket_key: bool = True, **default: str) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}
    aws.s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})


def encrypt_with_s3_keys(aws: Aws) -> None:
    _encrypt(aws, SSEAlgorithm="AES256")


def encrypt_with_the_managed_key(aws: Aws) -> None:
    _encrypt(aws, SSEAlgorithm="aws:kms")


def encrypt_without_a_bucket_key(aws: Aws) -> None:
    _encrypt(aws, bucket_key=False, SSEAlgorithm="aws:kms", KMSMasterKeyID=aws.key_arn())


def forget_encryption(aws: Aws) -> None:
    aws.s3.delete_bucket_encryption(Bucket=BUCKET)


def forget_lifecycle(aws: Aws) -> None:
    aws.s3.delete_bucket_lifecycle(Bucket=BUCKET)


def expire_old_versions_at_once(aws: Aws) -> None:
    rules = aws.s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)["Rules"]
    for rule in rules:
        if "NoncurrentVersionExpiration" in rule:
            rule["NoncurrentVersionExpiration"]["NoncurrentDays"] = 1
    aws.s3.put_bucket_lifecycle_configuration(Bucket=BUCKET, LifecycleConfiguration={"Rules": rules})


def drop_a_denial(aws: Aws) -> None:
    policy = json.loads(aws.bucket_policy())
    policy["Statement"].pop()
    aws.s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))


def forget_the_bucket_policy(aws: Aws) -> None:
    aws.s3.delete_bucket_policy(Bucket=BUCKET)


def forget_bucket_tags(aws: Aws) -> None:
    aws.s3.delete_bucket_tagging(Bucket=BUCKET)


def stop_rotation(aws: Aws) -> None:
    aws.kms.disable_key_rotation(KeyId=aws.key_arn())


def open_the_key(aws: Aws) -> None:
    policy = json.loads(aws.key_policy())
    policy["Statement"].append(
        {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "kms:Decrypt", "Resource": "*"}
    )
    aws.kms.put_key_policy(KeyId=aws.key_arn(), PolicyName="default", Policy=json.dumps(policy))


def rename_the_key(aws: Aws) -> None:
    aws.kms.update_key_description(KeyId=aws.key_arn(), Description="unused, may be deleted")


def delete_the_alias(aws: Aws) -> None:
    aws.kms.delete_alias(AliasName=ALIAS)


# Each loosens a setting of its own, so that as many changes as loosenings mean that every one was found.
ROUNDS = {
    "weakened": [
        weaken_public_access,
        allow_acls,
        suspend_versioning,
        encrypt_with_s3_keys,
        expire_old_versions_at_once,
        drop_a_denial,
        stop_rotation,
        open_the_key,
        rename_the_key,
    ],
    "deleted": [
        forget_public_access,
        forget_ownership,
        forget_encryption,
        forget_lifecycle,
        forget_the_bucket_policy,
        forget_bucket_tags,
        delete_the_alias,
    ],
    "another key": [encrypt_with_the_managed_key],
    "no bucket key": [encrypt_without_a_bucket_key],
}


@pytest.mark.parametrize("loosenings", ROUNDS.values(), ids=ROUNDS)
def test_what_somebody_loosened_is_set_right_and_only_that(
    made: Aws, right: dict[str, Any], loosenings: list[Callable[[Aws], None]]
):
    for loosen in loosenings:
        loosen(made)
    repaired = made.bootstrap()
    assert len(repaired.changes) == len(repaired.writes) == len(loosenings)
    assert made.state() == right


def test_a_dry_run_tells_what_somebody_loosened_and_leaves_it(made: Aws):
    suspend_versioning(made)
    stop_rotation(made)
    run = made.bootstrap("--dry-run")
    assert (run.code, run.changes) == (0, ["would set rotation every 365 days", "would set versioning"])
    assert run.writes == []
    made.bootstrap()
