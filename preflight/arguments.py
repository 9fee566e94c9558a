"""Arguments of the command."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What to look at.

    Attributes:
        directory: the folder that holds Pulumi.yaml.
        stack: name of the stack.
        config: values that go before the stack file's, by key or by path into one.
    """

    directory: Path
    stack: str
    config: Mapping[str, str]


def parse(arguments: Sequence[str] | None) -> Options:
    """Read the arguments, or end the command with what is wrong with them."""
    parser = argparse.ArgumentParser(
        prog="python -m preflight",
        description="Look in the account for what would stop a deployment. Nothing is changed.",
        epilog="Exit code: 0 nothing stands in the way, 2 something does. docs/preflight.md says more.",
    )
    parser.add_argument("--stack", "-s", default="dev", help="name of the stack (default: dev)")
    parser.add_argument(
        "-C", "--cwd", dest="directory", type=Path, default=Path(), help="the project's folder"
    )
    parser.add_argument("--config", action="append", default=[], metavar="KEY=VALUE", help="set one value")
    options = parser.parse_args(arguments)
    config: dict[str, str] = {}
    for text in options.config:
        key, equals, value = str(text).partition("=")
        if not equals or not key:
            parser.error("argument --config: must be KEY=VALUE")
        config[key] = value
    return Options(options.directory, options.stack, config)
