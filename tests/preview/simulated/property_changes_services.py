"""What a change of an input does to AWS resources of either stack: images, data, keys, logs, identities.

Written down from the sources that the rows name, not from the simulation's tables: functions in
hashicorp/terraform-provider-aws v6.58.0 internal/service, and `bridge` for pulumi/pulumi-terraform-bridge
nameRequiresDeleteBeforeReplace.
"""

import json

from preview.model import Properties
from tests.preview.simulated.property_change import (
    DELETE_FIRST,
    REFUSED,
    REPLACE,
    UPDATE,
    PropertyChange,
    of,
)

_LOG_GROUP: Properties = {"name": "/palisade/flow", "retentionInDays": 30, "kmsKeyId": "arn:aws:kms:key/1"}
_POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::one/*"}
        ],
    }
)


def _trust(service: str) -> str:
    principal = {"Service": f"{service}.amazonaws.com"}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


SERVICES: tuple[PropertyChange, ...] = (
    *of(
        "aws:ecr/repository:Repository",
        {"name": "palisade/web", "imageTagMutability": "MUTABLE"},
        ({"imageTagMutability": "IMMUTABLE"}, UPDATE, "ecr resourceRepository: image_tag_mutability"),
    ),
    *of(
        "aws:ecr/repository:Repository",
        {
            "name": "palisade/web",
            "encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": "arn:aws:kms:key/1"}],
        },
        (
            {"encryptionConfigurations": [{"encryptionType": "KMS", "kmsKey": "arn:aws:kms:key/2"}]},
            DELETE_FIRST,
            "ecr resourceRepository: encryption_configuration ForceNew; bridge",
        ),
    ),
    *of(
        "aws:ecr/lifecyclePolicy:LifecyclePolicy",
        {"repository": "palisade/web", "policy": '{"rules": [{}]}'},
        (
            {"policy": '{"rules": []}'},
            DELETE_FIRST,
            "ecr resourceLifecyclePolicy: policy ForceNew; pulumi-aws DeleteBeforeReplace",
        ),
    ),
    *of(
        "aws:s3/bucket:Bucket",
        {"bucket": "one"},
        ({"bucket": "another"}, DELETE_FIRST, "s3 resourceBucket: bucket ForceNew; bridge"),
    ),
    *of(
        "aws:s3/bucket:Bucket",
        {"objectLockEnabled": False},
        ({"objectLockEnabled": True}, REPLACE, "s3 resourceBucket: object_lock_enabled ForceNew"),
    ),
    *of(
        "aws:s3/bucketVersioning:BucketVersioning",
        {"bucket": "one", "versioningConfiguration": {"status": "Enabled"}},
        (
            {"versioningConfiguration": {"status": "Suspended"}},
            UPDATE,
            "s3 resourceBucketVersioning: versioning_configuration",
        ),
        (
            {"versioningConfiguration": {"status": "Disabled"}},
            REFUSED,
            "s3 resourceBucketVersioning CustomizeDiff",
        ),
    ),
    *of(
        "aws:s3/bucketPolicy:BucketPolicy",
        {"bucket": "one", "policy": _POLICY},
        ({"bucket": "another"}, REPLACE, "s3 resourceBucketPolicy: bucket ForceNew"),
    ),
    *of(
        "aws:kms/key:Key",
        {"enableKeyRotation": True},
        ({"enableKeyRotation": False}, UPDATE, "kms resourceKey: enable_key_rotation"),
    ),
    *of(
        "aws:kms/key:Key",
        {"multiRegion": False},
        ({"multiRegion": True}, REPLACE, "kms resourceKey: multi_region ForceNew"),
    ),
    *of(
        "aws:kms/alias:Alias",
        {"name": "alias/palisade", "targetKeyId": "key-1"},
        ({"targetKeyId": "key-2"}, UPDATE, "kms resourceAlias: target_key_id"),
    ),
    *of(
        "aws:cloudwatch/logGroup:LogGroup",
        _LOG_GROUP,
        ({"retentionInDays": 90}, UPDATE, "logs resourceGroup: retention_in_days"),
        ({"name": "/palisade/other"}, DELETE_FIRST, "logs resourceGroup: name ForceNew; bridge"),
    ),
    *of(
        "aws:cloudwatch/metricAlarm:MetricAlarm",
        {"name": "nodes", "comparisonOperator": "GreaterThanThreshold", "threshold": 1},
        ({"threshold": 2}, UPDATE, "cloudwatch resourceMetricAlarm: threshold"),
    ),
    *of(
        "aws:backup/vault:Vault",
        {"kmsKeyArn": "arn:aws:kms:key/1"},
        ({"kmsKeyArn": "arn:aws:kms:key/2"}, REPLACE, "backup resourceVault: kms_key_arn ForceNew"),
    ),
    *of(
        "aws:backup/vaultLockConfiguration:VaultLockConfiguration",
        {"backupVaultName": "palisade", "minRetentionDays": 7},
        (
            {"minRetentionDays": 14},
            REPLACE,
            "backup resourceVaultLockConfiguration: min_retention_days ForceNew",
        ),
    ),
    *of(
        "aws:cloudtrail/trail:Trail",
        {"s3BucketName": "trail", "isMultiRegionTrail": False},
        ({"isMultiRegionTrail": True}, UPDATE, "cloudtrail resourceTrail: is_multi_region_trail"),
    ),
    *of(
        "aws:sns/topic:Topic",
        {"kmsMasterKeyId": "key-1"},
        ({"kmsMasterKeyId": "key-2"}, UPDATE, "sns topicSchema: kms_master_key_id"),
    ),
    *of(
        "aws:sns/topicSubscription:TopicSubscription",
        {"topic": "arn:aws:sns:1", "protocol": "email", "endpoint": "ops@example.com"},
        ({"endpoint": "other@example.com"}, REPLACE, "sns subscriptionSchema: endpoint ForceNew"),
    ),
    *of(
        "aws:iam/role:Role",
        {"assumeRolePolicy": _trust("eks")},
        ({"assumeRolePolicy": _trust("ec2")}, UPDATE, "iam resourceRole: assume_role_policy"),
    ),
    *of(
        "aws:iam/role:Role",
        {"name": "nodes", "assumeRolePolicy": _trust("eks"), "path": "/"},
        ({"path": "/teams/"}, DELETE_FIRST, "iam resourceRole: path ForceNew; bridge"),
    ),
    *of(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        {"role": "nodes", "policyArn": "arn:aws:iam::aws:policy/One"},
        (
            {"policyArn": "arn:aws:iam::aws:policy/Other"},
            DELETE_FIRST,
            "iam resourceRolePolicyAttachment: policy_arn ForceNew; pulumi-aws DeleteBeforeReplace",
        ),
    ),
    *of(
        "aws:guardduty/detector:Detector",
        {"findingPublishingFrequency": "SIX_HOURS"},
        (
            {"findingPublishingFrequency": "ONE_HOUR"},
            UPDATE,
            "guardduty resourceDetector: finding_publishing_frequency",
        ),
    ),
)
