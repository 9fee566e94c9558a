"""Policies of the KMS keys as pure functions, one for each key.

A statement for the root of the account does not let anybody in by itself: it leaves the decision to the IAM
policies of the account, under its conditions. Source: KMS developer guide, "Default key policy".
"""

from collections.abc import Mapping, Sequence

from infra.iam.documents import Statement, policy_document
from infra.place import Place

# What managing a key takes, with all that the AWS provider calls; using it is not among it. Without
# PutKeyPolicy for the account KMS refuses the policy, as nobody could change it any more.
# Source: KMS developer guide, "Allows key administrators to administer the KMS key" and "Default key policy".
ADMINISTRATION = (
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
    "kms:RetireGrant",
    "kms:RevokeGrant",
    "kms:RotateKeyOnDemand",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
    "kms:UpdateAlias",
    "kms:UpdateKeyDescription",
)

# Name in the program of the role of the control plane.
CONTROL_PLANE_ROLE = "cluster"

_DATA_KEYS = ("kms:Decrypt", "kms:GenerateDataKey")
_GRANT_FOR_AWS = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
# What a store asks for that encrypts by data keys it does not see, and copies what it holds. EC2 asks in the
# name of whoever creates, attaches or restores a volume.
# Source: EBS user guide, "Requirements for Amazon EBS encryption".
_STORAGE = (
    "kms:Decrypt",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
)


def cluster_key_policy(place: Place, administrators: Sequence[str]) -> str:
    """Let administrators, one of whom creates the cluster, hand the key to EKS, and the control plane use it.

    EKS makes its grant in the name of the creator, after trying the key out; kms:GrantIsForAWSResource is not
    supported there. AWS does not say whether such calls carry kms:ViaService: the creator is bound by name,
    and the service only where a call tells one.
    The control plane is named by ARN in a condition, as its role comes after the key.
    Sources: EKS user guide, "Encrypt Kubernetes secrets with KMS on existing clusters"; aws-cdk pull request
    9438, which read the creator's calls from CloudTrail.

    Args:
        place: where the key lives.
        administrators: ARNs of the administrators of the cluster.
    """
    return _key_policy(
        place,
        _delegation(
            place,
            "Creator",
            ("kms:CreateGrant", "kms:Decrypt", "kms:Encrypt"),
            {
                "ArnEquals": {"aws:PrincipalArn": list(administrators)},
                "StringEqualsIfExists": {"kms:ViaService": _via(place, "eks")},
            },
        ),
        _delegation(
            place,
            "ControlPlane",
            ("kms:Decrypt", "kms:Encrypt"),
            {"ArnEquals": {"aws:PrincipalArn": place.role_arn(CONTROL_PLANE_ROLE)}},
        ),
    )


def volumes_key_policy(place: Place) -> str:
    """Let Auto Scaling start nodes, EC2 make volumes and AWS Backup keep backups under the key.

    The account must have the service-linked role before the key: KMS refuses a principal that does not exist.
    Sources: EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes"; AWS
    Backup developer guide, "Encryption for backups".
    """
    role = (
        f"arn:{place.partition}:iam::{place.account_id}:role/aws-service-role/autoscaling.amazonaws.com/"
        "AWSServiceRoleForAutoScaling"
    )
    return _key_policy(
        place,
        _statement(
            "AutoScaling",
            {"AWS": role},
            (*_STORAGE, "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey"),
            condition={},
        ),
        _statement("AutoScalingGrants", {"AWS": role}, ("kms:CreateGrant",), condition=_GRANT_FOR_AWS),
        _delegation(place, "Volumes", _STORAGE, _through(place, "ec2")),
        _delegation(
            place, "VolumeGrants", ("kms:CreateGrant",), {**_through(place, "ec2"), **_GRANT_FOR_AWS}
        ),
        _delegation(
            place,
            "Backups",
            ("kms:CreateGrant", *_DATA_KEYS),
            _through(place, "backup"),
        ),
    )


def logs_key_policy(place: Place) -> str:
    """Let CloudWatch Logs use the key for log groups of this account and region alone.

    Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
    """
    return _key_policy(
        place,
        _statement(
            "CloudWatchLogs",
            {"Service": place.service_principal(f"logs.{place.region}")},
            ("kms:Encrypt", "kms:GenerateDataKey", *_STORAGE),
            condition={
                "StringLike": {"kms:EncryptionContext:aws:logs:arn": place.arn("logs", "log-group:*")}
            },
        ),
    )


