"""Policies of the KMS keys as pure functions, one for each key."""

from infra.iam.documents import Statement, policy_document

_USE = ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"]


def cluster_key_policy(*, partition: str, account_id: str) -> str:
    """Leave the key of the cluster's secrets to the account.

    EKS uses the key through a grant that the creator of the cluster gives it, so it needs no statement.
    Source: EKS user guide, "Encrypt Kubernetes secrets with KMS on existing clusters".
    """
    return policy_document([_account(partition, account_id)])


def logs_key_policy(*, partition: str, account_id: str, region: str) -> str:
    """Let CloudWatch Logs use the key for log groups of this account and region alone.

    Source: CloudWatch Logs user guide, "Encrypt log data in CloudWatch Logs using AWS KMS".
    """
    suffix = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    return policy_document(
        [
            _account(partition, account_id),
            {
                "Sid": "CloudWatchLogs",
                "Effect": "Allow",
                "Principal": {"Service": f"logs.{region}.{suffix}"},
                "Action": _USE,
                "Resource": "*",
                "Condition": {
                    "ArnLike": {
                        "kms:EncryptionContext:aws:logs:arn": f"arn:{partition}:logs:{region}:{account_id}:*"
                    }
                },
            },
        ]
    )


def data_key_policy(*, partition: str, account_id: str, region: str) -> str:
    """Let principals of the account use the key through Secrets Manager alone.

    Source: Secrets Manager user guide, "Secret encryption and decryption".
    """
    return policy_document(
        [
            _account(partition, account_id),
            {
                "Sid": "SecretsManager",
                "Effect": "Allow",
                "Principal": {"AWS": _root(partition, account_id)},
                "Action": [*_USE, "kms:CreateGrant"],
                "Resource": "*",
                "Condition": {
                    "StringEquals": {
                        "kms:ViaService": f"secretsmanager.{region}.amazonaws.com",
                        "kms:CallerAccount": account_id,
                    }
                },
            },
        ]
    )


def volumes_key_policy(*, partition: str, account_id: str) -> str:
    """Let Auto Scaling start nodes whose volumes the key encrypts.

    The account must have the service-linked role before the key: KMS refuses a principal that does not exist.
    Source: EC2 Auto Scaling user guide, "Required AWS KMS key policy for use with encrypted volumes".
    """
    role = (
        f"arn:{partition}:iam::{account_id}:role/aws-service-role/autoscaling.amazonaws.com/"
        "AWSServiceRoleForAutoScaling"
    )
    return policy_document(
        [
            _account(partition, account_id),
            {
                "Sid": "AutoScaling",
                "Effect": "Allow",
                "Principal": {"AWS": role},
                "Action": _USE,
                "Resource": "*",
            },
            {
                "Sid": "AutoScalingGrants",
                "Effect": "Allow",
                "Principal": {"AWS": role},
                "Action": "kms:CreateGrant",
                "Resource": "*",
                "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
            },
        ]
    )


def _account(partition: str, account_id: str) -> Statement:
    """Let IAM policies of the account decide; without it nobody could manage the key any more."""
    return {
        "Sid": "Account",
        "Effect": "Allow",
        "Principal": {"AWS": _root(partition, account_id)},
        "Action": "kms:*",
        "Resource": "*",
    }


def _root(partition: str, account_id: str) -> str:
    return f"arn:{partition}:iam::{account_id}:root"
