"""What S3 and CloudTrail refuse to create."""

import re
from collections.abc import Mapping

from preview.model import Properties
from preview.simulated.aws.rule_values import Rule, described, flag, refuse, text, texts_at, values_at
from preview.simulated.store import Store

BUCKET = "aws:s3/bucket:Bucket"
_LOCK = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"
VERSIONING = "aws:s3/bucketVersioning:BucketVersioning"
_POLICY = "aws:s3/bucketPolicy:BucketPolicy"
# S3 User Guide, "General purpose bucket naming rules".
_NAME = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_RESERVED = ("xn--", "sthree-", "amzn-s3-demo-"), ("-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3")


def _bucket(inputs: Properties, store: Store) -> None:
    del store
    name = text(inputs, "bucket")
    starts, ends = _RESERVED
    if name and (not _NAME.fullmatch(name) or name.startswith(starts) or name.endswith(ends)):
        refuse(
            "InvalidBucketName",
            "The specified bucket is not valid.",
            f"{name} must be 3 to 63 lower-case letters, digits, hyphens and single periods, begin and end "
            "with a letter or digit, be no IP address and have no reserved prefix or suffix",
        )


def locked(bucket_name: str, store: Store) -> bool:
    """Return whether a bucket has Object Lock, from its creation or from a configuration of its own."""
    bucket = store.get(BUCKET, bucket_name)
    return bool(bucket and flag(bucket.inputs.get("objectLockEnabled"))) or any(
        lock.inputs.get("bucket") == bucket_name for lock in store.of_type(_LOCK)
    )


def _object_lock(inputs: Properties, store: Store) -> None:
    bucket = store.get(BUCKET, text(inputs, "bucket"))
    if bucket is None or flag(bucket.inputs.get("objectLockEnabled")):
        return
    versioned = any(
        "Enabled" in texts_at(versioning.inputs, "versioningConfiguration.status")
        for versioning in store.of_type(VERSIONING)
        if versioning.inputs.get("bucket") == bucket.id
    ) or any(map(flag, values_at(bucket.inputs, "versioning.enabled")))
    if not versioned:
        refuse(
            "InvalidBucketState",
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
            f"{described(bucket)} is not versioned",
        )


def refuse_unversioned_lock(inputs: Properties, store: Store) -> None:
    """Refuse to suspend the versions of a bucket with Object Lock.

    Raises:
        SimulationError: S3's code and words (terraform-provider-aws waits for them when it deletes).
    """
    bucket = text(inputs, "bucket")
    if "Suspended" in texts_at(inputs, "versioningConfiguration.status") and locked(bucket, store):
        refuse(
            "InvalidBucketState",
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be "
            "changed.",
            f"bucket {bucket}",
        )


def _trail(inputs: Properties, store: Store) -> None:
    bucket = store.get(BUCKET, text(inputs, "s3BucketName"))
    if bucket and not any(policy.inputs.get("bucket") == bucket.id for policy in store.of_type(_POLICY)):
        refuse(
            "InsufficientS3BucketPolicyException",
            f"Incorrect S3 bucket policy is detected for bucket: {bucket.id}",
            f"{described(bucket)} has no policy yet",
        )


RULES: Mapping[str, Rule] = {
    BUCKET: _bucket,
    _LOCK: _object_lock,
    VERSIONING: refuse_unversioned_lock,
    "aws:cloudtrail/trail:Trail": _trail,
}
