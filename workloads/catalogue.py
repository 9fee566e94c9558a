"""Finds the services: every module of `workloads.services` declares one."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network

import pulumi
from pydantic import ValidationError

from workloads import services
from workloads.destinations import AwsPaths
from workloads.service_spec import ServiceSpec
from workloads.spec_problems import is_of_a_spec, problems_of
from workloads.spec_types import PRIVATE_SUBNETS, overlaps


class CatalogueError(pulumi.RunError):
    """The declarations of the services are wrong, or contradict each other or the stack's settings."""


def find_specs() -> tuple[ServiceSpec, ...]:
    """Return the SPEC of each module under `workloads/services`, by name.

    Raises:
        CatalogueError: a declaration is wrong, a module has none or not its own, or a caller is no service.
    """
    declared: dict[str, object] = {}
    problems: list[str] = []
    for module in pkgutil.iter_modules(services.__path__):
        try:
            found = importlib.import_module(f"{services.__name__}.{module.name}")
        except ValidationError as error:
            if not is_of_a_spec(error):
                raise
            problems += [f"{_file(module.name)}: {problem}" for problem in problems_of(error)]
        else:
            declared[module.name] = getattr(found, "SPEC", None)
    if problems:
        raise CatalogueError("\n".join(problems))
    return checked(declared)


def checked(declared: Mapping[str, object]) -> tuple[ServiceSpec, ...]:
    """Return the specs, sorted by name, if they fit together.

    Args:
        declared: what each module of `workloads/services` has as SPEC; None where it has none.

    Raises:
        CatalogueError: with every problem in one message.
    """
    specs: dict[str, ServiceSpec] = {}
    problems: list[str] = []
    for module, spec in declared.items():
        if not isinstance(spec, ServiceSpec):
            problems.append(f"{_file(module)}: declares no SPEC = ServiceSpec(...)")
        elif spec.file != _file(module):
            problems.append(f"{_file(module)}: declares {spec.name}, whose file would be {spec.file}")
        else:
            specs[spec.name] = spec
    known = ", ".join(sorted(specs))
    problems += [
        f"{spec.file}: callers names {caller}, which is no service (there are {known})"
        for spec in specs.values()
        for caller in spec.callers
        if caller not in specs
    ]
    if problems:
        raise CatalogueError("\n".join(problems))
    return tuple(specs[name] for name in sorted(specs))


def exposed_ports(specs: Iterable[ServiceSpec]) -> tuple[int, ...]:
    """Return the ports that load balancers send to, in order."""
    return tuple(sorted({spec.port for spec in specs if spec.exposed}))


def matched(specs: Iterable[ServiceSpec], settings: Iterable[str], *, file: str) -> None:
    """Check that the stack's settings size exactly the services there are.

    Args:
        specs: the declared services.
        settings: the names under `services` in the stack's settings.
        file: the stack's file, for the message.

    Raises:
        CatalogueError: a service has no settings, or settings have no service.
    """
    files, sized = {spec.name: spec.file for spec in specs}, set(settings)
    problems = [
        f"{file}: services.{name} is missing: how large is it?" for name in sorted(files.keys() - sized)
    ]
    problems += [
        f"{file}: services.{name} has no file {_file(name.replace('-', '_'))}"
        for name in sorted(sized - files.keys())
    ]
    if problems:
        raise CatalogueError("\n".join(problems))


def check_reach(specs: Sequence[ServiceSpec], aws: AwsPaths, *, file: str) -> None:
    """Check that services can reach what they declare in this stack, and open nothing unsaid.

    Args:
        specs: the declared services.
        aws: how pods reach AWS.
        file: the stack's file, for the message.

    Raises:
        CatalogueError: a range holds addresses of the VPC; or an API has no endpoint, and nobody said that it
            may be called over the internet, or there is no internet.
    """
    vpc = IPv4Network(aws.vpc_cidr)
    problems = [
        f"{spec.file}: egress to {each.cidr} holds the VPC of {file}, {aws.vpc_cidr}: "
        "name a smaller range, exclude it, or say PRIVATE_SUBNETS"
        for spec in specs
        for each in spec.egress
        if each.cidr != PRIVATE_SUBNETS and overlaps(each.cidr, each.excluded, vpc)
    ]
    for spec in specs:
        for api in aws.without_endpoint(spec.apis):
            if not aws.nat:
                problems.append(
                    f"{spec.file}: aws_statements is about {api}, which has no endpoint in {file}, "
                    "and without NAT there is no other way to it"
                )
            elif api not in spec.aws_over_internet:
                problems.append(
                    f"{spec.file}: aws_statements is about {api}, which has no endpoint in {file}: to reach "
                    "it, port 443 of every public address must be open, which "
                    f"aws_over_internet=({api!r},) says"
                )
    if problems:
        raise CatalogueError("\n".join(problems))


def _file(module: str) -> str:
    return f"workloads/services/{module}.py"
