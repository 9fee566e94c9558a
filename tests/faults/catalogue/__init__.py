"""All faults, by area: those of every module here that has FAULTS."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from tests.faults.fault import Fault


def _found() -> Iterator[Fault]:
    for file in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        yield from importlib.import_module(f"{__name__}.{file.stem}").FAULTS


FAULTS: tuple[Fault, ...] = tuple(_found())
