"""The trail: who did what through the APIs of the account."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.detection.log_bucket import LogBucket, LogBucketArgs
from infra.iam.documents import Statement, policy_document
from infra.iam.role import create_role
from infra.place import Place

# How long the access log of the trail's bucket is kept, in days.
_ACCESS_LOG_DAYS = 365


@dataclass(frozen=True)
class TrailArgs:
    """What a Trail needs.

    Attributes:
        place: where it lives; the trail has the place's name.
        retention_days: how long the log group and the bucket keep events.
        trail_key_arn: KMS key of the events in the bucket.
        logs_key_arn: KMS key of the log group.
        protect: whether Pulumi refuses to delete the trail, its log group and its buckets, and S3 their
            objects before their time.
    """

    place: Place
    retention_days: int
    trail_key_arn: pulumi.Input[str]
    logs_key_arn: pulumi.Input[str]
    protect: bool


class Trail(pulumi.ComponentResource):
    """A trail of the whole account.

    Creates: a bucket for the events and one for the access log of the first; an encrypted log group and a
    role that writes to its streams; the trail itself, over all regions and global services, with log file
    validation. It records management events. Data events, such as each read of an object, cost by the event
    and are left to who needs them.
    """

    bucket_name: pulumi.Output[str]
    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: TrailArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Trail", name, None, opts)
        self._name = name
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        bucket = self._create_bucket(self._create_access_log_bucket())
        group = self._create_log_group()
        role, permission = self._create_role()
        aws.cloudtrail.Trail(
            name,
            name=args.place.name,
            s3_bucket_name=bucket.bucket_name,
            kms_key_id=args.trail_key_arn,
            is_multi_region_trail=True,
            include_global_service_events=True,
            enable_log_file_validation=True,
            enable_logging=True,
            cloud_watch_logs_group_arn=group.arn.apply(lambda arn: f"{arn}:*"),
            cloud_watch_logs_role_arn=role.arn,
            # CloudTrail tries bucket and role before it makes a trail.
            opts=pulumi.ResourceOptions(
                parent=self, depends_on=[bucket.policy, permission], protect=args.protect
            ),
        )
        self.bucket_name = bucket.bucket_name
        self.log_group_name = group.name
        self.register_outputs({"bucketName": self.bucket_name, "logGroupName": self.log_group_name})

    def _create_access_log_bucket(self) -> LogBucket:
        args = self._args
        bucket = f"{args.place.name}-trail-access-{args.place.account_id}"
        bucket_arn = _bucket_arn(args.place, bucket)
        return LogBucket(
            f"{self._name}-access",
            LogBucketArgs(
                bucket=bucket,
                bucket_arn=bucket_arn,
                retention_days=_ACCESS_LOG_DAYS,
                # S3 delivers access logs neither under a KMS key nor into a bucket with a default retention.
                # Source: S3 user guide, "Enabling Amazon S3 server access logging".
                key_arn=None,
                locked=False,
                access_log_bucket=None,
                writers=access_log_writers(args.place, bucket_arn, _trail_bucket_arn(args.place)),
                protect=args.protect,
            ),
            opts=self._child,
        )

    def _create_bucket(self, access_log: LogBucket) -> LogBucket:
        args = self._args
        return LogBucket(
            self._name,
            LogBucketArgs(
                bucket=_trail_bucket(args.place),
                bucket_arn=_trail_bucket_arn(args.place),
                retention_days=args.retention_days,
                key_arn=args.trail_key_arn,
                locked=args.protect,
                access_log_bucket=access_log.bucket_name,
                writers=trail_writers(args.place, _trail_bucket_arn(args.place)),
                protect=args.protect,
            ),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[access_log.policy]),
        )

    def _create_log_group(self) -> aws.cloudwatch.LogGroup:
        return aws.cloudwatch.LogGroup(
            self._name,
            name=_log_group(self._args.place),
            kms_key_id=self._args.logs_key_arn,
            retention_in_days=self._args.retention_days,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.protect),
        )

    def _create_role(self) -> tuple[aws.iam.Role, pulumi.Resource]:
        place = self._args.place
        role = create_role(
            self._name,
            place=place,
            description="CloudTrail writes events to its log group",
            trust=trail_trust(),
            opts=self._child,
        )
        permission = aws.iam.RolePolicy(
            self._name, role=role.name, policy=write_events(place, _log_group(place)), opts=self._child
        )
        return role, permission


def trail_trust() -> str:
    """Let CloudTrail write to CloudWatch Logs under the role.

    There is no condition: CloudTrail documents source conditions for policies of buckets, keys and topics,
    not for this role. A stranger's trail cannot have it, since a role is passed within its account only.
    Sources: CloudTrail user guide, "Sending events to CloudWatch Logs"; IAM user guide, "Grant a user
    permissions to pass a role to an AWS service".
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "cloudtrail.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ]
    )


def write_events(place: Place, log_group: str) -> str:
    """Allow writing to the streams of the trail in one log group.

    Source: CloudTrail user guide, "Role policy document for CloudTrail to use CloudWatch Logs".

    Args:
        place: where the trail lives.
        log_group: name of the log group.
    """
    streams = f"log-stream:{place.account_id}_CloudTrail_{place.region}*"
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
                "Resource": place.arn("logs", f"log-group:{log_group}:{streams}"),
            }
        ]
    )


def trail_writers(place: Place, bucket_arn: str) -> list[Statement]:
    """Let the stack's trail look at its bucket and write the events of the account.

    Source: CloudTrail user guide, "Amazon S3 bucket policy for CloudTrail".

    Args:
        place: where the trail lives.
        bucket_arn: the bucket.
    """
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    source = {"aws:SourceArn": place.arn("cloudtrail", f"trail/{place.name}")}
    return [
        {
            "Sid": "TrailLooks",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:GetBucketAcl",
            "Resource": bucket_arn,
            "Condition": {"StringEquals": source},
        },
        {
            "Sid": "TrailWrites",
            "Effect": "Allow",
            "Principal": cloudtrail,
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/AWSLogs/{place.account_id}/*",
            "Condition": {"StringEquals": {**source, "s3:x-amz-acl": "bucket-owner-full-control"}},
        },
    ]


def access_log_writers(place: Place, bucket_arn: str, logged_bucket_arn: str) -> list[Statement]:
    """Let S3 write the access log of one bucket.

    Source: S3 user guide, "Permissions for log delivery".

    Args:
        place: where the buckets live.
        bucket_arn: the bucket that the log is written to.
        logged_bucket_arn: the bucket whose access is logged.
    """
    return [
        {
            "Sid": "AccessLog",
            "Effect": "Allow",
            "Principal": {"Service": "logging.s3.amazonaws.com"},
            "Action": "s3:PutObject",
            "Resource": f"{bucket_arn}/*",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": place.account_id},
                "ArnEquals": {"aws:SourceArn": logged_bucket_arn},
            },
        }
    ]


def _log_group(place: Place) -> str:
    return f"/aws/cloudtrail/{place.name}"


def _trail_bucket(place: Place) -> str:
    return f"{place.name}-trail-{place.account_id}"


def _trail_bucket_arn(place: Place) -> str:
    return _bucket_arn(place, _trail_bucket(place))


def _bucket_arn(place: Place, bucket: str) -> str:
    return f"arn:{place.partition}:s3:::{bucket}"
