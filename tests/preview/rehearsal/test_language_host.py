"""The language host runs programs and packs as Pulumi's own: same interpreter, environment and answers."""

import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import (
    analyzer_pb2,
    analyzer_pb2_grpc,
    engine_pb2_grpc,
    language_pb2,
    language_pb2_grpc,
)

from preview.channels import CHANNEL_OPTIONS, new_server
from preview.engine import EngineService, Log
from preview.rehearsal.language_host import LanguageHost
from tests.support.shared_preview import REPOSITORY

STOCK = REPOSITORY / "tests" / "packs" / "stock"


@pytest.fixture
def engine() -> Iterator[tuple[Log, str]]:
    """An engine's log and its address."""
    log = Log()
    server, address = new_server()
    engine_pb2_grpc.add_EngineServicer_to_server(EngineService(log), server)
    server.start()
    yield log, address
    server.stop(None)


@contextmanager
def stub_of(host: LanguageHost, engine_address: str) -> Generator[language_pb2_grpc.LanguageRuntimeStub]:
    with host.serving() as port, grpc.insecure_channel(f"127.0.0.1:{port}", CHANNEL_OPTIONS) as channel:
        stub = language_pb2_grpc.LanguageRuntimeStub(channel)
        stub.Handshake(language_pb2.LanguageHandshakeRequest(engine_address=engine_address))
        yield stub


def program(folder: Path, script: str) -> language_pb2.RunRequest:
    """Write a project whose interpreter is a shell script, and ask to run it."""
    python = folder / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)
    (folder / "code").mkdir()
    info = language_pb2.ProgramInfo(
        root_directory=str(folder), program_directory=str(folder / "code"), entry_point="."
    )
    info.options.update({"virtualenv": "env"})
    return language_pb2.RunRequest(
        project="small",
        stack="dev",
        monitor_address="127.0.0.1:2",
        parallel=7,
        dryRun=True,
        config={"small:size": "3"},
        configSecretKeys=["small:size"],
        organization="organization",
        info=info,
    )


def test_a_program_gets_the_stack_and_the_hosts_environment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: tuple[Log, str]
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "real")
    request = program(tmp_path, f'env > {tmp_path}/env.txt; echo "$3" > {tmp_path}/arguments.txt')
    with stub_of(LanguageHost({"PATH": "/bin:/usr/bin", "CLOUDS": "here"}), engine[1]) as stub:
        answer = stub.Run(request)

    environment = (tmp_path / "env.txt").read_text().splitlines()
    assert {"CLOUDS=here", 'PULUMI_CONFIG={"small:size": "3"}'} <= set(environment)
    assert 'PULUMI_CONFIG_SECRET_KEYS=["small:size"]' in environment
    assert not any(line.startswith("AWS_PROFILE") for line in environment)
    arguments = (tmp_path / "arguments.txt").read_text()
    assert f'"program": "{tmp_path}/code"' in arguments
    assert f'"root_directory": "{tmp_path}"' in arguments
    assert '"monitor": "127.0.0.1:2"' in arguments
    assert f'"engine": "{engine[1]}"' in arguments
    assert '"dry_run": true' in arguments
    assert (answer.error, answer.bail) == ("", False)


def test_what_a_program_prints_goes_into_the_engines_log(tmp_path: Path, engine: tuple[Log, str]) -> None:
    request = program(tmp_path, "echo one; echo; echo two >&2")
    with stub_of(LanguageHost({"PATH": "/bin:/usr/bin"}), engine[1]) as stub:
        stub.Run(request)
    printed = {(entry.severity, entry.message) for entry in engine[0].entries()}
    assert printed == {("info", "one"), ("info", "two")}


@pytest.mark.parametrize(
    ("code", "error", "bail"),
    [(0, "", False), (1, "program exited with non-zero exit code: 1", False), (32, "", True)],
)
def test_a_programs_end_is_told_as_pulumis_host_tells_it(
    tmp_path: Path, engine: tuple[Log, str], code: int, error: str, bail: bool
) -> None:
    request = program(tmp_path, f"exit {code}")
    with stub_of(LanguageHost({"PATH": "/bin:/usr/bin"}), engine[1]) as stub:
        answer = stub.Run(request)
    assert (answer.error, answer.bail) == (error, bail)


def test_an_interpreter_that_cannot_be_started_is_an_error(tmp_path: Path, engine: tuple[Log, str]) -> None:
    request = program(tmp_path, "exit 0")
    (tmp_path / "env/bin/python").chmod(0o644)
    with stub_of(LanguageHost({}), engine[1]) as stub:
        assert stub.Run(request).error.startswith("problem executing program: ")


