"""Provider servers: hosted in this process, or in one of their own."""

import os
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from preview.channels import CHANNEL_OPTIONS
from preview.deployment import ResourceError


class LocalError(grpc.RpcError):
    """What a hosted servicer aborts with, in the form a remote one's error has."""

    def __init__(self, code: grpc.StatusCode, details: str, metadata: Any = ()) -> None:
        super().__init__(details)
        self._code = code
        self._details = details
        self._metadata = metadata

    def code(self) -> grpc.StatusCode:
        """Return the gRPC status."""
        return self._code

    def details(self) -> str:
        """Return the message."""
        return self._details

    def trailing_metadata(self) -> Any:
        """Return what the servicer sent after its answer."""
        return self._metadata


class LocalContext:
    """The part of a gRPC context that a hosted servicer uses."""

    def __init__(self) -> None:
        self._code = grpc.StatusCode.UNKNOWN
        self._details = ""
        self._metadata: Any = ()

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        """End the call with an error."""
        raise LocalError(code, details, self._metadata)

    def set_code(self, code: grpc.StatusCode) -> None:
        """Set the status for an exception that follows."""
        self._code = code

    def set_details(self, details: str) -> None:
        """Set the message for an exception that follows."""
        self._details = details

    def set_trailing_metadata(self, metadata: Any) -> None:
        """Keep what is sent after the answer."""
        self._metadata = metadata

    def error(self, error: Exception) -> LocalError:
        """Return what a servicer's exception becomes."""
        return LocalError(self._code, self._details or str(error) or type(error).__name__)


class LocalStub:
    """Calls a servicer in this process as a gRPC stub calls a remote one."""

    def __init__(self, servicer: provider_pb2_grpc.ResourceProviderServicer) -> None:
        self._servicer = servicer

    def __getattr__(self, method: str) -> Any:
        target = getattr(self._servicer, method)

        def call(request: Any, timeout: float | None = None) -> Any:  # noqa: ARG001 - as a stub's
            context = LocalContext()
            try:
                return target(request, context)
            except LocalError:
                raise
            except Exception as error:
                raise context.error(error) from error

        return call


@dataclass
class ProviderProcess:
    """A provider server in a process of its own."""

    process: subprocess.Popen[str]
    channel: grpc.Channel
    drain: threading.Thread

    def stop(self) -> None:
        """Kill the process and close what leads to it."""
        self.channel.close()
        self.process.kill()
        self.process.wait()
        self.drain.join()


def start_process(module: str, engine_address: str) -> ProviderProcess:
    """Start a module that prints its port as the first line, as a plugin does.

    Raises:
        ResourceError: it ends without a port.
    """
    root = str(Path(__file__).parents[1])
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
    with tempfile.TemporaryFile("w+") as complaints:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-u", "-m", module, engine_address],
            env={**os.environ, "PYTHONPATH": path, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        port = process.stdout.readline().strip()
        if not port.isdigit():
            process.kill()
            process.communicate()
            complaints.seek(0)
            reason = (complaints.read().strip().splitlines() or ["no reason given"])[-1]
            raise ResourceError(f"the simulated provider {module} does not start: {reason}")
    drain = threading.Thread(target=_drain, args=(process.stdout,), daemon=True)
    drain.start()
    channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS)
    return ProviderProcess(process, channel, drain)


def _drain(stream: IO[str]) -> None:
    """Read what a provider prints, so that it never waits for a reader."""
    with stream:
        for _ in stream:
            pass
