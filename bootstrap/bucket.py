"""The S3 bucket of Pulumi's state."""

import json
from typing import Any

from botocore.exceptions import ClientError

from bootstrap.errors import BootstrapError, code_of
from bootstrap.policies import bucket_policy
from bootstrap.settings import AwsClient, Report, Setting, converge, read_or_none
from bootstrap.target import Target

# How long a state that was overwritten can be brought back.
KEEP_OLD_VERSIONS_DAYS = 90
_ABORT_UPLOADS_DAYS = 7
_SWITCHES = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")


class StateBucket:
    """The bucket and its settings.

    `find` looks and refuses, `converge` changes; so all refusals come before the first change. Every call
    names the expected owner, so that S3 refuses it should the bucket change hands.
    """

    def __init__(self, s3: AwsClient, target: Target) -> None:
        self._s3 = s3
        self._target = target
        self._whose = {"Bucket": target.bucket, "ExpectedBucketOwner": target.account_id}

    def find(self) -> bool:
        """Tell whether the bucket exists.

        Raises:
            BootstrapError: it exists in another account or region.
        """
        bucket, region = self._target.bucket, self._target.region
        try:
            found = self._s3.head_bucket(**self._whose)
        except ClientError as error:
            if code_of(error) in {"404", "NoSuchBucket"}:
                return False
            if code_of(error) in {"403", "AccessDenied"}:
                raise BootstrapError(
                    f"the bucket {bucket} exists and belongs to another account, or this identity may not "
                    "look at it (s3:ListBucket); choose another --name, or ask for the permission"
                ) from None
            raise
        if found["BucketRegion"] != region:
            raise BootstrapError(
                f"the bucket {bucket} is in {found['BucketRegion']}, not in {region}; choose another --name"
            )
        return True

    def converge(self, key_arn: str | None, report: Report, *, exists: bool, dry_run: bool) -> None:
        """Create the bucket where there is none, and set what differs.

        Args:
            key_arn: of the key that encrypts it; None only in a dry run without a key.
            report: told each change.
            exists: what `find` returned.
            dry_run: change nothing.
        """
        if not exists:
            if not dry_run:
                self._create()
                exists = True
            report(f"{'would create' if dry_run else 'created'} the bucket {self._target.bucket}")
        converge(self._settings(key_arn or ""), report, exists=exists, dry_run=dry_run)

    def _create(self) -> None:
        # S3 refuses us-east-1 as a constraint: it is what a bucket without one gets.
        place: dict[str, Any] = {}
        if self._target.region != "us-east-1":
            place = {"CreateBucketConfiguration": {"LocationConstraint": self._target.region}}
        self._s3.create_bucket(Bucket=self._target.bucket, ObjectOwnership="BucketOwnerEnforced", **place)
        self._s3.get_waiter("bucket_exists").wait(**self._whose)

    def _settings(self, key_arn: str) -> list[Setting]:
        s3, whose = self._s3, self._whose
        switches = dict.fromkeys(_SWITCHES, True)
        policy = bucket_policy(self._target, key_arn)
        return [
            Setting(
                "all four public access blocks",
                self._public_access_block,
                switches,
                lambda: s3.put_public_access_block(PublicAccessBlockConfiguration=switches, **whose),
            ),
            Setting(
                "no ACLs: the bucket's owner owns every object",
                self._ownership,
                "BucketOwnerEnforced",
                lambda: s3.put_bucket_ownership_controls(
                    OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}, **whose
                ),
            ),
            Setting(
                "versioning",
                lambda: s3.get_bucket_versioning(**whose).get("Status"),
                "Enabled",
                lambda: s3.put_bucket_versioning(VersioningConfiguration={"Status": "Enabled"}, **whose),
            ),
            Setting(
                "default encryption with the key, through a bucket key",
                self._encryption,
                ("aws:kms", key_arn, True),
                lambda: s3.put_bucket_encryption(
                    ServerSideEncryptionConfiguration=_encryption(key_arn), **whose
                ),
            ),
            Setting(
                f"lifecycle: old versions end after {KEEP_OLD_VERSIONS_DAYS} days",
                self._lifecycle,
                _lifecycle_rules(),
                lambda: s3.put_bucket_lifecycle_configuration(
                    LifecycleConfiguration={"Rules": _lifecycle_rules()}, **whose
                ),
            ),
            Setting(
                "the bucket's policy",
                self._policy,
                policy,
                lambda: s3.put_bucket_policy(Policy=json.dumps(policy), **whose),
            ),
            Setting(
                "the bucket's tags",
                lambda: self._target.tags.items() <= self._tags().items(),
                True,
                # The call replaces all tags, so it repeats those of others.
                lambda: s3.put_bucket_tagging(
                    Tagging={"TagSet": _tag_set(self._tags() | self._target.tags)}, **whose
                ),
            ),
        ]

    def _public_access_block(self) -> dict[str, bool] | None:
        found = read_or_none(
            lambda: self._s3.get_public_access_block(**self._whose), "NoSuchPublicAccessBlockConfiguration"
        )
        return found and found["PublicAccessBlockConfiguration"]

    def _ownership(self) -> str | None:
        found = read_or_none(
            lambda: self._s3.get_bucket_ownership_controls(**self._whose), "OwnershipControlsNotFoundError"
        )
        return found and found["OwnershipControls"]["Rules"][0]["ObjectOwnership"]

    def _encryption(self) -> tuple[str | None, str | None, bool] | None:
        found = read_or_none(
            lambda: self._s3.get_bucket_encryption(**self._whose),
            "ServerSideEncryptionConfigurationNotFoundError",
        )
        if not found:
            return None
        (rule,) = found["ServerSideEncryptionConfiguration"]["Rules"]
        default = rule.get("ApplyServerSideEncryptionByDefault", {})
        return default.get("SSEAlgorithm"), default.get("KMSMasterKeyID"), rule.get("BucketKeyEnabled", False)

    def _lifecycle(self) -> list[dict[str, Any]] | None:
        found = read_or_none(
            lambda: self._s3.get_bucket_lifecycle_configuration(**self._whose), "NoSuchLifecycleConfiguration"
        )
        return found and sorted(found["Rules"], key=lambda rule: rule["ID"])

    def _policy(self) -> dict[str, Any] | None:
        found = read_or_none(lambda: self._s3.get_bucket_policy(**self._whose), "NoSuchBucketPolicy")
        return found and json.loads(found["Policy"])

    def _tags(self) -> dict[str, str]:
        found = read_or_none(lambda: self._s3.get_bucket_tagging(**self._whose), "NoSuchTagSet")
        return {tag["Key"]: tag["Value"] for tag in found["TagSet"]} if found else {}


def _encryption(key_arn: str) -> dict[str, Any]:
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key_arn}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": True}]}


def _lifecycle_rules() -> list[dict[str, Any]]:
    everything = {"Status": "Enabled", "Filter": {"Prefix": ""}}
    return [
        {
            "ID": "abort-incomplete-uploads",
            "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": _ABORT_UPLOADS_DAYS},
            **everything,
        },
        {
            "ID": "expire-old-versions",
            "NoncurrentVersionExpiration": {"NoncurrentDays": KEEP_OLD_VERSIONS_DAYS},
            "Expiration": {"ExpiredObjectDeleteMarker": True},
            **everything,
        },
    ]


def _tag_set(tags: dict[str, str]) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in tags.items()]
