"""Compares what AWS has with what it should have, and sets what differs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.exceptions import ClientError

from bootstrap.errors import code_of

# A client of boto3: its methods are made at run time, so there is no type to name.
AwsClient: TypeAlias = Any
# Takes what happens, one line each.
Report: TypeAlias = Callable[[str], None]


@dataclass(frozen=True)
class Setting:
    """One property of a resource.

    Attributes:
        description: what it is once it is set, such as "versioning on".
        read: what AWS has now, in the form of `wanted`.
        wanted: what it should have.
        write: sets it.
    """

    description: str
    read: Callable[[], object]
    wanted: object
    write: Callable[[], object]


def converge(settings: Sequence[Setting], report: Report, *, exists: bool, dry_run: bool) -> None:
    """Set every setting that differs, in order, and report each.

    Args:
        settings: of one resource.
        report: told each change, also those that a dry run would make.
        exists: whether the resource exists; in a dry run it may not, and then everything differs.
        dry_run: change nothing.
    """
    for setting in settings:
        if exists and setting.read() == setting.wanted:
            continue
        if not dry_run:
            setting.write()
        report(f"{'would set' if dry_run else 'set'} {setting.description}")


def read_or_none(call: Callable[[], Any], *absent: str) -> Any:
    """Call AWS, and give None where it answers with one of these codes for "there is none"."""
    try:
        return call()
    except ClientError as error:
        if code_of(error) in absent:
            return None
        raise
