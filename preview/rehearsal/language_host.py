"""A language host for Python: it runs programs and policy packs for the engine, as Pulumi's own host does.

The user's `pulumi` may come without Pulumi's host beside it, and this one leaves out what a rehearsal must
not do, such as passing credentials on. The engine reaches it by PULUMI_DEBUG_LANGUAGES.

Source: pulumi/pulumi sdk/python/cmd/pulumi-language-python/main.go and proto/pulumi/language.proto.
"""

# ruff: noqa: N802 - names are those of the gRPC service

import platform
import subprocess
import sys
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import grpc
from google.protobuf import empty_pb2
from google.protobuf.json_format import MessageToDict
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, language_pb2, language_pb2_grpc, plugin_pb2

from preview.channels import CHANNEL_OPTIONS, new_server
from preview.interpreter import interpreter
from preview.program import Program, kill_group, program_environment, start_program
from preview.rehearsal.pack_proxy import PackEnvironment, PackProxy
from preview.runner import EXIT_ERROR_SHOWN

# What the engine numbers the streams of its own plugins with begins at 1.
STDOUT, STDERR = 1_000_001, 1_000_002
ANALYZER = "analyzer"


class LanguageHost(language_pb2_grpc.LanguageRuntimeServicer):
    """Runs what the engine asks for, in the environment of the rehearsal."""

    def __init__(
        self,
        environment: Mapping[str, str],
        *,
        pack_environment: PackEnvironment = lambda _directory, _stack: {},
        monitor_for: Callable[[language_pb2.RunRequest], str] = lambda request: request.monitor_address,
    ) -> None:
        """Prepare.

        Args:
            environment: the environment of programs.
            pack_environment: gives what a policy pack gets besides the engine's environment.
            monitor_for: gives the address of the resource monitor for a program; by default the engine's own.
        """
        self._environment = environment
        self._pack_environment = pack_environment
        self._monitor_for = monitor_for
        self._engine_address = ""
        self._lock = threading.Lock()
        self._programs: set[subprocess.Popen[str]] = set()

    @contextmanager
    def serving(self) -> Generator[int]:
        """Serve at a port of this machine, which it gives, and end all programs afterwards."""
        server, address = new_server()
        language_pb2_grpc.add_LanguageRuntimeServicer_to_server(self, server)
        server.start()
        try:
            yield int(address.rsplit(":", 1)[1])
        finally:
            self._end_programs()
            server.stop(None)

    def Handshake(
        self, request: language_pb2.LanguageHandshakeRequest, context: grpc.ServicerContext
    ) -> language_pb2.LanguageHandshakeResponse:
        """Learn where the engine is."""
        del context
        self._engine_address = request.engine_address
        return language_pb2.LanguageHandshakeResponse()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Say the version, which the engine asks of every plugin."""
        del request, context
        return plugin_pb2.PluginInfo(version="1.0.0")

    def GetRequiredPackages(
        self, request: language_pb2.GetRequiredPackagesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPackagesResponse:
        """Name no package: the simulated providers are there already, and nothing is to be installed."""
        del request, context
        return language_pb2.GetRequiredPackagesResponse()

    def GetRequiredPlugins(
        self, request: language_pb2.GetRequiredPluginsRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetRequiredPluginsResponse:
        """Name no plugin, for the same reason."""
        del request, context
        return language_pb2.GetRequiredPluginsResponse()

    def GetProgramDependencies(
        self, request: language_pb2.GetProgramDependenciesRequest, context: grpc.ServicerContext
    ) -> language_pb2.GetProgramDependenciesResponse:
        """Name no dependency; the engine writes them into its records only."""
        del request, context
        return language_pb2.GetProgramDependenciesResponse()

    def RuntimeOptionsPrompts(
        self, request: language_pb2.RuntimeOptionsRequest, context: grpc.ServicerContext
    ) -> language_pb2.RuntimeOptionsResponse:
        """Ask nothing."""
        del request, context
        return language_pb2.RuntimeOptionsResponse()

    def About(
        self, request: language_pb2.AboutRequest, context: grpc.ServicerContext
    ) -> language_pb2.AboutResponse:
        """Say which Python this is."""
        del request, context
        return language_pb2.AboutResponse(executable=sys.executable, version=platform.python_version())

    def InstallDependencies(
        self, request: language_pb2.InstallDependenciesRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.InstallDependenciesResponse]:
        """Install nothing: a rehearsal takes the environment as it is."""
        del request, context
        yield from ()

    def Run(
        self, request: language_pb2.RunRequest, context: grpc.ServicerContext
    ) -> language_pb2.RunResponse:
        """Run a program to its end."""
        info = request.info
        program = Program(
            monitor=self._monitor_for(request),
            engine=self._engine_address,
            project=request.project,
            stack=request.stack,
            root_directory=info.root_directory,
            program=str((Path(info.program_directory) / info.entry_point).resolve()),
            organization=request.organization,
            parallel=request.parallel,
            dry_run=request.dryRun,
        )
        environment = program_environment(
            self._environment, dict(request.config), list(request.configSecretKeys)
        )
        try:
            # A program that is there can be ended.
            with self._lock:
                process = start_program(_python_of(info), program, environment)
                self._programs.add(process)
        except OSError as error:
            return language_pb2.RunResponse(error=f"problem executing program: {error}")
        try:
            # The engine may be gone before the program is.
            if not context.add_callback(self._end_programs):
                kill_group(process)
            with process, grpc.insecure_channel(self._engine_address, options=CHANNEL_OPTIONS) as channel:
                _pass_on(process, engine_pb2_grpc.EngineStub(channel))
            code = process.wait()
        finally:
            kill_group(process)
            with self._lock:
                self._programs.discard(process)
        if code == EXIT_ERROR_SHOWN:
            return language_pb2.RunResponse(bail=True)
        return language_pb2.RunResponse(
            error=f"program exited with non-zero exit code: {code}" if code else ""
        )

    def RunPlugin(
        self, request: language_pb2.RunPluginRequest, context: grpc.ServicerContext
    ) -> Iterator[language_pb2.RunPluginResponse]:
        """Run a policy pack until the engine has done with it."""
        if request.kind != ANALYZER:
            context.abort(
                grpc.StatusCode.UNIMPLEMENTED,
                f"{request.info.program_directory} is a plugin of kind {request.kind}: "
                "a rehearsal runs policy packs only, and has simulated providers on PATH",
            )
        environment = dict(variable.split("=", 1) for variable in request.env)
        proxy = PackProxy(
            Path(request.info.program_directory), self._engine_address, environment, self._pack_environment
        )
        done = threading.Event()
        try:
            if context.add_callback(done.set):
                yield language_pb2.RunPluginResponse(stdout=f"{proxy.port}\n".encode())
                done.wait()
        finally:
            proxy.close()

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """End the programs."""
        del request, context
        self._end_programs()
        return empty_pb2.Empty()

    def _end_programs(self) -> None:
        with self._lock:
            programs = list(self._programs)
        for process in programs:
            kill_group(process)


def _python_of(info: language_pb2.ProgramInfo) -> str:
    return interpreter(Path(info.root_directory), MessageToDict(info.options))


def _pass_on(process: subprocess.Popen[str], engine: engine_pb2_grpc.EngineStub) -> None:
    """Write what a program prints into the engine's log, line by line, until it ends."""
    assert process.stdout is not None and process.stderr is not None  # noqa: S101, PT018 - pipes were asked for
    streams = ((process.stdout, STDOUT), (process.stderr, STDERR))
    readers = [threading.Thread(target=_log_lines, args=(*stream, engine), daemon=True) for stream in streams]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()


def _log_lines(stream: IO[str], number: int, engine: Any) -> None:
    for line in stream:
        if line.strip():
            request = engine_pb2.LogRequest(severity=engine_pb2.INFO, message=line, streamId=number)
            try:
                engine.Log(request)
            except grpc.RpcError:
                # An engine that is gone wants to hear no more, but the program must not wait for a reader.
                continue
