"""Runs Palisade's program, with less of what the SDK does for users and for errors alone.

It keeps no stack trace of each registration, and waits for the outputs one after the other instead of all
of them again for each: half of the time of a program with hundreds of resources.
"""

import asyncio
import os
import runpy
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pulumi.runtime import resource, stack

REPOSITORY = Path(__file__).resolve().parents[2]


class _Waiting:
    """The module asyncio as the SDK's wait for outputs sees it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def wait(self, tasks: Iterable["asyncio.Task[Any]"], **_: Any) -> tuple[set[Any], set[Any]]:
        done = list(tasks)
        for task in done:
            await task
        return set(done), set()


setattr(resource, "_get_stack_trace", lambda *_: None)  # noqa: B010 - private to the SDK
setattr(resource, "_get_source_position", lambda *_: None)  # noqa: B010 - as above
setattr(stack, "asyncio", _Waiting())  # noqa: B010 - as above
os.chdir(REPOSITORY)
sys.path[0] = str(REPOSITORY)
runpy.run_path(str(REPOSITORY), run_name="__main__")
