"""Finds the services: every module of `workloads.services` declares one."""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping

import pulumi

from workloads import services
from workloads.service_spec import PORT, ServiceSpec


class CatalogueError(pulumi.RunError):
    """The declarations of the services contradict each other or the stack's settings."""


def find_specs() -> tuple[ServiceSpec, ...]:
    """Return the SPEC of each module under `workloads/services`, by name.

    Raises:
        CatalogueError: a module has no SPEC, two have the same name, or a caller is no service.
    """
    return checked(
        {
            module.name: getattr(importlib.import_module(f"{services.__name__}.{module.name}"), "SPEC", None)
            for module in pkgutil.iter_modules(services.__path__)
        }
    )


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
            problems.append(f"workloads/services/{module}.py: declares no SPEC = ServiceSpec(...)")
        elif spec.name in specs:
            problems.append(f"workloads/services/{module}.py: there is a service {spec.name} already")
        else:
            specs[spec.name] = spec
    known = ", ".join(sorted(specs))
    problems += [
        f"service {spec.name}: its caller {caller} is no service (there are {known})"
        for spec in specs.values()
        for caller in spec.callers
        if caller not in specs
    ]
    if problems:
        raise CatalogueError("\n".join(problems))
    return tuple(specs[name] for name in sorted(specs))


def exposed_ports(specs: Iterable[ServiceSpec]) -> tuple[int, ...]:
    """Return the ports of the services that load balancers may call, each once."""
    return tuple(sorted({PORT for spec in specs if spec.exposed}))


def matched(specs: Iterable[ServiceSpec], settings: Iterable[str], *, file: str) -> None:
    """Check that the stack's settings size exactly the services there are.

    Args:
        specs: the declared services.
        settings: the names under `services` in the stack's settings.
        file: the stack's file, for the message.

    Raises:
        CatalogueError: a service has no settings, or settings have no service.
    """
    names, sized = {spec.name for spec in specs}, set(settings)
    problems = [f"{file}: services.{name} is missing: how large is it?" for name in sorted(names - sized)]
    problems += [
        f"{file}: services.{name} has no file workloads/services/{name}.py" for name in sorted(sized - names)
    ]
    if problems:
        raise CatalogueError("\n".join(problems))
