"""The settings of the services' secrets: who handles their values, and what rotates them."""

from typing import Annotated, TypeAlias

from pydantic import Field

from infra.setting_rules import matching
from infra.setting_types import PrincipalArn
from infra.settings_base import Settings

FunctionArn: TypeAlias = Annotated[
    str,
    matching(
        r"arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[a-zA-Z0-9_-]+", "the ARN of a Lambda function"
    ),
]
RoleArn: TypeAlias = Annotated[
    str, matching(r"arn:aws[a-z-]*:iam::[0-9]{12}:role/[\w+=,.@/-]+", "the ARN of an IAM role")
]


class RotationSettings(Settings):
    """What rotates a secret: a Lambda function, the role that it runs under, and how often.

    AWS takes up to 1000 days. Source: Secrets Manager API reference, RotationRulesType.
    """

    function_arn: FunctionArn
    function_role_arn: RoleArn
    days: int = Field(ge=1, le=1000)


class SecretSettings(Settings):
    """Who reads and writes values besides the store; without a list the administrators of the stack."""

    administrators: tuple[PrincipalArn, ...] = Field(default=(), strict=False)
    rotation: dict[str, RotationSettings] = Field(default_factory=dict[str, RotationSettings])
