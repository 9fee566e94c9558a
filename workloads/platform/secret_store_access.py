"""IAM documents of the secret store: who may read which secrets of AWS Secrets Manager, and how."""

from typing import Any

from infra.iam.documents import Statement


def assume_store_role(store_role_arn: str) -> list[Statement]:
    """Return what the operator itself may do: take the role of a store, and nothing else."""
    return [
        {
            "Sid": "TakeTheRoleOfTheStore",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Resource": store_role_arn,
        }
    ]


def store_trust(*, operator_role_arn: str, namespace: str, store: str) -> list[Statement]:
    """Return the trust of a store's role: the operator, on behalf of this one store of this one namespace.

    External Secrets tags its sessions (`sessionTagsPolicy: Simple`) with the namespace of the ExternalSecret
    and the store it asks. Source: External Secrets 2.9, provider/aws-access.

    Args:
        operator_role_arn: ARN of the operator's role.
        namespace: namespace of the store.
        store: name of the SecretStore.
    """
    return [
        {
            "Sid": "OperatorForThisStore",
            "Effect": "Allow",
            "Principal": {"AWS": operator_role_arn},
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Condition": {
                "StringEquals": {
                    "aws:RequestTag/esoNamespace": namespace,
                    "aws:RequestTag/esoStoreName": store,
                    "aws:RequestTag/esoStoreKind": "SecretStore",
                }
            },
        }
    ]


def read_secrets(
    *, partition: str, region: str, account_id: str, prefix: str, key_arn: str, namespace: str
) -> list[Statement]:
    """Return what a store's role may do: read the secrets below its prefix.

    Args:
        partition: AWS partition, such as aws.
        region: where the secrets are.
        account_id: whose they are.
        prefix: what their names begin with, without a final slash.
        key_arn: the KMS key that encrypts them.
        namespace: the namespace that the session must be tagged with.
    """
    tagged: dict[str, Any] = {"StringEquals": {"aws:PrincipalTag/esoNamespace": namespace}}
    return [
        {
            "Sid": "ReadSecretsBelowThePrefix",
            "Effect": "Allow",
            "Action": ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
            "Resource": f"arn:{partition}:secretsmanager:{region}:{account_id}:secret:{prefix}/*",
            "Condition": tagged,
        },
        {
            "Sid": "DecryptThroughSecretsManager",
            "Effect": "Allow",
            "Action": "kms:Decrypt",
            "Resource": key_arn,
            "Condition": {
                "StringEquals": {
                    **tagged["StringEquals"],
                    "kms:ViaService": f"secretsmanager.{region}.amazonaws.com",
                }
            },
        },
    ]
