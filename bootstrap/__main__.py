"""Command line: `python -m bootstrap --region REGION --account-id ACCOUNT`."""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from bootstrap.bucket import StateBucket
from bootstrap.errors import BootstrapError, explain
from bootstrap.key import SecretsKey
from bootstrap.settings import AwsClient
from bootstrap.target import Target

# Somebody waits for the answer: give up on a network that is not there after seconds, not minutes.
_CONFIG = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "total_max_attempts": 3})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 done, 2 not done or not all of it."""
    options = _parser().parse_args(arguments)
    report = _Report()
    try:
        target = Target(options.region, options.account_id, options.name)
        _bootstrap(target, report, dry_run=options.dry_run)
    except BootstrapError as error:
        return _fail(str(error), report)
    except (BotoCoreError, ClientError) as error:
        return _fail(explain(error), report)
    return 0


@dataclass
class _Report:
    """Prints and counts changes."""

    changes: int = 0

    def __call__(self, done: str, /) -> None:
        self.changes += 1
        _say(f"  {done}")


def _bootstrap(target: Target, report: _Report, *, dry_run: bool) -> None:
    target = replace(target, partition=_check_account(target))
    key, bucket = SecretsKey(_client("kms", target), target), StateBucket(_client("s3", target), target)
    key_arn, exists = key.find(), bucket.find()
    _say(f"Account {target.account_id}, region {target.region}")
    key_arn = key.converge(key_arn, report, dry_run=dry_run)
    bucket.converge(key_arn, report, exists=exists, dry_run=dry_run)
    if not report.changes:
        _say("  nothing to change")
    if key_arn:
        _say("Use them with:")
        _say(f"  pulumi login '{target.backend(key_arn)}'")
        _say(f"  pulumi stack init STACK --secrets-provider='{target.secrets_provider}'")


def _check_account(target: Target) -> str:
    """Make sure that the credentials are of the account that was asked for.

    Returns:
        The account's partition.

    Raises:
        BootstrapError: they are of another account.
    """
    caller = _client("sts", target).get_caller_identity()
    if caller["Account"] != target.account_id:
        raise BootstrapError(
            f"the AWS credentials are of account {caller['Account']} ({caller['Arn']}), "
            f"but --account-id is {target.account_id}"
        )
    return str(caller["Arn"].split(":")[1])


def _client(service: str, target: Target) -> AwsClient:
    return boto3.client(service, region_name=target.region, config=_CONFIG)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bootstrap",
        description="Make the S3 bucket of Pulumi's state and the KMS key of its secrets, or set them right.",
        epilog="Exit code: 0 done, 2 not done. docs/bootstrap.md says more.",
    )
    parser.add_argument("--region", required=True, help="such as eu-central-1")
    parser.add_argument("--account-id", required=True, help="the account that the credentials must be of")
    parser.add_argument("--name", default="palisade", help="first part of all names (default: palisade)")
    parser.add_argument("--dry-run", action="store_true", help="only print what would change")
    return parser


def _fail(message: str, report: _Report) -> int:
    if report.changes:
        message += "; what was done stands above, and another run goes on from there"
    print(f"error: {message}", file=sys.stderr)  # noqa: T201 - the command's output
    return 2


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the command's output


if __name__ == "__main__":
    sys.exit(main())
