"""Pulumi's own engine: the user's `pulumi`, run apart from everything real."""

import json
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pulumi.runtime.proto import language_pb2

from preview.policy import PackOptions
from preview.rehearsal.environment import isolated
from preview.rehearsal.events import Event, EventLog
from preview.rehearsal.language_host import LanguageHost
from preview.rehearsal.pack_proxy import StackConfiguration
from preview.rehearsal.plugins import installed_packages, running, write_plugins

# Seconds between two looks at what the engine has written.
POLL = 0.1
# Seconds that the engine has to end its operations after an interrupt, before it is killed.
GRACE = 20.0


class EngineError(Exception):
    """There is no engine to run; the message is the user's."""


@dataclass(frozen=True)
class Operation:
    """What one run of `pulumi` came to.

    Attributes:
        exit_code: the command's.
        output: what it printed, without colours.
        events: the engine's events in their order (pulumi/pulumi sdk/go/common/apitype/events.go).
        decisions: the decisions file of each run of a policy pack, in the order of their starts.
    """

    exit_code: int
    output: str
    events: tuple[Event, ...] = ()
    decisions: tuple[Path, ...] = ()


def find_pulumi() -> Path:
    """Find the `pulumi` on PATH.

    Raises:
        EngineError: there is none.
    """
    found = shutil.which("pulumi")
    if found is None:
        raise EngineError(
            "no pulumi on PATH: a rehearsal runs Pulumi's own engine. Install the CLI as "
            "https://www.pulumi.com/docs/install/ says, or build it with `make engine`, which needs Go, and "
            "put its folder on PATH"
        )
    return Path(found)


