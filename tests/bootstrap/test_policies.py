"""What the bucket and the key let through, decided by their policies as AWS would."""

import json
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

import parliament
import pytest

from bootstrap.policies import bucket_policy, key_policy
from bootstrap.target import Target
from tests.support.iam_evaluator import Decision, Request, Values, evaluate
from tests.support.state_bucket import ACCOUNT, Aws

TARGET = Target("eu-central-1", "111122223333", "palisade")
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OTHER_KEY = KEY.replace("1234abcd", "ffffffff")
DEPLOYER = "arn:aws:iam::111122223333:role/deploy"
STRANGER = "arn:aws:iam::444455556666:role/deploy"
STATE = f"{TARGET.bucket_arn}/.pulumi/stacks/palisade/dev.json"

ALGORITHM = "s3:x-amz-server-side-encryption"
KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id"
CUSTOMER_ALGORITHM = "s3:x-amz-server-side-encryption-customer-algorithm"


def login_headers() -> dict[str, Values]:
    """What Pulumi sends with a put, by the URL that the command prints; gocloud.dev/blob/s3blob reads it."""
    query = parse_qs(urlsplit(TARGET.backend(KEY)).query)
    return {ALGORITHM: query["ssetype"], KEY_ID: query["kmskeyid"]}


# What AWS adds to a request of the account over a present-day connection.
SENT: dict[str, Values] = {
    "aws:SecureTransport": "true",
    "s3:TlsVersion": "1.3",
    "aws:PrincipalAccount": "111122223333",
    "aws:PrincipalIsAWSService": "false",
}
PUT = Request(DEPLOYER, "s3:PutObject", STATE, SENT | login_headers())
GET = Request(DEPLOYER, "s3:GetObject", STATE, SENT)
DELETE = Request(DEPLOYER, "s3:DeleteObject", STATE, SENT)
# A multipart upload: its beginning has the headers of a put, parts and completion have none.
# Source: S3 API reference, UploadPart and CompleteMultipartUpload; botocore, issue 471.
BEGINNING = PUT
PART = Request(DEPLOYER, "s3:PutObject", STATE, SENT)
COMPLETION = PART
ABORT = Request(DEPLOYER, "s3:AbortMultipartUpload", STATE, SENT)
LIST = Request(DEPLOYER, "s3:ListBucket", TARGET.bucket_arn, SENT)


def sent_otherwise(request: Request, changes: dict[str, Values | None]) -> Request:
    """The request with other context; None takes a key away."""
    context = {**request.context, **changes}
    return replace(request, context={key: value for key, value in context.items() if value is not None})


@pytest.mark.parametrize("request_", [PUT, GET, DELETE, LIST], ids=lambda request: request.action)
def test_the_bucket_leaves_what_pulumi_does_to_the_policies_of_the_account(request_: Request):
    assert evaluate(bucket_policy(TARGET, KEY), request_) is Decision.SILENT


@pytest.mark.parametrize("step", [BEGINNING, PART, COMPLETION, ABORT])
def test_a_multipart_upload_under_the_key_goes_through_in_every_step(step: Request):
    assert evaluate(bucket_policy(TARGET, KEY), step) is Decision.SILENT


@pytest.mark.parametrize(
    "headers",
    [
        {ALGORITHM: "AES256"},
        {ALGORITHM: "aws:kms"},
        {ALGORITHM: "aws:kms", KEY_ID: OTHER_KEY},
        {ALGORITHM: "aws:kms:dsse", KEY_ID: KEY},
        {CUSTOMER_ALGORITHM: "AES256"},
    ],
)
def test_a_multipart_upload_under_anything_else_is_refused_when_it_begins(headers: dict[str, Values]):
    beginning = replace(BEGINNING, context=SENT | headers)
    assert evaluate(bucket_policy(TARGET, KEY), beginning) is Decision.DENY


