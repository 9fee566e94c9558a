"""Runs the user's program as a child process."""

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from preview.deployment import Deployment

COMMAND_LINE_VARIABLE = "CONFIG_FROM_COMMAND_LINE"
ORGANIZATION = "organization"
# The CLI's default (pulumi/pulumi pkg/cmd/pulumi/operations/up.go).
PARALLEL = 4 * (os.cpu_count() or 1)
# A program that has not ended after this many seconds is stuck.
TIME_LIMIT = 300.0
# Seconds between two looks at whether the user has interrupted the preview.
POLL = 0.2


@dataclass(frozen=True)
class Program:
    """A program, and what the SDK inside it is told of the deployment."""

    monitor: str
    engine: str
    project: str
    stack: str
    root_directory: str
    program: str
    organization: str
    parallel: int
    dry_run: bool


def start_program(python: str, program: Program, environment: Mapping[str, str]) -> subprocess.Popen[str]:
    """Start a program in a session of its own.

    Args:
        python: the project's interpreter.
        program: the program.
        environment: all of its environment.

    Returns:
        The process, whose output the caller reads and which the caller ends.
    """
    return subprocess.Popen(  # noqa: S603 - the project's own interpreter
        [python, "-u", str(Path(__file__).with_name("runner.py")), json.dumps(asdict(program))],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    )


def run_program(deployment: Deployment, time_limit: float = TIME_LIMIT) -> int:
    """Run the program of a pass to its end.

    What it prints becomes informational diagnostics, as with the engine.

    Args:
        deployment: the pass; its monitor and engine must be serving.
        time_limit: seconds after which the program is killed and the pass fails.

    Returns:
        The program's exit code; never 0 if anything was reported as an error.
    """
    project, log = deployment.project, deployment.log
    program = Program(
        monitor=deployment.monitor_address,
        engine=deployment.engine_address,
        project=project.name,
        stack=project.stack,
        root_directory=str(project.directory),
        program=str(project.program),
        organization=ORGANIZATION,
        parallel=PARALLEL,
        dry_run=deployment.dry_run,
    )
    environment = program_environment(
        os.environ, project.config, project.secret_keys, project.from_command_line
    )
    process = start_program(project.python, program, environment)
    try:
        printed, complaints = _output_of(process, deployment.stopped, time_limit)
    except subprocess.TimeoutExpired:
        log.add("error", f"the program did not end within {time_limit:.0f} seconds")
        return 1
    finally:
        kill_group(process)
        if process.returncode is None:
            process.communicate()
    log.add("info", printed)
    if process.returncode == 0 or log.has_errors():
        log.add("info", complaints)
    else:
        log.add("error", f"the program ended with exit code {process.returncode}\n{complaints}")
    return process.returncode or int(log.has_errors())


def _output_of(
    process: subprocess.Popen[str], stopped: threading.Event, time_limit: float
) -> tuple[str, str]:
    """Wait for a process to end, to be stopped by the user, or to exceed its time."""
    deadline = time.monotonic() + time_limit
    while True:
        try:
            return process.communicate(timeout=POLL)
        except subprocess.TimeoutExpired:
            if stopped.is_set() or time.monotonic() > deadline:
                raise


def program_environment(
    inherited: Mapping[str, str],
    config: Mapping[str, str],
    secret_keys: Sequence[str],
    from_command_line: Sequence[str] = (),
) -> dict[str, str]:
    """Return the environment of a program: the configuration, and no proxy to ourselves.

    Args:
        inherited: what it gets besides.
        config: the stack's configuration.
        secret_keys: keys of it whose values are secret.
        from_command_line: settings whose values the stack's file has not got. A program that wants to blame
            the right place finds them in COMMAND_LINE_VARIABLE.
    """
    bypass = ",".join(filter(None, [inherited.get("no_proxy", ""), "127.0.0.1"]))
    return {
        **inherited,
        "PULUMI_CONFIG": json.dumps(dict(config)),
        "PULUMI_CONFIG_SECRET_KEYS": json.dumps(list(secret_keys)),
        COMMAND_LINE_VARIABLE: json.dumps(list(from_command_line)),
        "no_proxy": bypass,
        "NO_PROXY": bypass,
    }


def kill_group(process: subprocess.Popen[str]) -> None:
    """Kill what is left of a child that leads its own session, and of all that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
