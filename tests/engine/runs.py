"""Runs a case on both engines, each once for the whole test run, and keeps what was recorded."""

import copy
import fcntl
import json
import pickle
import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from unittest import mock

from pulumi.runtime.proto import language_pb2

from preview import session
from preview.decisions import merge
from preview.deployment import Deployment
from preview.model import Decision, Pass, Phase, Result
from preview.policy import PackOptions
from preview.program import run_program
from preview.rehearsal.engine import Engine, Operation
from preview.rehearsal.plugins import write_plugins
from preview.rehearsal.workspace import Workspace
from preview.session import preview
from preview.simulated import provider_module
from tests.engine.cases import CASES, PACK, Case
from tests.engine.recording import Alter, Call, pack_calls, recording
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

RECORDER = REPOSITORY / "tests" / "packs" / "recorder"
# One for all, as a stack reads the secrets of another only with the same.
PASSPHRASE = "rehearsed"  # noqa: S105 - of a state that is thrown away
_Result = TypeVar("_Result")


@dataclass
class Real:
    """What Pulumi's own engine did with a case.

    Attributes:
        preview, update: the operations; no update if the preview failed.
        analyses: `pulumi policy analyze` on the stack, and on its exported state.
        monitor: calls of the program, by phase.
        pack: calls to the recorder, by occasion.
        decisions: records of the policy pack's decisions files, by occasion.
        state: the exported state after the update.
    """

    preview: Operation
    update: Operation | None = None
    analyses: list[Operation] = field(default_factory=list[Operation])
    monitor: dict[Phase, list[Call]] = field(default_factory=dict[Phase, list[Call]])
    pack: dict[str, list[Call]] = field(default_factory=dict[str, list[Call]])
    decisions: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])
    state: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


@dataclass
class Offline:
    """What the preview did with a case.

    Attributes:
        result: the whole preview.
        monitor: calls of the program, by phase.
        pack: calls to the recorder, by occasion.
        decisions: the decisions of each pass, before they are merged.
    """

    result: Result
    monitor: dict[Phase, list[Call]]
    pack: dict[str, list[Call]]
    decisions: list[Decision]

    def passed(self, phase: Phase) -> Pass:
        """Return one of the passes."""
        return self.result.preview if phase is Phase.PREVIEW else self.result.applied


def real(name: str, cache: Path) -> Real:
    """Run a case on Pulumi's engine, or load what another worker has run.

    Args:
        name: of the case.
        cache: a folder that all workers of this test run see.
    """
    return _once(cache, f"real-{name}", lambda: _run_real(CASES[name], cache))


def offline(name: str, cache: Path) -> Offline:
    """Preview a case, or load what another worker has previewed."""
    return _once(cache, f"offline-{name}", lambda: run_offline(CASES[name], cache))


