"""Command line: `python -m scaffold NAME`; `make new-service` runs it, and `make docs` after it."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import yaml
from pydantic import ValidationError

from scaffold.errors import ScaffoldError
from scaffold.service_file import Host, NewService, source
from scaffold.stack_file import NO_IMAGE, with_service
from workloads.catalogue import CatalogueError, checked, find_specs
from workloads.service_spec import ServiceSpec
from workloads.spec_problems import problems_of

_FOLDER = Path("workloads", "services")


def main(arguments: Sequence[str] | None = None, project: Path | None = None) -> int:
    """Run the command and return its exit code: 0 written, 2 nothing written.

    Args:
        arguments: of the command line.
        project: the folder of the project; the working directory if not given.
    """
    service = _service(_parser().parse_args(arguments))
    folder = project or Path.cwd()
    try:
        written = _files(service, folder)
    except (ScaffoldError, CatalogueError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    for file, text in written.items():
        (folder / file).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{file}\n")
    sys.stdout.write(_next_steps(service))
    return 0


def _files(service: NewService, folder: Path) -> dict[Path, str]:
    """Return the text of each file that is new or changes, once all of it is known to be right."""
    module = _FOLDER / f"{service.module}.py"
    if (folder / module).exists():
        raise ScaffoldError(f"{module} is there already")
    text = source(service)
    _check(text, service)
    default = yaml.safe_load((folder / "Pulumi.yaml").read_text(encoding="utf-8"))["config"]["palisade:quota"]
    stacks = sorted(folder.glob("Pulumi.*.yaml"))
    return {
        module: text,
        **{
            stack.relative_to(folder): with_service(
                stack.read_text(encoding="utf-8"),
                service.name,
                file=stack.name,
                default_quota=default["default"],
            )
            for stack in stacks
        },
    }


def _check(text: str, service: NewService) -> None:
    """Declare the service, and see whether it fits to the others."""
    declared: dict[str, object] = {}
    try:
        exec(text, declared)  # noqa: S102 - our own text, and what the file does when it is there
    except ValidationError as error:
        raise ScaffoldError("\n".join(problems_of(error))) from error
    others: dict[str, object] = {Path(spec.file).stem: spec for spec in find_specs()}
    spec = declared["SPEC"]
    assert isinstance(spec, ServiceSpec)  # noqa: S101 - the text has declared one
    checked({**others, service.module: spec})


def _service(options: argparse.Namespace) -> NewService:
    return NewService(
        name=options.name,
        port=options.port,
        callers=options.caller,
        exposed=options.exposed,
        secrets=options.secret,
        buckets=options.bucket,
        hosts=options.host,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make new-service",
        description="Write the file of a new service and its size in each stack, with room in their quotas.",
    )
    parser.add_argument("name", help="name of the service, such as billing")
    parser.add_argument("--port", type=int, help="where it listens (5000)")
    for option, what in (
        ("--caller", "a service that calls it"),
        ("--secret", "a secret that it reads"),
        ("--bucket", "a bucket whose objects it reads and writes; STACK-BUCKET-ACCOUNT is its whole name"),
    ):
        parser.add_argument(option, action="append", default=[], help=f"{what}; may be repeated")
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        type=_host,
        metavar="NAME=CIDR:PORT",
        help="a place outside the cluster that it goes to, such as pay.example.com=203.0.113.10/32:443",
    )
    parser.add_argument("--exposed", action="store_true", help="whether load balancers call it")
    return parser


def _host(text: str) -> Host:
    name, _, place = text.partition("=")
    cidr, _, port = place.rpartition(":")
    if not (name and cidr and port.isdecimal()):
        raise argparse.ArgumentTypeError(f"{text} must be NAME=CIDR:PORT")
    return Host(name, cidr, int(port))


def _next_steps(service: NewService) -> str:
    return (
        f"Say in {_FOLDER / service.module}.py what it does. Its size in the stack files is a guess, and its "
        f"image there ({NO_IMAGE[:14]}...) is none: publish one, and put in its digest.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