def data_key_policy(place: Place) -> str:
    """Let principals of the account use the key through Secrets Manager alone.

    Source: Secrets Manager user guide, "Secret encryption and decryption".
    """
    return _key_policy(
        place,
        _delegation(
            place,
            "SecretsManager",
            _DATA_KEYS,
            _through(place, "secretsmanager"),
        ),
    )


def registry_key_policy(place: Place) -> str:
    """Let whoever creates a repository hand the key to ECR, which reads and writes images by grants.

    Source: ECR user guide, "Encryption at rest".
    """
    return _key_policy(
        place,
        _delegation(
            place,
            "Repositories",
            ("kms:CreateGrant",),
            _through(place, "ecr"),
        ),
    )


def trail_key_policy(place: Place) -> str:
    """Let CloudTrail encrypt the events of the stack's trail, and principals of the account read them.

    The bucket has no bucket key, so that S3 sends the trail as context. Source: CloudTrail user guide,
    "Configure AWS KMS key policies for CloudTrail".
    """
    cloudtrail = {"Service": "cloudtrail.amazonaws.com"}
    trail = place.arn("cloudtrail", f"trail/{place.name}")
    own_trail = {"StringEquals": {"aws:SourceArn": trail}}
    return _key_policy(
        place,
        _statement(
            "CloudTrail",
            cloudtrail,
            ("kms:GenerateDataKey",),
            condition={
                "StringEquals": {
                    **own_trail["StringEquals"],
                    "kms:EncryptionContext:aws:cloudtrail:arn": trail,
                }
            },
        ),
        _statement("CloudTrailChecks", cloudtrail, ("kms:DescribeKey",), condition=own_trail),
        _delegation(place, "Readers", ("kms:Decrypt",), _through(place, "s3")),
    )


def alerts_key_policy(place: Place) -> str:
    """Let CloudWatch alarms and principals of the account publish to the stack's topic.

    EventBridge is such a principal, by the role that it delivers under. Source: SNS developer guide, "Enable
    compatibility between event sources from AWS services and encrypted topics".
    """
    topic = {"kms:EncryptionContext:aws:sns:topicArn": place.arn("sns", f"{place.name}-alerts")}
    through_sns = _through(place, "sns")["StringEquals"]
    return _key_policy(
        place,
        _statement(
            "Alarms",
            {"Service": "cloudwatch.amazonaws.com"},
            _DATA_KEYS,
            condition={
                "StringEquals": {"aws:SourceAccount": place.account_id, **topic},
                "ArnLike": {"aws:SourceArn": place.arn("cloudwatch", "alarm:*")},
            },
        ),
        _delegation(place, "Publishers", _DATA_KEYS, {"StringEquals": {**through_sns, **topic}}),
    )


def _key_policy(place: Place, *uses: Statement) -> str:
    """Write a policy that leaves the management of the key to the account, and adds who may use it."""
    return policy_document([_delegation(place, "Administration", ADMINISTRATION, {}), *uses])


def _delegation(
    place: Place, sid: str, actions: Sequence[str], condition: Mapping[str, Mapping[str, str | list[str]]]
) -> Statement:
    """Leave actions to the IAM policies of the account, under a condition."""
    root = f"arn:{place.partition}:iam::{place.account_id}:root"
    return _statement(sid, {"AWS": root}, actions, condition=condition)


def _statement(
    sid: str,
    principal: Mapping[str, str],
    actions: Sequence[str],
    *,
    condition: Mapping[str, Mapping[str, str | list[str]]],
) -> Statement:
    """Allow actions on the key; in a key policy "*" is the key itself."""
    statement: Statement = {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": dict(principal),
        "Action": sorted(actions),
        "Resource": "*",
    }
    return {**statement, "Condition": condition} if condition else statement


def _through(place: Place, service: str) -> Mapping[str, Mapping[str, str]]:
    """Require that a service asks for a principal of the account, and not the principal itself."""
    return {
        "StringEquals": {"kms:CallerAccount": place.account_id, "kms:ViaService": _via(place, service)},
    }


def _via(place: Place, service: str) -> str:
    """Name a service as kms:ViaService does, alike in all partitions (KMS developer guide)."""
    return f"{service}.{place.region}.amazonaws.com"