def _once(cache: Path, name: str, run: Callable[[], _Result]) -> _Result:
    stored = cache / f"{name}.pickle"
    with (cache / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            stored.write_bytes(pickle.dumps(run()))
    return pickle.loads(stored.read_bytes())  # noqa: S301 - written by this very test run


def project_of(case: Case, cache: Path) -> Workspace:
    """Copy the project of a case, once, so that both sides run the very same files."""
    folder = cache / "projects" / case.name

    def make() -> Workspace:
        workspace = Workspace(case.directory, case.stack, folder)
        for setting, text in case.config.items():
            workspace.set_config(setting, text)
        workspace.write_stack_file()
        return workspace

    return _once(cache, f"project-{case.name}", make)


def packs_of(case: Case, workspace: Workspace) -> list[PackOptions]:
    """Return the policy pack and the recorder."""
    pack, recorder = workspace.in_copy(PACK), workspace.in_copy(RECORDER)
    return [
        PackOptions(pack, pack / "config" / f"{case.pack_config}.json"),
        PackOptions(recorder, recorder / "config" / "dev.json"),
    ]


def _run_real(case: Case, cache: Path) -> Real:
    if case.after:
        real(case.after, cache)
    workspace = project_of(case, cache)
    folder = cache / "real" / case.name
    backend = cache / "backends" / (case.after or case.name)
    backend.mkdir(parents=True, exist_ok=True)
    calls: dict[Phase, list[Call]] = {}
    with ExitStack() as proxies:

        def monitor_for(request: language_pb2.RunRequest) -> str:
            address, found = proxies.enter_context(recording(request.monitor_address))
            calls[Phase.PREVIEW if request.dryRun else Phase.APPLIED] = found
            return address

        engine = Engine(
            workspace.directory,
            case.stack,
            folder,
            python=REAL_PYTHON,
            packs=packs_of(case, workspace),
            variables={
                "SIMULATED_CLOUDS": str(folder / "clouds"),
                "RECORDED_CALLS": str(folder / "calls"),
                "PULUMI_BACKEND_URL": backend.as_uri(),
                "PULUMI_CONFIG_PASSPHRASE": PASSPHRASE,
            },
            monitor_for=monitor_for,
        )
        write_plugins(folder / "plugins", case.packages, provider_module)
        _succeed(engine.init())
        for key, value in case.secrets.items():
            _succeed(engine.set_secret(key, value))
        done = Real(preview=engine.preview())
        done.decisions["preview"] = _records(done.preview)
        if done.preview.exit_code == 0:
            done.update = engine.up()
            done.decisions["update"] = _records(done.update)
            _succeed(engine.export_state(folder / "state.json"))
            exported = json.loads((folder / "state.json").read_text(encoding="utf-8"))
            done.state = exported["deployment"]["resources"]
            done.analyses = [engine.analyze(), engine.analyze(folder / "state.json")]
            done.decisions["analyze"], done.decisions["analyze --file"] = map(_records, done.analyses)
    done.monitor = calls
    done.pack = {
        occasion: pack_calls(folder / "calls", occasion) for occasion in ("preview", "update", "analyze")
    }
    return done


def run_offline(case: Case, cache: Path, alter: Alter | None = None) -> Offline:
    """Preview a case.

    Args:
        case: the case.
        cache: a folder for the project's copy.
        alter: changes answers of the monitor on their way to the program.
    """
    workspace = project_of(case, cache)
    calls: dict[Phase, list[Call]] = {}
    decisions: list[Decision] = []
    lock = threading.Lock()

    def recorded(deployment: Deployment, time_limit: float) -> int:
        with recording(deployment.monitor_address, alter) as (address, found):
            behind = copy.copy(deployment)
            behind.monitor_address = address
            with lock:
                calls[deployment.phase] = found
            return run_program(behind, time_limit)

    def kept(given: Iterable[Decision]) -> list[Decision]:
        decisions.extend(given)
        return merge(decisions)

    references = _references(case, cache)
    (cache / "offline").mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{case.name}-", dir=cache / "offline"))
    with (
        mock.patch.dict("os.environ", {"RECORDED_CALLS": str(folder)}),
        mock.patch("preview.passes.run_program", recorded),
        mock.patch.object(session, "merge", kept),
    ):
        result = preview(
            workspace.directory,
            case.stack,
            config=case.secrets,
            policy_packs=packs_of(case, workspace),
            stack_references=references,
        )
    packs = {occasion: pack_calls(folder, occasion) for occasion in ("preview", "update")}
    return Offline(result, calls, packs, decisions)


def _references(case: Case, cache: Path) -> dict[str, Path]:
    """Write the outputs of the stack that the program refers to, as the preview of that stack gives them."""
    if not case.after:
        return {}
    before = offline(case.after, cache).result
    file = cache / f"{case.after}.outputs.json"
    file.write_text(json.dumps(before.applied.outputs), encoding="utf-8")
    return {f"organization/{before.project}/{before.stack}": file}


def _succeed(operation: Operation) -> None:
    assert operation.exit_code == 0, operation.output


def _records(operation: Operation) -> list[dict[str, Any]]:
    # The recorder writes no decisions.
    found: list[dict[str, Any]] = []
    for file in operation.decisions:
        if file.is_file():
            found += [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return found
