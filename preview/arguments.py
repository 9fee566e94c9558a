"""Arguments that the commands share: the project, its stack, its policy packs."""

import argparse
from pathlib import Path

from preview.policy import PackOptions, configured, own_packs
from preview.provisions import KINDS


def add_project(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name project and stack, and the form of what is printed."""
    parser.add_argument("--stack", "-s", default="dev", help="name of the stack (default: dev)")
    parser.add_argument(
        "-C", "--cwd", dest="directory", type=Path, default=Path(), help="the project's folder"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="form of the report")
    parser.add_argument("--quiet", "-q", action="store_true", help="no progress on stderr")


def add_packs(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name policy packs."""
    parser.add_argument(
        "--policy-pack", action="append", default=[], type=Path, metavar="DIR", help="default: policypack"
    )
    parser.add_argument(
        "--policy-pack-config", action="append", default=[], type=Path, metavar="FILE", help="one per pack"
    )
    parser.add_argument("--no-policy", action="store_true", help="run no policy pack")


def add_missing(parser: "argparse._ActionsContainer") -> None:  # pyright: ignore[reportPrivateUsage]
    """Add the argument that says what nobody has put into the account yet."""
    parser.add_argument(
        "--missing",
        action="append",
        default=[],
        choices=KINDS,
        help="what nobody has put into the account yet; otherwise all of it is there",
    )


def chosen_packs(parser: argparse.ArgumentParser, options: argparse.Namespace) -> list[PackOptions]:
    """Return the packs that the arguments name, or the project's own."""
    if options.no_policy:
        return []
    folders: list[Path] = options.policy_pack
    if not folders and not options.policy_pack_config:
        return own_packs(options.directory, options.stack)
    folders = folders or [pack.directory for pack in own_packs(options.directory, options.stack)]
    files: list[Path] = options.policy_pack_config
    if files and len(files) != len(folders):
        parser.error(f"--policy-pack-config is given {len(files)} times for {len(folders)} packs")
    if files:
        return [PackOptions(*pair) for pair in zip(folders, files, strict=True)]
    return [configured(folder, options.stack) for folder in folders]


def pair(parser: argparse.ArgumentParser, option: str, form: str, text: str) -> tuple[str, str]:
    """Split `KEY=VALUE`, or end the command with how it must be."""
    key, equals, value = text.partition("=")
    if not equals or not key:
        parser.error(f"argument {option}: must be {form}")
    return key, value
