"""Runs the applied pass of Palisade's program within one process, again and again, and stores it.

Each line of standard input asks for a run: `{"stack": ..., "config": ..., "file": ...}`. The monitor, the
providers and the program are those of a preview, but the program calls the monitor instead of sending to it,
and the SDK leaves out what serves users alone. What is registered is the same, which
tests/contract/test_toggles.py holds it to.
"""

import asyncio
import contextvars
import gc
import json
import os
import pickle
import runpy
import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import resource, stack

from preview import passes, simulated
from preview.deployment import Deployment
from preview.engine import EngineService
from preview.hosting import LocalStub
from preview.model import Phase
from preview.monitor import MonitorService
from preview.program import ORGANIZATION, PARALLEL, program_environment
from preview.project import load_project
from preview.runner import user_traceback

REPOSITORY = Path(__file__).resolve().parents[2]
_services: dict[str, Any] = {}


class _Monitor(MonitorService):
    """The monitor, which the program finds here."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        _services["monitor"] = self


class _Waiting:
    """The module asyncio as the SDK's wait for outputs sees it: each in turn, not all again for each."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    async def wait(self, tasks: Iterable["asyncio.Task[Any]"], **_: Any) -> tuple[set[Any], set[Any]]:
        done = list(tasks)
        for task in done:
            await task
        return set(done), set()


def _run_program(deployment: Deployment, _limit: float) -> int:
    """Run the program here, in place of preview.program.run_program."""
    project = deployment.project
    os.environ.update(program_environment(os.environ, project.config, project.secret_keys))
    runtime, project, log = pulumi.runtime, deployment.project, deployment.log
    runtime.set_all_config(runtime.get_config_env(), runtime.get_config_secret_keys_env())
    runtime.configure(
        runtime.Settings(
            monitor=LocalStub(_services["monitor"]),
            engine=LocalStub(EngineService(log)),  # pyright: ignore[reportArgumentType] - it has the methods
            project=project.name,
            stack=project.stack,
            parallel=PARALLEL,
            dry_run=deployment.dry_run,
            organization=ORGANIZATION,
            root_directory=str(project.directory),
        )
    )
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(
            runtime.run_in_stack(lambda: runpy.run_path(str(REPOSITORY), run_name="__main__") and None)
        )
    except pulumi.RunError as error:
        log.add("error", str(error))
        return 1
    except Exception as error:  # noqa: BLE001 - the test that asked for the run shows it
        log.add("error", user_traceback(error, str(REPOSITORY)))
        return 1
    finally:
        loop.close()
    return int(log.has_errors())


def run(request: dict[str, Any]) -> None:
    """Run the pass with the configuration that is asked for, and store it in the file that is asked for."""
    project = replace(load_project(REPOSITORY, request["stack"]), config=request["config"])
    applied = passes.run_pass(project, Phase.APPLIED, simulated, missing=request["missing"])
    Path(request["file"]).write_bytes(pickle.dumps(applied))


def main() -> None:
    """Serve requests; the SDK keeps what belongs to a run in context variables, so each has its own."""
    os.chdir(REPOSITORY)
    gc.disable()  # what a run leaves behind is small, and all of it would be looked at again in the next
    pulumi.log.debug = lambda *_arguments, **_options: None
    setattr(resource, "_get_stack_trace", lambda *_: None)  # noqa: B010 - private to the SDK
    setattr(resource, "_get_source_position", lambda *_: None)  # noqa: B010 - as above
    setattr(stack, "asyncio", _Waiting())  # noqa: B010 - as above
    setattr(passes, "MonitorService", _Monitor)  # noqa: B010 - another class
    setattr(passes, "run_program", _run_program)  # noqa: B010 - another function
    for line in sys.stdin:
        contextvars.copy_context().run(run, json.loads(line))
        print("done", flush=True)  # noqa: T201 - who asked waits for it


if __name__ == "__main__":
    main()
