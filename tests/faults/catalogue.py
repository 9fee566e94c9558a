"""All faults: those of each module beside this one that has FAULTS."""

import importlib
from collections.abc import Iterator
from pathlib import Path

from tests.faults.fault import Fault

_NO_FAULTS = ("__init__", "catalogue", "catch", "fault", "find", "test_faults")


def _found() -> Iterator[Fault]:
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem not in _NO_FAULTS:
            yield from importlib.import_module(f"tests.faults.{file.stem}").FAULTS


FAULTS: tuple[Fault, ...] = tuple(_found())
