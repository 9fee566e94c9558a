"""A bucket for logs, hardened."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.documents import Statement, policy_document

# Days after which parts of an upload that was never completed go.
_ABANDONED_UPLOAD_DAYS = 7
# Days in which a version that was overwritten, deleted or expired can be brought back.
_NONCURRENT_DAYS = 30


@dataclass(frozen=True)
class LogBucketArgs:
    """What a LogBucket needs.

    Attributes:
        bucket: name of the bucket.
        bucket_arn: its ARN, known before it exists.
        retention_days: how long its objects are kept.
        key_arn: KMS key of its objects; None for the key of S3.
        writers: statements that let services write.
        access_log_bucket: name of the bucket for its access log; None for none.
        locked: whether nobody deletes an object before its time, save who may bypass governance.
        protect: whether Pulumi refuses to delete the bucket.
    """

    bucket: str
    bucket_arn: str
    retention_days: int
    key_arn: pulumi.Input[str] | None
    writers: Sequence[Statement]
    access_log_bucket: pulumi.Input[str] | None
    locked: bool
    protect: bool


class LogBucket(pulumi.ComponentResource):
    """A private, versioned, encrypted bucket for logs.

    Creates the bucket, its owner controls without ACLs, public access block, encryption, versioning,
    lifecycle, policy, and where asked its access log and its lock. Objects go after their retention. No
    rule moves them to a colder class: S3 leaves objects under 128 KB where they are, as most logs are.
    """

    bucket_name: pulumi.Output[str]
    bucket_arn: pulumi.Output[str]
    policy: pulumi.Resource

    def __init__(self, name: str, args: LogBucketArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:LogBucket", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        self._bucket = aws.s3.Bucket(
            name,
            bucket=args.bucket,
            force_destroy=False,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        block = self._close()
        self._encrypt()
        self._keep_versions()
        if args.access_log_bucket is not None:
            self._log_access(args.access_log_bucket)
        self.policy = self._let_in(block)
        self.bucket_name = self._bucket.bucket
        self.bucket_arn = self._bucket.arn
        self.register_outputs({"bucketName": self.bucket_name})

    def _close(self) -> pulumi.Resource:
        aws.s3.BucketOwnershipControls(
            self._name,
            bucket=self._bucket.bucket,
            rule=aws.s3.BucketOwnershipControlsRuleArgs(object_ownership="BucketOwnerEnforced"),
            opts=self._child,
        )
        return aws.s3.BucketPublicAccessBlock(
            self._name,
            bucket=self._bucket.bucket,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self._child,
        )

    def _encrypt(self) -> None:
        key = self._args.key_arn
        aws.s3.BucketServerSideEncryptionConfiguration(
            self._name,
            bucket=self._bucket.bucket,
            rules=[
                aws.s3.BucketServerSideEncryptionConfigurationRuleArgs(
                    apply_server_side_encryption_by_default=(
                        aws.s3.BucketServerSideEncryptionConfigurationRuleApplyServerSideEncryptionByDefaultArgs(
                            sse_algorithm="AES256" if key is None else "aws:kms", kms_master_key_id=key
                        )
                    ),
                    # A bucket key would change the encryption context by which the key knows its users.
                    bucket_key_enabled=False,
                )
            ],
            opts=self._child,
        )

    def _keep_versions(self) -> None:
        args = self._args
        versioning = aws.s3.BucketVersioning(
            self._name,
            bucket=self._bucket.bucket,
            versioning_configuration=aws.s3.BucketVersioningVersioningConfigurationArgs(status="Enabled"),
            opts=self._child,
        )
        after = pulumi.ResourceOptions(parent=self, depends_on=[versioning])
        aws.s3.BucketLifecycleConfiguration(
            self._name,
            bucket=self._bucket.bucket,
            rules=[
                aws.s3.BucketLifecycleConfigurationRuleArgs(
                    id="retention",
                    status="Enabled",
                    filter=aws.s3.BucketLifecycleConfigurationRuleFilterArgs(prefix=""),
                    expiration=aws.s3.BucketLifecycleConfigurationRuleExpirationArgs(
                        days=args.retention_days
                    ),
                    noncurrent_version_expiration=(
                        aws.s3.BucketLifecycleConfigurationRuleNoncurrentVersionExpirationArgs(
                            noncurrent_days=_NONCURRENT_DAYS
                        )
                    ),
                    abort_incomplete_multipart_upload=(
                        aws.s3.BucketLifecycleConfigurationRuleAbortIncompleteMultipartUploadArgs(
                            days_after_initiation=_ABANDONED_UPLOAD_DAYS
                        )
                    ),
                )
            ],
            opts=after,
        )
        if args.locked:
            # Asked of the bucket itself, the lock could only come and go with a new bucket of the same name.
            aws.s3.BucketObjectLockConfiguration(
                self._name,
                bucket=self._bucket.bucket,
                rule=aws.s3.BucketObjectLockConfigurationRuleArgs(
                    default_retention=aws.s3.BucketObjectLockConfigurationRuleDefaultRetentionArgs(
                        mode="GOVERNANCE", days=args.retention_days
                    )
                ),
                opts=after,
            )

    def _log_access(self, target: pulumi.Input[str]) -> None:
        aws.s3.BucketLogging(
            self._name,
            bucket=self._bucket.bucket,
            target_bucket=target,
            target_prefix=f"{self._args.bucket}/",
            opts=self._child,
        )

    def _let_in(self, block: pulumi.Resource) -> pulumi.Resource:
        return aws.s3.BucketPolicy(
            self._name,
            bucket=self._bucket.bucket,
            policy=bucket_policy(self._args.bucket_arn, self._args.writers),
            # S3 refuses two changes of a bucket's access at once.
            opts=pulumi.ResourceOptions(parent=self, depends_on=[block]),
        )


def bucket_policy(bucket_arn: str, writers: Sequence[Statement]) -> str:
    """Let writers in, and nobody without TLS 1.2 or newer.

    Source: S3 user guide, "Security best practices for Amazon S3", and its condition key s3:TlsVersion.

    Args:
        bucket_arn: the bucket.
        writers: statements that let services write.
    """
    everything: Statement = {
        "Effect": "Deny",
        "Principal": {"AWS": "*"},
        "Action": "s3:*",
        "Resource": [bucket_arn, f"{bucket_arn}/*"],
    }
    return policy_document(
        [
            *writers,
            {
                **everything,
                "Sid": "NoPlainHttp",
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
            {
                **everything,
                "Sid": "NoOldTls",
                "Condition": {"NumericLessThan": {"s3:TlsVersion": "1.2"}},
            },
        ]
    )
