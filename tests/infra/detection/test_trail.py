"""The trail of the prod stack, its buckets and its log, as they would be applied."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from preview.model import Result
from tests.support.iam_evaluator import Decision, Request, evaluate
from tests.support.resources import inputs_of_type, of_type, only_inputs
from tests.support.variants import Changes

ACCOUNT = "444455556666"
TRAIL = f"arn:aws:cloudtrail:eu-central-1:{ACCOUNT}:trail/palisade-prod"
EVENTS = f"palisade-prod-trail-{ACCOUNT}"
ACCESS = f"palisade-prod-trail-access-{ACCOUNT}"
TLS = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3"}


def of_bucket(result: Result, token: str, bucket: str) -> dict[str, Any]:
    (found,) = (item.inputs for item in of_type(result, token) if item.inputs["bucket"] == bucket)
    return found


def key_name(result: Result, arn: str) -> str:
    return next(key.name for key in of_type(result, "aws:kms/key:Key") if key.outputs["arn"] == arn)


def decide(
    result: Result, bucket: str, principal: str, action: str, path: str = "", **context: str
) -> Decision:
    policy = of_bucket(result, "aws:s3/bucketPolicy:BucketPolicy", bucket)["policy"]
    named = {key.replace("_", ":", 1).replace("_", "-"): value for key, value in context.items()}
    return evaluate(policy, Request(principal, action, f"arn:aws:s3:::{bucket}{path}", {**TLS, **named}))


def cloudtrail_writes(result: Result, source: str, account: str = ACCOUNT) -> Decision:
    return decide(
        result,
        EVENTS,
        "cloudtrail.amazonaws.com",
        "s3:PutObject",
        f"/AWSLogs/{account}/CloudTrail/eu-central-1/2026/11/20/file.json.gz",
        aws_SourceArn=source,
        s3_x_amz_acl="bucket-owner-full-control",
    )


def test_the_trail_covers_every_region_and_can_be_validated(prod: Result) -> None:
    trail = only_inputs(prod, "aws:cloudtrail/trail:Trail")
    for property_name in (
        "isMultiRegionTrail",
        "includeGlobalServiceEvents",
        "enableLogFileValidation",
        "enableLogging",
    ):
        assert trail[property_name] is True
    assert key_name(prod, trail["kmsKeyId"]) == "trail"
    assert trail["s3BucketName"] == EVENTS


def test_events_reach_an_encrypted_log_by_a_role_that_writes_its_streams_alone(prod: Result) -> None:
    trail = only_inputs(prod, "aws:cloudtrail/trail:Trail")
    (group,) = (
        group
        for group in of_type(prod, "aws:cloudwatch/logGroup:LogGroup")
        if trail["cloudWatchLogsGroupArn"] == f"{group.outputs['arn']}:*"
    )
    assert key_name(prod, group.inputs["kmsKeyId"]) == "logs"
    assert group.inputs["retentionInDays"] == 365
    (role,) = (
        role
        for role in of_type(prod, "aws:iam/role:Role")
        if role.outputs["arn"] == trail["cloudWatchLogsRoleArn"]
    )
    (policy,) = (
        policy.inputs["policy"]
        for policy in of_type(prod, "aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == role.outputs["name"]
    )
    stream = f"{group.outputs['arn']}:log-stream:{ACCOUNT}_CloudTrail_eu-central-1"
    for action in ("logs:CreateLogStream", "logs:PutLogEvents"):
        assert evaluate(policy, Request(role.outputs["arn"], action, stream)) is Decision.ALLOW
    for action, resource in (
        ("logs:PutLogEvents", f"{group.outputs['arn']}:log-stream:other"),
        ("logs:PutLogEvents", stream.replace("/aws/cloudtrail/", "/aws/eks/")),
        ("logs:DeleteLogStream", stream),
    ):
        assert evaluate(policy, Request(role.outputs["arn"], action, resource)) is Decision.SILENT


@pytest.mark.parametrize("bucket", [EVENTS, ACCESS])
def test_both_buckets_are_private_versioned_and_kept(prod: Result, bucket: str) -> None:
    block = of_bucket(prod, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", bucket)
    assert {value for key, value in block.items() if key != "bucket"} == {True}
    assert len(block) >= 5
    ownership = of_bucket(prod, "aws:s3/bucketOwnershipControls:BucketOwnershipControls", bucket)
    assert ownership["rule"]["objectOwnership"] == "BucketOwnerEnforced"
    versioning = of_bucket(prod, "aws:s3/bucketVersioning:BucketVersioning", bucket)
    assert versioning["versioningConfiguration"]["status"] == "Enabled"
    (rule,) = of_bucket(prod, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", bucket)[
        "rules"
    ]
    assert rule["expiration"]["days"] == 365
    assert rule["abortIncompleteMultipartUpload"]["daysAfterInitiation"] <= 7
    (resource,) = (item for item in of_type(prod, "aws:s3/bucket:Bucket") if item.inputs["bucket"] == bucket)
    assert resource.protect
    assert resource.inputs["forceDestroy"] is False


def encryption_of(result: Result, bucket: str) -> dict[str, Any]:
    token = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration"  # noqa: S105 - a type
    (rule,) = of_bucket(result, token, bucket)["rules"]
    assert rule["bucketKeyEnabled"] is False
    return rule["applyServerSideEncryptionByDefault"]


def test_events_are_under_the_trails_key_and_the_access_log_under_the_one_that_s3_can_use(
    prod: Result,
) -> None:
    events = encryption_of(prod, EVENTS)
    assert events["sseAlgorithm"] == "aws:kms"
    assert key_name(prod, events["kmsMasterKeyId"]) == "trail"
    assert encryption_of(prod, ACCESS) == {"sseAlgorithm": "AES256"}


def test_access_to_the_events_is_logged_in_the_other_bucket(prod: Result) -> None:
    assert only_inputs(prod, "aws:s3/bucketLogging:BucketLogging") == {
        "bucket": EVENTS,
        "targetBucket": ACCESS,
        "targetPrefix": f"{EVENTS}/",
    }


def test_pulumi_deletes_no_trail_and_no_log_of_a_protected_stack(
    prod: Result, variant: Callable[[str, Changes], Result]
) -> None:
    for result, protected in ((prod, True), (variant("prod", {"protect": False}), False)):
        logs = {group.name: group for group in of_type(result, "aws:cloudwatch/logGroup:LogGroup")}
        (trail,) = of_type(result, "aws:cloudtrail/trail:Trail")
        kept = (trail, logs["trail"], logs["falco-findings"])
        assert [each.protect for each in kept] == [protected] * len(kept)


def test_events_of_a_protected_stack_cannot_be_deleted_before_their_time(prod: Result) -> None:
    lock = only_inputs(prod, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration")
    assert lock["bucket"] == EVENTS
    assert lock["rule"]["defaultRetention"] == {"mode": "GOVERNANCE", "days": 365}


def test_the_lock_comes_and_goes_without_a_new_bucket(prod: Result) -> None:
    assert all("objectLockEnabled" not in bucket for bucket in inputs_of_type(prod, "aws:s3/bucket:Bucket"))


def test_the_stacks_trail_writes_events_of_its_account(prod: Result) -> None:
    assert cloudtrail_writes(prod, TRAIL) is Decision.ALLOW
    looks = decide(prod, EVENTS, "cloudtrail.amazonaws.com", "s3:GetBucketAcl", aws_SourceArn=TRAIL)
    assert looks is Decision.ALLOW


def test_no_other_trail_writes_and_the_stacks_own_writes_nothing_else(prod: Result) -> None:
    stranger = TRAIL.replace(ACCOUNT, "999900001111")
    assert cloudtrail_writes(prod, stranger) is Decision.SILENT
    assert cloudtrail_writes(prod, f"{TRAIL}-other") is Decision.SILENT
    assert cloudtrail_writes(prod, TRAIL, account="999900001111") is Decision.SILENT
    assert decide(prod, EVENTS, "cloudtrail.amazonaws.com", "s3:GetObject", "/AWSLogs/x") is Decision.SILENT


def test_s3_writes_the_access_log_of_that_bucket_alone(prod: Result) -> None:
    def writes(source: str, account: str) -> Decision:
        return decide(
            prod,
            ACCESS,
            "logging.s3.amazonaws.com",
            "s3:PutObject",
            f"/{EVENTS}/2026-11-20-10-00-00-0A1B2C3D4E5F6071",
            aws_SourceArn=source,
            aws_SourceAccount=account,
        )

    assert writes(f"arn:aws:s3:::{EVENTS}", ACCOUNT) is Decision.ALLOW
    assert writes(f"arn:aws:s3:::{EVENTS}", "999900001111") is Decision.SILENT
    assert writes("arn:aws:s3:::somebody-elses", ACCOUNT) is Decision.SILENT


@pytest.mark.parametrize("bucket", [EVENTS, ACCESS])
@pytest.mark.parametrize(
    "connection",
    [{"aws_SecureTransport": "false"}, {"s3_TlsVersion": "1.1"}, {"s3_TlsVersion": "1.0"}],
    ids=["plain HTTP", "TLS 1.1", "TLS 1.0"],
)
def test_nobody_reads_or_lists_over_a_weak_connection(
    prod: Result, bucket: str, connection: dict[str, str]
) -> None:
    admin = f"arn:aws:iam::{ACCOUNT}:role/palisade-deploy"
    named = {key.replace("_", ":", 1): value for key, value in connection.items()}
    policy = of_bucket(prod, "aws:s3/bucketPolicy:BucketPolicy", bucket)["policy"]
    for action, path in (("s3:GetObject", "/AWSLogs/file"), ("s3:ListBucket", "")):
        weak = Request(admin, action, f"arn:aws:s3:::{bucket}{path}", {**TLS, **named})
        assert evaluate(policy, weak) is Decision.DENY
        assert decide(prod, bucket, admin, action, path) is Decision.SILENT


def test_the_trail_waits_for_what_cloudtrail_tries(prod: Result) -> None:
    (trail,) = of_type(prod, "aws:cloudtrail/trail:Trail")
    names = {prod.applied.resources[urn].type for urn in trail.dependencies}
    assert {"aws:s3/bucketPolicy:BucketPolicy", "aws:iam/rolePolicy:RolePolicy"} <= names


def test_a_stack_without_a_trail_has_nothing_of_it(dev: Result) -> None:
    types = {resource.type for resource in dev.applied.resources.values()}
    assert not types & {
        "aws:cloudtrail/trail:Trail",
        "aws:s3/bucket:Bucket",
        "aws:guardduty/detector:Detector",
    }


def test_no_document_of_the_buckets_lets_everybody_in(prod: Result) -> None:
    for policy in of_type(prod, "aws:s3/bucketPolicy:BucketPolicy"):
        for statement in json.loads(policy.inputs["policy"])["Statement"]:
            if statement["Effect"] == "Allow":
                assert set(statement["Principal"]) == {"Service"}
                assert "*" not in statement["Action"]