class Engine:
    """One stack of one project, in a state folder of its own."""

    def __init__(
        self,
        project: Path,
        stack: str,
        state: Path,
        *,
        python: str,
        pulumi: Path | None = None,
        packs: Sequence[PackOptions] = (),
        variables: Mapping[str, str] | None = None,
        progress: Callable[[Event], None] = lambda _: None,
        monitor_for: Callable[[language_pb2.RunRequest], str] = lambda request: request.monitor_address,
    ) -> None:
        """Write the plugins and find the engine; no stack exists yet.

        Args:
            project: the project's folder. The engine writes into the stack's file, so this is a copy.
            stack: name of the stack.
            state: folder for all that the engine keeps; made if it is not there.
            python: the project's interpreter, whose Pulumi packages get simulated providers.
            pulumi: the engine; by default the one on PATH.
            packs: the policy packs of previews and updates.
            variables: what programs, packs and providers get besides.
            progress: called with each event while the engine works.
            monitor_for: see LanguageHost.

        Raises:
            EngineError: there is no `pulumi` on PATH.
            PluginError: the interpreter does not run.
        """
        from preview.simulated import provider_module  # noqa: PLC0415 - large, and an error above comes at once

        self._pulumi = pulumi or find_pulumi()
        self._project = project.resolve()
        self._stack = stack
        self._state = state.resolve()
        self._packs = packs
        self._progress = progress
        self._monitor_for = monitor_for
        self._runs = 0
        self._decisions: list[Path] = []
        self._lock = threading.Lock()
        for folder in ("home", "pulumi", "backend", "logs"):
            (self._state / folder).mkdir(parents=True, exist_ok=True)
        self._plugins = self._state / "plugins"
        write_plugins(self._plugins, installed_packages(python), provider_module)
        self._environment = isolated(self._state, self._plugins, variables or {})

    def version(self) -> str:
        """Return the engine's version as it says it."""
        return self.run("version", on_stack=False).output.strip()

    def init(self) -> Operation:
        """Make the stack."""
        return self.run("stack", "init")

    def set_secret(self, path: str, value: str) -> Operation:
        """Set a secret of the stack's configuration, by its key or its path below one."""
        return self.run("config", "set", "--secret", "--path", path, text=value)

    def preview(self, *, refresh: bool = False) -> Operation:
        """Show what an update would do."""
        return self._operate("preview", *self._pack_flags(), *(["--refresh"] if refresh else []))

    def up(self) -> Operation:
        """Update the stack, without a preview before it."""
        return self._operate("up", "--yes", "--skip-preview", *self._pack_flags())

    def refresh(self) -> Operation:
        """Read what exists into the state, without a preview before it."""
        return self._operate("refresh", "--yes", "--skip-preview")

    def destroy(self, *, skip_preview: bool = True) -> Operation:
        """Delete what the stack holds; a preview before it stops at protected resources."""
        return self._operate("destroy", "--yes", *(["--skip-preview"] if skip_preview else []))

    def export_state(self, file: Path) -> Operation:
        """Write the state into a file, with secrets as they are."""
        return self.run("stack", "export", "--show-secrets", "--file", str(file))

    def state(self) -> list[Mapping[str, Any]]:
        """Return the resources of the state, with secrets encrypted.

        Raises:
            EngineError: there is no such stack.
        """
        file = self._state / "state.json"
        exported = self.run("stack", "export", "--file", str(file))
        if exported.exit_code:
            raise EngineError(exported.output.strip())
        return json.loads(file.read_text(encoding="utf-8"))["deployment"].get("resources") or []

    def import_state(self, file: Path) -> Operation:
        """Take the state from a file."""
        return self.run("stack", "import", "--file", str(file))

    def analyze(self, file: Path | None = None) -> Operation:
        """Give the state to the policy packs.

        Args:
            file: an exported state; None for the stack's own.
        """
        source = ["--file", str(file)] if file else []
        return self.run("policy", "analyze", *source, *self._pack_flags(), on_stack=file is None)

    def run(self, *arguments: str, text: str = "", on_stack: bool = True) -> Operation:
        """Run any command of the CLI to its end.

        Args:
            arguments: the command and its arguments.
            text: what it reads from stdin.
            on_stack: whether the command takes a stack.
        """
        self._runs += 1
        log = self._state / "logs" / f"{self._runs:03}.txt"
        stack = ["--stack", self._stack] if on_stack else []
        events = EventLog(log.with_suffix(".jsonl"), self._progress)
        self._decisions = []
        host = LanguageHost(
            self._environment, pack_environment=self.pack_environment, monitor_for=self._monitor_for
        )
        with host.serving() as port, log.open("w+", encoding="utf-8", errors="replace") as output:
            process = subprocess.Popen(  # noqa: S603 - the user's own engine
                [str(self._pulumi), *arguments, *stack, "--non-interactive", "--color=never"],
                cwd=self._project,
                env={**self._environment, "PULUMI_DEBUG_LANGUAGES": f"python:{port}"},
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
            with self._ended(process):
                assert process.stdin is not None  # noqa: S101 - a pipe was asked for
                with suppress(BrokenPipeError), process.stdin as stdin:
                    stdin.write(text)
                while process.poll() is None:
                    events.read()
                    with suppress(subprocess.TimeoutExpired):
                        process.wait(POLL)
            events.read()
            output.seek(0)
            return Operation(process.returncode, output.read(), tuple(events.events), tuple(self._decisions))

    def _operate(self, *arguments: str) -> Operation:
        log = self._state / "logs" / f"{self._runs + 1:03}.jsonl"
        return self.run(*arguments, "--suppress-progress", "--event-log", str(log))

    def _pack_flags(self) -> Iterator[str]:
        for pack in self._packs:
            yield f"--policy-pack={pack.directory.resolve()}"
        # The engine wants a file for each pack, or for none.
        files = [pack.config_file for pack in self._packs]
        if any(files):
            yield from (
                f"--policy-pack-config={file.resolve() if file else self._no_config()}" for file in files
            )

    def _no_config(self) -> Path:
        empty = self._state / "no-config.json"
        empty.write_text("{}", encoding="utf-8")
        return empty

    def pack_environment(self, directory: Path, stack: StackConfiguration | None) -> Mapping[str, str]:
        """Name a decisions file for a pack (see preview/README.md)."""
        occasion = "analyze" if stack is None else "preview" if stack.dry_run else "update"
        with self._lock:
            number = len(self._decisions) + 1
            file = (
                self._state / "logs" / f"{self._runs:03}-{number}-{directory.name}-{occasion}.decisions.jsonl"
            )
            self._decisions.append(file)
        return {"POLICY_DECISIONS_FILE": str(file)}

    @contextmanager
    def _ended(self, process: subprocess.Popen[str]) -> Generator[None]:
        """End the engine and its providers, however the block ends."""
        try:
            yield
        finally:
            if process.poll() is None:
                # It ends its operations, so that the state is whole.
                process.send_signal(signal.SIGINT)
                with suppress(subprocess.TimeoutExpired):
                    process.wait(GRACE)
            if process.poll() is None:
                process.kill()
                process.wait()
            for pid in running(self._plugins):
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)