@pytest.mark.parametrize("how", ["cancelled", "gone"])
def test_a_program_ends_with_its_engine(tmp_path: Path, engine: tuple[Log, str], how: str) -> None:
    request = program(tmp_path, f": > {tmp_path}/started; sleep 60")
    with stub_of(LanguageHost({"PATH": "/bin:/usr/bin"}), engine[1]) as stub:
        call = stub.Run.future(request)
        while not (tmp_path / "started").exists():
            assert not call.done()
        ended = threading.Event()
        call.add_done_callback(lambda _: ended.set())
        stub.Cancel(empty_pb2.Empty()) if how == "cancelled" else call.cancel()
        assert ended.wait(10)


def test_the_monitor_of_a_program_can_be_replaced(tmp_path: Path, engine: tuple[Log, str]) -> None:
    request = program(tmp_path, f'echo "$3" > {tmp_path}/arguments.txt')
    host = LanguageHost(
        {"PATH": "/bin:/usr/bin"}, monitor_for=lambda given: f"behind-{given.monitor_address}"
    )
    with stub_of(host, engine[1]) as stub:
        stub.Run(request)
    assert '"monitor": "behind-127.0.0.1:2"' in (tmp_path / "arguments.txt").read_text()


@contextmanager
def pack(
    stub: language_pb2_grpc.LanguageRuntimeStub, folder: Path, environment: dict[str, str]
) -> Generator[analyzer_pb2_grpc.AnalyzerStub]:
    """Run a pack as the engine does."""
    call = stub.RunPlugin(
        language_pb2.RunPluginRequest(
            kind="analyzer",
            env=[f"{name}={value}" for name, value in environment.items()],
            info=language_pb2.ProgramInfo(root_directory=str(folder), program_directory=str(folder)),
        )
    )
    port = int(next(call).stdout)
    with grpc.insecure_channel(f"127.0.0.1:{port}", CHANNEL_OPTIONS) as channel:
        analyzer = analyzer_pb2_grpc.AnalyzerStub(channel)
        analyzer.Handshake(analyzer_pb2.AnalyzerHandshakeRequest())
        yield analyzer
    call.cancel()


def test_a_pack_answers_through_the_host(engine: tuple[Log, str]) -> None:
    stack = analyzer_pb2.AnalyzerStackConfigureRequest(project="small", stack="dev", dry_run=True)
    with stub_of(LanguageHost({}), engine[1]) as stub, pack(stub, STOCK, {"PATH": "/usr/bin"}) as analyzer:
        analyzer.ConfigureStack(stack)
        info = analyzer.GetAnalyzerInfo(empty_pb2.Empty())
        assert info.name == "stock"
        analyzer.Configure(analyzer_pb2.ConfigureAnalyzerRequest())
        assert not analyzer.Analyze(analyzer_pb2.AnalyzeRequest(type="a:b:C", urn="urn:x")).diagnostics


def test_a_pack_gets_the_stack_the_engines_environment_and_what_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: tuple[Log, str]
) -> None:
    python = tmp_path / "python"
    python.write_text(f"#!/bin/sh\nenv > {tmp_path}/env.txt\necho no port >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    monkeypatch.setenv("AWS_PROFILE", "real")
    stack = analyzer_pb2.AnalyzerStackConfigureRequest(
        project="small", stack="dev", organization="o", dry_run=True, config={"a": "1"}
    )
    host = LanguageHost(
        {}, pack_environment=lambda folder, given: {"FILE": f"{folder.name}-{given and given.stack}"}
    )
    with (
        stub_of(host, engine[1]) as stub,
        pack(stub, STOCK, {"PATH": "/bin:/usr/bin", "IN": "x"}) as analyzer,
        pytest.raises(grpc.RpcError, match="does not start: no port"),
    ):
        analyzer.ConfigureStack(stack)

    environment = set((tmp_path / "env.txt").read_text().splitlines())
    assert {
        "IN=x",
        "FILE=stock-dev",
        "PULUMI_PROJECT=small",
        "PULUMI_STACK=dev",
        "PULUMI_ORGANIZATION=o",
        "PULUMI_DRY_RUN=true",
        'PULUMI_CONFIG={"a": "1"}',
    } <= environment
    assert not any(line.startswith("AWS_PROFILE") for line in environment)


def test_a_pack_starts_without_a_stack_for_an_analysis_of_state(engine: tuple[Log, str]) -> None:
    told: list[object] = []

    def variables(_folder: Path, stack: object) -> dict[str, str]:
        told.append(stack)
        return {}

    host = LanguageHost({}, pack_environment=variables)
    with stub_of(host, engine[1]) as stub, pack(stub, STOCK, {"PATH": "/usr/bin"}) as analyzer:
        assert analyzer.GetAnalyzerInfo(empty_pb2.Empty()).name == "stock"
    assert told == [None]


def test_other_plugins_than_packs_are_refused(engine: tuple[Log, str]) -> None:
    with (
        stub_of(LanguageHost({}), engine[1]) as stub,
        pytest.raises(grpc.RpcError, match="policy packs only"),
    ):
        next(stub.RunPlugin(language_pb2.RunPluginRequest(kind="resource")))
