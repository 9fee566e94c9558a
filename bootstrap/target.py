"""Where things go and what they are called, from the region, the account and a name alone."""

import re
from dataclasses import dataclass

from bootstrap.errors import BootstrapError

_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,4}(-[a-z]+)+-[0-9]")
# A bucket has at most 63 characters; the rest of its name takes up to 41 of them.
_NAME = re.compile(r"[a-z][a-z0-9-]{0,18}[a-z0-9]")


@dataclass(frozen=True)
class Target:
    """The place of the state bucket and the secrets key.

    Attributes:
        region: such as eu-central-1.
        account_id: the account that owns both, 12 digits.
        name: the project, first part of every name, 2 to 20 characters.
        partition: aws, aws-cn or aws-us-gov.
    """

    region: str
    account_id: str
    name: str
    partition: str = "aws"

    def __post_init__(self) -> None:
        """Refuse what cannot be a region, an account or a name.

        Raises:
            BootstrapError: names the option, the value found and the values allowed.
        """
        for option, value, form, allowed in (
            ("--region", self.region, _REGION, "a region, such as eu-central-1"),
            ("--account-id", self.account_id, _ACCOUNT, "an account id of 12 digits"),
            ("--name", self.name, _NAME, "2 to 20 lower-case letters, digits and hyphens, a letter first"),
        ):
            if not form.fullmatch(value):
                raise BootstrapError(f"{option} is {value!r}; it must be {allowed}")

    @property
    def bucket(self) -> str:
        """Name of the state bucket; account and region make it unique among all accounts."""
        return f"{self.name}-pulumi-state-{self.account_id}-{self.region}"

    @property
    def bucket_arn(self) -> str:
        """ARN of the state bucket."""
        return f"arn:{self.partition}:s3:::{self.bucket}"

    @property
    def alias(self) -> str:
        """Alias of the key; the name that Pulumi's secrets provider uses."""
        return f"alias/{self.name}-pulumi"

    @property
    def tags(self) -> dict[str, str]:
        """Tags of both, by which a later run knows its own key."""
        return {"Project": self.name, "ManagedBy": "bootstrap"}

    @property
    def secrets_provider(self) -> str:
        """URL of the secrets provider. Source: `pulumi stack init --help`."""
        return f"awskms://{self.alias}?region={self.region}"

    def backend(self, key_arn: str) -> str:
        """Give the URL of the backend for `pulumi login`.

        With ssetype and kmskeyid every write asks for the key, whatever the default of the bucket.
        Source: gocloud.dev/blob/s3blob, URLOpener, which Pulumi's DIY backend passes the URL to.
        """
        return f"s3://{self.bucket}?region={self.region}&awssdk=v2&ssetype=aws:kms&kmskeyid={key_arn}"