def test_the_bucket_leaves_a_service_of_aws_to_other_policies():
    service = {"aws:SecureTransport": "true", "s3:TlsVersion": "1.3", "aws:PrincipalIsAWSService": "true"}
    request = Request("config.amazonaws.com", "s3:GetBucketAcl", TARGET.bucket_arn, service)
    assert evaluate(bucket_policy(TARGET, KEY), request) is Decision.SILENT


@dataclass(frozen=True)
class Refusal:
    """A request that the bucket refuses, and the only statement that does."""

    what: str
    request: Request
    by: str


PLAIN: dict[str, Values | None] = {"aws:SecureTransport": "false", "s3:TlsVersion": None}
NOBODY: dict[str, Values | None] = {"aws:PrincipalAccount": None}
REFUSALS = [
    Refusal("plain get", sent_otherwise(GET, PLAIN), "DenyPlainHttp"),
    Refusal("plain list", sent_otherwise(LIST, PLAIN), "DenyPlainHttp"),
    Refusal("plain put", sent_otherwise(PUT, PLAIN), "DenyPlainHttp"),
    Refusal("TLS 1.0", sent_otherwise(GET, {"s3:TlsVersion": "1.0"}), "DenyOldTls"),
    Refusal("TLS 1.1", sent_otherwise(PUT, {"s3:TlsVersion": "1.1"}), "DenyOldTls"),
    Refusal("a key of S3", sent_otherwise(PUT, {ALGORITHM: "AES256"}), "DenyOtherEncryption"),
    Refusal(
        "two layers of encryption", sent_otherwise(PUT, {ALGORITHM: "aws:kms:dsse"}), "DenyOtherEncryption"
    ),
    Refusal("another key", sent_otherwise(PUT, {KEY_ID: OTHER_KEY}), "DenyAnotherKey"),
    Refusal(
        "another key and no algorithm",
        sent_otherwise(PUT, {ALGORITHM: None, KEY_ID: OTHER_KEY}),
        "DenyAnotherKey",
    ),
    Refusal("the key that AWS manages", sent_otherwise(PUT, {KEY_ID: None}), "DenyManagedKey"),
    Refusal("a key of the customer", sent_otherwise(PART, {CUSTOMER_ALGORITHM: "AES256"}), "DenyCustomerKey"),
    Refusal(
        "another account",
        sent_otherwise(replace(GET, principal=STRANGER), {"aws:PrincipalAccount": "444455556666"}),
        "DenyOtherAccounts",
    ),
    Refusal("nobody", sent_otherwise(LIST, NOBODY), "DenyOtherAccounts"),
    Refusal(
        "nobody known",
        sent_otherwise(LIST, NOBODY | {"aws:PrincipalIsAWSService": None}),
        "DenyOtherAccounts",
    ),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.what)
def test_the_bucket_refuses_by_one_statement(refusal: Refusal):
    policy = bucket_policy(TARGET, KEY)
    assert evaluate(policy, refusal.request) is Decision.DENY
    without = [statement for statement in policy["Statement"] if statement["Sid"] != refusal.by]
    assert evaluate({"Statement": without}, refusal.request) is Decision.SILENT


def test_every_statement_of_the_bucket_refuses_something():
    assert {statement["Sid"] for statement in bucket_policy(TARGET, KEY)["Statement"]} == {
        refusal.by for refusal in REFUSALS
    }


def use(action: str, context: dict[str, Values] | None = None, principal: str = DEPLOYER) -> Decision:
    """What the key's policy says to a use of the key."""
    sent: dict[str, Values] = {"kms:CallerAccount": principal.split(":")[4]}
    return evaluate(key_policy(TARGET), Request(principal, action, KEY, sent | (context or {})))


def through_s3(arn: str, region: str = "eu-central-1") -> dict[str, Values]:
    """What S3 sends when it uses a key for a bucket, or for an object where bucket keys are off."""
    return {"kms:ViaService": f"s3.{region}.amazonaws.com", "kms:EncryptionContext:aws:s3:arn": arn}


@pytest.mark.parametrize("action", ["kms:Encrypt", "kms:Decrypt"])
def test_the_secrets_provider_uses_the_key_directly(action: str):
    assert use(action) is Decision.ALLOW
    assert use(action, principal=STRANGER) is Decision.SILENT


