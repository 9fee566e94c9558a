"""The KMS key of Pulumi's secrets, which encrypts the state bucket too."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from botocore.exceptions import ClientError

from bootstrap.errors import BootstrapError, code_of
from bootstrap.policies import key_policy
from bootstrap.settings import AwsClient, Report, Setting, converge, read_or_none
from bootstrap.target import Target

_ROTATION_DAYS = 365
# KMS is eventually consistent: a new key may be unknown for some seconds. Source: KMS developer guide.
_TRIES = 10
_SECONDS_BETWEEN_TRIES = 2.0

# How to make a key usable again, by the state that it is in.
_REMEDIES = {
    "Disabled": "enable it",
    "PendingDeletion": "cancel its deletion and enable it",
}


class SecretsKey:
    """The key, its alias and its settings.

    `find` looks and refuses, `converge` changes; so all refusals come before the first change.
    """

    def __init__(self, kms: AwsClient, target: Target) -> None:
        self._kms = kms
        self._target = target

    def find(self) -> str | None:
        """Find the key by its alias, or by its tags where an earlier run was cut off before the alias.

        Returns:
            The key's ARN, or None when there is no such key.

        Raises:
            BootstrapError: the alias or the tags lead to a key that must not be used.
        """
        found = read_or_none(lambda: self._kms.describe_key(KeyId=self._target.alias), "NotFoundException")
        if found:
            key = found["KeyMetadata"]
            self._refuse_foreign(key)
        else:
            key = self._find_by_tags()
        if key is None:
            return None
        self._refuse_unusable(key)
        return str(key["Arn"])

    def converge(self, key_arn: str | None, report: Report, *, dry_run: bool) -> str | None:
        """Create the key where there is none, and set what differs.

        Args:
            key_arn: what `find` returned.
            report: told each change.
            dry_run: change nothing.

        Returns:
            The key's ARN; None only in a dry run without a key.
        """
        if key_arn is None:
            if not dry_run:
                key_arn = self._create()
            report(f"{'would create' if dry_run else 'created'} a key for {self._target.alias}")
        converge(self._settings(key_arn or ""), report, exists=key_arn is not None, dry_run=dry_run)
        return key_arn

    @property
    def _description(self) -> str:
        return f"Secrets and state of Pulumi for {self._target.name}"

    def _create(self) -> str:
        created = self._kms.create_key(
            Description=self._description,
            Policy=json.dumps(key_policy(self._target)),
            Tags=[{"TagKey": name, "TagValue": value} for name, value in self._target.tags.items()],
        )
        return str(created["KeyMetadata"]["Arn"])

    def _settings(self, key: str) -> list[Setting]:
        kms, target = self._kms, self._target
        policy = key_policy(target)
        return [
            Setting(
                f"{target.alias} on the key",
                lambda: self._alias_target() is not None,
                True,
                lambda: _when_visible(lambda: kms.create_alias(AliasName=target.alias, TargetKeyId=key)),
            ),
            Setting(
                f"rotation every {_ROTATION_DAYS} days",
                lambda: self._rotation_days(key),
                _ROTATION_DAYS,
                lambda: _when_visible(
                    lambda: kms.enable_key_rotation(KeyId=key, RotationPeriodInDays=_ROTATION_DAYS)
                ),
            ),
            Setting(
                "the key's policy",
                lambda: json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"]),
                policy,
                lambda: kms.put_key_policy(KeyId=key, PolicyName="default", Policy=json.dumps(policy)),
            ),
            Setting(
                "the key's description",
                lambda: kms.describe_key(KeyId=key)["KeyMetadata"]["Description"],
                self._description,
                lambda: kms.update_key_description(KeyId=key, Description=self._description),
            ),
        ]

    def _alias_target(self) -> str | None:
        found = read_or_none(lambda: self._kms.describe_key(KeyId=self._target.alias), "NotFoundException")
        return found and str(found["KeyMetadata"]["Arn"])

    def _rotation_days(self, key: str) -> int | None:
        status = _when_visible(lambda: self._kms.get_key_rotation_status(KeyId=key))
        return status.get("RotationPeriodInDays", _ROTATION_DAYS) if status["KeyRotationEnabled"] else None

    def _find_by_tags(self) -> dict[str, Any] | None:
        ours = [key for key in self._keys() if self._is_ours(key)]
        if len(ours) > 1:
            raise BootstrapError(
                f"{self._target.alias} does not exist and several keys have its tags: {', '.join(ours)}; "
                "give the alias to the one that the stacks use"
            )
        return self._kms.describe_key(KeyId=ours[0])["KeyMetadata"] if ours else None

    def _keys(self) -> Iterator[str]:
        for page in self._kms.get_paginator("list_keys").paginate():
            yield from (key["KeyArn"] for key in page["Keys"])

    def _is_ours(self, key: str) -> bool:
        """Tell by the tags. A key whose policy hides them from this identity is somebody else's."""
        try:
            tags = self._kms.list_resource_tags(KeyId=key)["Tags"]
        except ClientError as error:
            if code_of(error) == "AccessDeniedException":
                return False
            raise
        return self._target.tags.items() <= {tag["TagKey"]: tag["TagValue"] for tag in tags}.items()

    def _refuse_foreign(self, key: dict[str, Any]) -> None:
        if not self._is_ours(key["Arn"]):
            tags = ", ".join(f"{name}={value}" for name, value in self._target.tags.items())
            raise BootstrapError(
                f"{self._target.alias} is the alias of {key['Arn']}, which this command did not make; choose "
                f"another --name, or hand the key over by the tags {tags}"
            )

    def _refuse_unusable(self, key: dict[str, Any]) -> None:
        state = key["KeyState"]
        if state != "Enabled":
            remedy = _REMEDIES.get(state, "wait, or make it usable")
            raise BootstrapError(f"the key {key['Arn']} of {self._target.alias} is {state}: {remedy} first")
        if key["KeySpec"] != "SYMMETRIC_DEFAULT" or key["Origin"] != "AWS_KMS":
            raise BootstrapError(
                f"the key {key['Arn']} of {self._target.alias} is {key['KeySpec']} of {key['Origin']}; it "
                "must be SYMMETRIC_DEFAULT of AWS_KMS, or it does not rotate by itself"
            )


def _when_visible(call: Callable[[], Any]) -> Any:
    """Call KMS about a key that may be new, and again while KMS does not know it yet."""
    for _ in range(_TRIES - 1):
        try:
            return call()
        except ClientError as error:
            if code_of(error) != "NotFoundException":
                raise
            time.sleep(_SECONDS_BETWEEN_TRIES)
    return call()
