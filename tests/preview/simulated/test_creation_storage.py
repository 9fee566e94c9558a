"""What S3 and CloudTrail refuse to create."""

import pytest

from preview.simulated.aws.creation_storage import BUCKET, VERSIONING
from tests.support.simulated_account import SimulatedAccount

LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
POLICY = "aws:s3/bucketPolicy:BucketPolicy"
TRAIL = "aws:cloudtrail/trail:Trail"


def versioning(status: str) -> dict[str, object]:
    return {"bucket": "logs", "versioningConfiguration": {"status": status}}


@pytest.mark.parametrize(
    "name",
    ["ab", "a" * 64, "Logs", "lo_gs", "-logs", "logs.", "lo..gs", "192.168.1.1", "xn--logs", "logs-s3alias"],
)
def test_a_name_that_s3_does_not_take_is_refused(account: SimulatedAccount, name: str) -> None:
    refusal = account.refusal_of_create(BUCKET, bucket=name)

    assert refusal.startswith("InvalidBucketName: The specified bucket is not valid.")


@pytest.mark.parametrize("name", ["abc", "a" * 63, "logs.example-1", "192.168.1.a"])
def test_a_name_that_s3_takes_is_not_refused(account: SimulatedAccount, name: str) -> None:
    account.create(BUCKET, bucket=name)


def test_object_lock_needs_versions(account: SimulatedAccount) -> None:
    account.exists(BUCKET, "logs", bucket="logs")

    refusal = account.refusal_of_create(LOCK, bucket="logs")

    assert "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration" in refusal
    account.create(LOCK, bucket="elsewhere")
    account.exists(VERSIONING, "logs", **versioning("Suspended"))
    assert "InvalidBucketState" in account.refusal_of_create(LOCK, bucket="logs")
    account.exists(VERSIONING, "logs", **versioning("Enabled"))
    account.create(LOCK, bucket="logs")


def test_a_bucket_that_was_made_with_object_lock_has_versions(account: SimulatedAccount) -> None:
    account.exists(BUCKET, "logs", bucket="logs", objectLockEnabled=True)

    account.create(LOCK, bucket="logs")


def test_versions_of_a_locked_bucket_are_not_suspended(account: SimulatedAccount) -> None:
    account.exists(BUCKET, "logs", bucket="logs")
    account.exists(VERSIONING, "logs", **versioning("Enabled"))
    account.update(VERSIONING, "logs", **versioning("Suspended"))
    account.exists(LOCK, "logs", bucket="logs")

    refusal = account.refusal_of_update(VERSIONING, "logs", **versioning("Suspended"))

    assert "An Object Lock configuration is present on this bucket" in refusal


def test_a_trail_writes_to_a_bucket_whose_policy_lets_it(account: SimulatedAccount) -> None:
    account.exists(BUCKET, "logs", bucket="logs")

    refusal = account.refusal_of_create(TRAIL, name="trail", s3BucketName="logs")

    assert (
        "InsufficientS3BucketPolicyException: Incorrect S3 bucket policy is detected for bucket: logs"
        in refusal
    )
    account.create(TRAIL, name="trail", s3BucketName="elsewhere")
    account.exists(POLICY, "logs", bucket="logs")
    account.create(TRAIL, name="trail", s3BucketName="logs")
