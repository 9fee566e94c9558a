"""What people must have put into the account before a deployment can end: images, and values of secrets.

Nothing here reads a value: AWS is asked which images and which versions of secrets exist.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.foundation import Foundation

# How a version of a secret is marked that has the value to use.
# Source: Secrets Manager user guide, "What's in a Secrets Manager secret?".
_CURRENT = "AWSCURRENT"
# What the provider says of an image or repository that is not there: the codes of ECR's DescribeImages, and
# its words for an empty answer. Source: terraform-provider-aws internal/service/ecr/image_data_source.go.
_ABSENT = ("ImageNotFoundException", "RepositoryNotFoundException", "couldn't find resource", "no results")


class NotProvidedError(pulumi.RunError):
    """Something that people provide is missing; the message names all of it, and what provides it."""


@dataclass(frozen=True)
class Image:
    """An image that nodes pull from the account's registry.

    Attributes:
        repository: path of its repository.
        version: its digest, sha256:..., or its tag.
        commands: what publishes it; each may have {host} for the registry's host.
    """

    repository: str
    version: str
    commands: Sequence[str]

    @property
    def by_digest(self) -> bool:
        """Whether the version is a digest."""
        return self.version.startswith("sha256:")

    @property
    def name(self) -> str:
        """Repository and version, as pulling takes them."""
        return f"{self.repository}{'@' if self.by_digest else ':'}{self.version}"


def provided(
    foundation: Foundation, images: Sequence[Image], secrets: Sequence[str]
) -> pulumi.Output[pulumi.Resource]:
    """Find out what is missing. It is unknown as long as a repository or a secret is still to be made.

    Args:
        foundation: the AWS side.
        images: the images that are needed.
        secrets: names of the secrets whose values are needed.

    Returns:
        What to depend on for what needs them. It depends on repositories and secrets, and fails with a
        NotProvidedError if something is missing.
    """
    place, asking = foundation.place, pulumi.InvokeOptions(provider=foundation.aws_provider)

    def image(wanted: Image) -> str | None:
        is_there = _has_image(place.account_id, wanted, asking)
        return None if is_there else _publish(place.registry_host, wanted)

    def value(name: str, arn: str) -> str | None:
        return None if _has_value(arn, asking) else _put(place.region, name)

    missing = [
        foundation.repository_arns[wanted.repository].apply(lambda _arn, wanted=wanted: image(wanted))
        for wanted in images
    ]
    missing += [
        foundation.secret_arns[name].apply(lambda arn, name=name: value(name, arn)) for name in secrets
    ]
    return pulumi.Output.all(*missing).apply(
        lambda lines: _unless([line for line in lines if line], foundation.aws_provider)
    )


def missing_message(lines: Sequence[str]) -> str:
    """Say what is missing.

    Args:
        lines: what to do about each missing thing.
    """
    head = "The account lacks what only people can provide. Provide it, and run the same command again:"
    return "\n".join([head, *lines])


def _unless(lines: Sequence[str], provider: pulumi.Resource) -> pulumi.Resource:
    if lines:
        raise NotProvidedError(missing_message(lines))
    return provider


def _has_image(account_id: str, image: Image, asking: pulumi.InvokeOptions) -> bool:
    try:
        aws.ecr.get_image(
            registry_id=account_id,
            repository_name=image.repository,
            image_digest=image.version if image.by_digest else None,
            image_tag=None if image.by_digest else image.version,
            opts=asking,
        )
    except Exception as error:
        if any(words in str(error) for words in _ABSENT):
            return False
        raise
    return True


def _has_value(arn: str, asking: pulumi.InvokeOptions) -> bool:
    found = aws.secretsmanager.get_secret_versions(secret_id=arn, opts=asking)
    return any(_CURRENT in version.version_stages for version in found.versions or ())


def _publish(host: str, image: Image) -> str:
    commands = [command.format(host=host) for command in image.commands]
    return "\n".join([f"- image {image.name}:", *(f"    {command}" for command in commands)])


def _put(region: str, name: str) -> str:
    return (
        f"- value of the secret {name}:\n"
        f"    aws secretsmanager put-secret-value --region {region} --secret-id {name} "
        "--secret-string file://VALUE"
    )
