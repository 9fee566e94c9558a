"""The Engine service: where the program, providers and packs write their log."""

# ruff: noqa: N802, ARG002 - names and signatures are those of the gRPC service

import threading
from typing import Any

from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from preview.model import Diagnostic

SEVERITIES = {
    engine_pb2.DEBUG: "debug",
    engine_pb2.INFO: "info",
    engine_pb2.WARNING: "warning",
    engine_pb2.ERROR: "error",
}


class Log:
    """The diagnostics of one pass, each distinct message once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: list[Diagnostic] = []

    def add(self, severity: str, message: str, urn: str = "") -> None:
        """Keep a message, unless it is for debugging, empty or already there."""
        entry = Diagnostic(severity, message.strip(), urn)
        with self._lock:
            if severity != "debug" and entry.message and entry not in self._entries:
                self._entries.append(entry)

    def entries(self) -> list[Diagnostic]:
        """Return what has been kept so far."""
        with self._lock:
            return list(self._entries)

    def has_errors(self) -> bool:
        """Return whether anything went wrong so far."""
        return any(entry.severity == "error" for entry in self.entries())


class EngineService(engine_pb2_grpc.EngineServicer):
    """Answers the Engine calls of the SDK."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._root = ""

    def Log(self, request: engine_pb2.LogRequest, context: Any) -> Any:
        """Keep a log message."""
        if not request.ephemeral:
            self._log.add(SEVERITIES.get(request.severity, "info"), request.message, request.urn)
        return empty_pb2.Empty()

    def GetRootResource(self, request: Any, context: Any) -> Any:
        """Return the URN of the stack."""
        return engine_pb2.GetRootResourceResponse(urn=self._root)

    def SetRootResource(self, request: engine_pb2.SetRootResourceRequest, context: Any) -> Any:
        """Remember the URN of the stack."""
        self._root = request.urn
        return engine_pb2.SetRootResourceResponse()

    def StartDebugging(self, request: Any, context: Any) -> Any:
        """Accept a debugger's announcement; there is none to attach."""
        return empty_pb2.Empty()

    def RequirePulumiVersion(self, request: Any, context: Any) -> Any:
        """Accept any wanted version of the CLI, of which none runs."""
        return engine_pb2.RequirePulumiVersionResponse()
