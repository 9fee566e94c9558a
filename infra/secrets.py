"""The services' secrets in AWS Secrets Manager. People put their values; no program sees one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.configuration import ConfigurationError
from infra.iam.documents import Statement, policy_document
from infra.place import Place
from infra.secret_settings import RotationSettings

# How long a deleted secret can be taken back, in days; AWS has 7 to 30, or 0 for none. A name is taken until
# then, so a stack without protection, which is made and destroyed at will, has none.
# Source: Secrets Manager API reference, DeleteSecret.
RECOVERY_DAYS = 30

# Name in the program of the role under which External Secrets reads.
STORE_ROLE = "secret-store"

# Reading a value, by itself or in a batch. Source: Secrets Manager user guide, "Permissions reference".
_READ = ("secretsmanager:GetSecretValue",)
# Writing a value, or making another version the current one.
_WRITE = ("secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage")
# Writes a value as well, and is how a deployment changes key and description.
_UPDATE = ("secretsmanager:UpdateSecret",)


@dataclass(frozen=True)
class SecretsArgs:
    """What Secrets needs.

    Attributes:
        place: where they are.
        names: name of each secret, such as palisade/dev/patient/database-password.
        key_arn: KMS key of the values.
        administrators: who reads and writes values, by ARN.
        deployers: who changes the secrets themselves, by ARN.
        rotations: what rotates a secret, by name.
        protect: whether Pulumi refuses to delete them, and AWS keeps deleted ones for a while.
    """

    place: Place
    names: Sequence[str]
    key_arn: pulumi.Input[str]
    administrators: Sequence[str]
    deployers: Sequence[str]
    rotations: Mapping[str, RotationSettings]
    protect: bool


class Secrets(pulumi.ComponentResource):
    """Secrets without a value.

    Creates for each name a secret, the policy that keeps others out, and its rotation if it has one.

    Attributes:
        arns: ARN of each secret by its name.
    """

    arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Secrets", name, None, opts)
        self._args = args
        self.arns = {secret: self._secret(secret) for secret in args.names}
        self.register_outputs({})

    def _secret(self, secret_name: str) -> pulumi.Output[str]:
        args, name = self._args, secret_name.replace("/", "-")
        child = pulumi.ResourceOptions(parent=self)
        rotation = args.rotations.get(secret_name)
        secret = aws.secretsmanager.Secret(
            name,
            name=secret_name,
            description="Read by External Secrets; its value is put by hand or by its rotation",
            kms_key_id=args.key_arn,
            recovery_window_in_days=RECOVERY_DAYS if args.protect else 0,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        aws.secretsmanager.SecretPolicy(
            name,
            secret_arn=secret.arn,
            policy=secret_policy(
                readers=[args.place.role_arn(STORE_ROLE)],
                administrators=[*args.administrators, *([rotation.function_role_arn] if rotation else [])],
                deployers=args.deployers,
            ),
            block_public_policy=True,
            opts=child,
        )
        if rotation:
            aws.secretsmanager.SecretRotation(
                name,
                secret_id=secret.id,
                rotation_lambda_arn=rotation.function_arn,
                # The first value may be missing yet, and a rotation begins with the current one.
                rotate_immediately=False,
                rotation_rules=aws.secretsmanager.SecretRotationRotationRulesArgs(
                    automatically_after_days=rotation.days
                ),
                opts=child,
            )
        return secret.arn


def check_rotations(rotations: Iterable[str], names: Sequence[str]) -> None:
    """Check that what is rotated exists.

    Args:
        rotations: name of each secret with a rotation.
        names: name of each secret there is.

    Raises:
        ConfigurationError: a rotation is of no secret.
    """
    problems = [
        f"Pulumi.{pulumi.get_stack()}.yaml: secrets.rotation.{name} is no secret of a service "
        f"(there are {', '.join(names) or 'none'})"
        for name in sorted(rotations)
        if name not in names
    ]
    if problems:
        raise ConfigurationError("\n".join(problems))


def secret_policy(*, readers: Sequence[str], administrators: Sequence[str], deployers: Sequence[str]) -> str:
    """Keep everybody else of the account from a secret's value, whatever their own policies allow.

    It denies by the caller's ARN, because a policy may not name a role that does not exist yet, and a role's
    sessions have the ARN of the role there. Source: IAM user guide, "aws:PrincipalArn".

    Args:
        readers: who may read the value, by ARN.
        administrators: who may read and write it.
        deployers: who may change the secret itself.
    """
    return policy_document(
        [
            _deny("OthersDoNotRead", _READ, [*readers, *administrators]),
            _deny("OthersDoNotWrite", _WRITE, administrators),
            _deny("OthersDoNotUpdate", _UPDATE, [*administrators, *deployers]),
        ]
    )


def _deny(sid: str, actions: Sequence[str], excepted: Sequence[str]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": list(actions),
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:PrincipalArn": list(dict.fromkeys(excepted))}},
    }
