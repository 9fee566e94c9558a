"""The command line of the engine is run apart, watched, and ended with all that it started."""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from preview.policy import PackOptions
from preview.rehearsal.engine import Engine, EngineError, find_pulumi
from preview.rehearsal.events import Event


@pytest.fixture
def engine(tmp_path: Path, real_python: str) -> Callable[..., Engine]:
    """Return a function that gives an engine which is a shell script."""

    def prepare(script: str, **options: object) -> Engine:
        pulumi = tmp_path / "bin" / "pulumi"
        pulumi.parent.mkdir()
        pulumi.write_text(f"#!/bin/bash\n{script}\n")
        pulumi.chmod(0o755)
        project = tmp_path / "project"
        project.mkdir()
        return Engine(
            project,
            "dev",
            tmp_path / "state",
            python=real_python,
            pulumi=pulumi,
            **options,  # pyright: ignore[reportArgumentType] - each test gives what the class takes
        )

    return prepare


def test_without_a_pulumi_it_is_said_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"no pulumi on PATH.*Install the CLI.*make engine"):
        find_pulumi()


def test_the_pulumi_on_the_path_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "pulumi").write_text("#!/bin/sh\n")
    (tmp_path / "pulumi").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_pulumi() == tmp_path / "pulumi"


def test_a_command_runs_in_the_project_on_the_stack_with_an_environment_of_its_own(
    engine: Callable[..., Engine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "real")
    done = engine('echo "$@"; pwd; env; cat; exit 3', variables={"CLOUDS": "here"}).run(
        "config", "set", text="v"
    )
    lines = done.output.splitlines()
    assert done.exit_code == 3
    assert lines[:2] == ["config set --stack dev --non-interactive --color=never", str(tmp_path / "project")]
    assert lines[-1] == "v"
    assert "CLOUDS=here" in lines
    assert any(line.startswith("PULUMI_DEBUG_LANGUAGES=python:") for line in lines)
    assert not any(line.startswith("AWS_PROFILE") for line in lines)


@pytest.mark.parametrize(
    ("operate", "command"),
    [
        (lambda engine: engine.init(), "stack init"),
        (lambda engine: engine.set_secret("a:b", "c"), "config set --secret --path a:b"),
        (lambda engine: engine.preview(), "preview --policy-pack=P --policy-pack-config=F"),
        (
            lambda engine: engine.preview(refresh=True),
            "preview --policy-pack=P --policy-pack-config=F --refresh",
        ),
        (lambda engine: engine.up(), "up --yes --skip-preview --policy-pack=P --policy-pack-config=F"),
        (lambda engine: engine.refresh(), "refresh --yes --skip-preview"),
        (lambda engine: engine.destroy(), "destroy --yes --skip-preview"),
        (lambda engine: engine.destroy(skip_preview=False), "destroy --yes"),
        (lambda engine: engine.export_state(Path("x")), "stack export --show-secrets --file x"),
        (lambda engine: engine.import_state(Path("x")), "stack import --file x"),
        (lambda engine: engine.analyze(), "policy analyze --policy-pack=P --policy-pack-config=F"),
    ],
)
def test_operations_are_the_commands_of_the_cli(
    engine: Callable[..., Engine], tmp_path: Path, operate: Callable[[Engine], object], command: str
) -> None:
    said = tmp_path / "said"
    operate(engine(f'echo "$@" > {said}', packs=[PackOptions(tmp_path / "P", tmp_path / "F")]))
    words = [word.replace(f"{tmp_path}/", "") for word in said.read_text().split(" --stack dev ")[0].split()]
    assert " ".join(word for word in words if word not in ("--suppress-progress", "--event-log")).startswith(
        command
    )


def test_a_file_needs_no_stack(engine: Callable[..., Engine]) -> None:
    assert "--stack" not in engine('echo "$@"').analyze(Path("state.json")).output


def test_events_are_told_while_the_engine_works(engine: Callable[..., Engine], tmp_path: Path) -> None:
    script = """
    while [ "$1" != --event-log ]; do shift; done
    echo '{"sequence": 0}' > "$2"
    while [ ! -e "$HOME/seen" ]; do sleep 0.05; done
    echo '{"sequence": 1}' >> "$2"
    """
    told: list[Event] = []

    def progress(event: Event) -> None:
        told.append(event)
        (tmp_path / "state" / "home" / "seen").touch()

    done = engine(script, progress=progress).preview()
    assert list(done.events) == told == [{"sequence": 0}, {"sequence": 1}]


def test_an_interrupt_ends_the_engine_and_its_providers(
    engine: Callable[..., Engine], tmp_path: Path
) -> None:
    script = f"""
    trap 'echo interrupted > {tmp_path}/ended; exit 1' INT
    while [ "$1" != --event-log ]; do shift; done
    setsid sleep 60 &
    : > "$PULUMI_HOME/../plugins/running/$!"
    echo "{{\\"provider\\": $!}}" > "$2"
    while :; do sleep 0.05; done
    """
    providers: list[int] = []

    def interrupt(event: Event) -> None:
        providers.append(event["provider"])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine(script, progress=interrupt).up()
    assert (tmp_path / "ended").read_text() == "interrupted\n"
    deadline = time.monotonic() + 10
    while Path(f"/proc/{providers[0]}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{providers[0]}").exists()


def test_an_engine_that_ignores_an_interrupt_is_killed(
    engine: Callable[..., Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("preview.rehearsal.engine.GRACE", 0.2)
    script = """
    trap '' INT
    while [ "$1" != --event-log ]; do shift; done
    echo "{\\"engine\\": $$}" > "$2"
    while :; do sleep 0.05; done
    """
    engines: list[int] = []

    def interrupt(event: Event) -> None:
        engines.append(event["engine"])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        engine(script, progress=interrupt).up()
    with pytest.raises(ProcessLookupError):
        os.kill(engines[0], 0)


def test_each_pack_run_has_a_decisions_file_of_its_own(engine: Callable[..., Engine], tmp_path: Path) -> None:
    prepared = engine("exit 0")
    given = [prepared.pack_environment(tmp_path / "pack", None)["POLICY_DECISIONS_FILE"] for _ in range(2)]
    assert len(set(given)) == 2
    assert json.dumps(given).count("pack-analyze") == 2
