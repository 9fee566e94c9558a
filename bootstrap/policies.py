"""The policies of the key and of the bucket, as data."""

from typing import Any, TypeAlias

from bootstrap.target import Target

Document: TypeAlias = dict[str, Any]

# What a put says of its encryption, as condition keys of S3.
_ALGORITHM = "s3:x-amz-server-side-encryption"
_KEY_ID = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_CUSTOMER_ALGORITHM = "s3:x-amz-server-side-encryption-customer-algorithm"

# The longest that KMS offers, and its default.
DELETION_WINDOW_DAYS = 30

# What administrators of the account may be given by IAM: everything about the key except using it and
# granting its use to others.
_ADMINISTRATION = [
    "kms:CancelKeyDeletion",
    "kms:CreateAlias",
    "kms:DeleteAlias",
    "kms:DescribeKey",
    "kms:DisableKey",
    "kms:DisableKeyRotation",
    "kms:EnableKey",
    "kms:EnableKeyRotation",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "kms:ListGrants",
    "kms:ListKeyPolicies",
    "kms:ListKeyRotations",
    "kms:ListResourceTags",
    "kms:PutKeyPolicy",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
]


def key_policy(target: Target) -> Document:
    """Leave the key to IAM policies of its account, for two uses only.

    Pulumi's secrets provider encrypts and decrypts directly; S3 makes and opens data keys for objects of the
    state bucket. The resource "*" of a key policy is the key itself. The encryption context of S3 is the
    bucket with bucket keys on, and the object with them off.
    Source: KMS developer guide, "Key policies" and "Condition keys"; S3 user guide, "Using SSE-KMS".
    """
    account = {"AWS": f"arn:{target.partition}:iam::{target.account_id}:root"}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Sid": "Administration",
                "Effect": "Allow",
                "Principal": account,
                "Action": _ADMINISTRATION,
                "Resource": "*",
            },
            {
                "Sid": "SecretsProvider",
                "Effect": "Allow",
                "Principal": account,
                "Action": ["kms:Encrypt", "kms:Decrypt"],
                "Resource": "*",
                "Condition": {"Null": {"kms:ViaService": "true"}},
            },
            {
                "Sid": "StateBucket",
                "Effect": "Allow",
                "Principal": account,
                "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
                "Resource": "*",
                "Condition": {
                    "StringEquals": {
                        "kms:ViaService": _s3_endpoints(target),
                        "kms:CallerAccount": target.account_id,
                    },
                    "StringLike": {
                        "kms:EncryptionContext:aws:s3:arn": [target.bucket_arn, f"{target.bucket_arn}/*"]
                    },
                },
            },
            {
                # Without the parameter KMS waits 30 days, and then the condition has no value to compare.
                "Sid": "LongDeletionWindow",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "kms:ScheduleKeyDeletion",
                "Resource": "*",
                "Condition": {
                    "NumericLessThan": {
                        "kms:ScheduleKeyDeletionPendingWindowInDays": str(DELETION_WINDOW_DAYS)
                    }
                },
            },
        ],
    }


def bucket_policy(target: Target, key_arn: str) -> Document:
    """Refuse what must not happen to the state; what may happen, IAM policies of the account say.

    A part of a multipart upload cannot name its encryption, and is a put like any other: only puts that do
    name one are held against the key. What names none gets the bucket's default encryption, which is this
    key; a multipart upload has named it, or left it to the default, when it began. Asking for aws:kms without
    a key is refused as well: S3 would take the AWS managed key. A key of the customer's own (SSE-C) is
    refused in every put, parts included, which repeat it.
    AWS's own services, which belong to no account, are let through to whatever another policy allows.
    The wildcard in denials is meant: a list of actions would let the next new one through.
    Source: IAM user guide, "Condition operators"; S3 user guide, "Using server-side encryption with AWS KMS
    keys" and "Multipart upload API and permissions"; S3 API reference, PutObject, CreateMultipartUpload and
    UploadPart; botocore, issue 471 (UploadPart denied by such a policy without the guard).
    """
    everything = [target.bucket_arn, f"{target.bucket_arn}/*"]
    objects = f"{target.bucket_arn}/*"
    return {
        "Version": "2012-10-17",
        "Statement": [
            _denial("PlainHttp", "s3:*", everything, {"Bool": {"aws:SecureTransport": "false"}}),
            _denial("OldTls", "s3:*", everything, {"NumericLessThan": {"s3:TlsVersion": "1.2"}}),
            _denial(
                "OtherEncryption",
                "s3:PutObject",
                objects,
                {"StringNotEquals": {_ALGORITHM: "aws:kms"}, "Null": {_ALGORITHM: "false"}},
            ),
            _denial(
                "AnotherKey",
                "s3:PutObject",
                objects,
                {"ArnNotEquals": {_KEY_ID: key_arn}, "Null": {_KEY_ID: "false"}},
            ),
            _denial(
                "ManagedKey",
                "s3:PutObject",
                objects,
                {"StringEquals": {_ALGORITHM: "aws:kms"}, "Null": {_KEY_ID: "true"}},
            ),
            _denial("CustomerKey", "s3:PutObject", objects, {"Null": {_CUSTOMER_ALGORITHM: "false"}}),
            _denial(
                "OtherAccounts",
                "s3:*",
                everything,
                {
                    "StringNotEquals": {"aws:PrincipalAccount": target.account_id},
                    "BoolIfExists": {"aws:PrincipalIsAWSService": "false"},
                },
            ),
        ],
    }


def _denial(name: str, action: str, resource: str | list[str], condition: Document) -> Document:
    return {
        "Sid": f"Deny{name}",
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resource,
        "Condition": condition,
    }


def _s3_endpoints(target: Target) -> list[str]:
    """Name S3 as KMS sees it; sources differ on the form in China, so both are named there."""
    global_form = f"s3.{target.region}.amazonaws.com"
    return [global_form, f"{global_form}.cn"] if target.partition == "aws-cn" else [global_form]