@pytest.mark.parametrize("action", ["kms:GenerateDataKey", "kms:Decrypt"])
def test_s3_uses_the_key_for_the_state_bucket_only(action: str):
    assert use(action, through_s3(TARGET.bucket_arn)) is Decision.ALLOW
    assert use(action, through_s3(STATE)) is Decision.ALLOW
    assert use(action, through_s3(f"{TARGET.bucket_arn}-copy")) is Decision.SILENT
    assert use(action, through_s3(STATE, region="eu-west-1")) is Decision.SILENT
    assert use(action, through_s3(STATE), principal=STRANGER) is Decision.SILENT


@pytest.mark.parametrize(
    "action", ["kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:CreateGrant", "kms:ReEncryptFrom"]
)
def test_other_services_do_not_use_the_key(action: str):
    assert use(action, {"kms:ViaService": "ec2.eu-central-1.amazonaws.com"}) is Decision.SILENT


def test_nobody_gives_the_use_of_the_key_away():
    assert use("kms:CreateGrant") is Decision.SILENT


@pytest.mark.parametrize("action", ["kms:PutKeyPolicy", "kms:DescribeKey", "kms:EnableKeyRotation"])
def test_the_account_administers_the_key(action: str):
    assert use(action) is Decision.ALLOW
    assert use(action, principal=STRANGER) is Decision.SILENT


def test_the_key_is_not_deleted_in_less_than_30_days():
    window = "kms:ScheduleKeyDeletionPendingWindowInDays"
    assert use("kms:ScheduleKeyDeletion", {window: "29"}) is Decision.DENY
    assert use("kms:ScheduleKeyDeletion", {window: "30"}) is Decision.ALLOW
    assert use("kms:ScheduleKeyDeletion") is Decision.ALLOW


def test_no_permission_has_a_wildcard_for_an_action():
    for statement in key_policy(TARGET)["Statement"] + bucket_policy(TARGET, KEY)["Statement"]:
        if statement["Effect"] == "Allow":
            assert "*" not in "".join(statement["Action"])


@pytest.mark.parametrize("region", ["cn-north-1", "us-gov-west-1"])
def test_s3_of_other_partitions_uses_the_key(region: str):
    partition = "aws-cn" if region.startswith("cn-") else "aws-us-gov"
    suffix = ".cn" if partition == "aws-cn" else ""
    target = replace(TARGET, region=region, partition=partition)
    context: dict[str, Values] = {
        "kms:ViaService": f"s3.{region}.amazonaws.com{suffix}",
        "kms:CallerAccount": "111122223333",
        "kms:EncryptionContext:aws:s3:arn": target.bucket_arn,
    }
    principal = f"arn:{partition}:iam::111122223333:role/deploy"
    request = Request(principal, "kms:Decrypt", KEY.replace("arn:aws:", f"arn:{partition}:"), context)
    assert evaluate(key_policy(target), request) is Decision.ALLOW


# What the linter says of these documents although they are right.
EXPLAINED = {
    "MISMATCHED_TYPE": "TLS version 1.2 is no whole number, and the linter knows no other",
    "UNKNOWN_CONDITION_FOR_ACTION": "a denial of all actions; to some the TLS version is not known",
    "RESOURCE_STAR": "the resource of a key's policy is the key",
}


def test_a_linter_finds_nothing_but_what_is_explained():
    documents = (bucket_policy(TARGET, KEY), key_policy(TARGET))
    findings = [
        finding
        for document in documents
        for finding in parliament.analyze_policy_string(json.dumps(document)).findings
    ]
    assert {finding.issue for finding in findings} == EXPLAINED.keys()


def test_aws_stores_the_policies_as_they_are(made: Aws):
    target = replace(TARGET, account_id=ACCOUNT)
    assert json.loads(made.bucket_policy()) == bucket_policy(target, made.key_arn())
    assert json.loads(made.key_policy()) == key_policy(target)
