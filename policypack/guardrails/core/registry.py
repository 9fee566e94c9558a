"""Self-discovery of the controls: every module below `guardrails/rules` defines one, named CONTROL."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType

from guardrails.core.control import Control

RULES = "guardrails.rules"


@dataclass(frozen=True)
class Registry:
    """The controls that were found.

    Attributes:
        controls: the controls, by id.
        problems: what kept a module from being one, each a sentence that names its file.
    """

    controls: tuple[Control, ...]
    problems: tuple[str, ...] = ()


def discover(package: str = RULES) -> Registry:
    """Import every module below a package and collect the controls.

    A broken module does not keep the others from working. It is a problem, which blocks: a control that is
    silently gone would be worse than a preview that stops.
    """
    found: list[tuple[str, Control]] = []
    problems: list[str] = []
    for name in sorted(_modules(package)):
        file = f"{name.replace('.', '/')}.py"
        try:
            control = getattr(importlib.import_module(name), "CONTROL", None)
        except Exception as error:  # noqa: BLE001 - whatever a rule raises while it loads is its problem
            problems.append(f"{file} does not load: {type(error).__name__}: {error}")
            continue
        if isinstance(control, Control):
            found.append((file, control))
        else:
            problems.append(f"{file} does not define CONTROL")
    problems += _repeated(found)
    unique = {control.id: control for _, control in reversed(found)}
    return Registry(tuple(unique[key] for key in sorted(unique)), tuple(problems))


def _modules(package: str) -> Iterator[str]:
    """Name the modules below a package, without importing them."""
    root: ModuleType = importlib.import_module(package)
    for module in pkgutil.iter_modules(root.__path__, f"{package}."):
        if module.ispkg:
            yield from _modules(module.name)
        else:
            yield module.name


def _repeated(found: Iterable[tuple[str, Control]]) -> list[str]:
    problems: list[str] = []
    places: dict[str, str] = {}
    for file, control in found:
        for mark in (control.id, control.name):
            if mark in places:
                problems.append(f"{file} defines {mark}, which {places[mark]} defines already")
            else:
                places[mark] = file
    return problems
