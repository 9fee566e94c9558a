"""Stands between the engine and a policy pack, which can start only when the engine has said for which stack.

Source: pulumi/pulumi sdk/policy_proxy.go, and RunPlugin of sdk/python/cmd/pulumi-language-python/main.go.
"""

# ruff: noqa: N802 - names are those of the gRPC service

import json
import tempfile
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

from preview.channels import CHANNEL_OPTIONS, new_server
from preview.deployment import PolicyPackError
from preview.pack_process import PackProcess

StackConfiguration = analyzer_pb2.AnalyzerStackConfigureRequest
# Variables for a pack: asked with its folder, and with the stack if the engine names one.
PackEnvironment = Callable[[Path, StackConfiguration | None], Mapping[str, str]]


class PackProxy(analyzer_pb2_grpc.AnalyzerServicer):
    """One policy pack as the engine sees it, at `port`."""

    def __init__(
        self,
        directory: Path,
        engine_address: str,
        environment: Mapping[str, str],
        variables: PackEnvironment,
    ) -> None:
        """Listen for the engine; the pack starts with the first call that concerns it.

        Args:
            directory: the pack's folder.
            engine_address: where the engine listens.
            environment: the environment that the engine gives to plugins.
            variables: gives what the pack gets besides.
        """
        self._directory = directory
        self._engine_address = engine_address
        self._environment = environment
        self._variables = variables
        self._lock = threading.Lock()
        self._folder = tempfile.TemporaryDirectory(prefix="pack-")
        self._process: PackProcess | None = None
        self._channel: grpc.Channel | None = None
        self._server, address = new_server()
        self.port = address.rsplit(":", 1)[1]
        analyzer_pb2_grpc.add_AnalyzerServicer_to_server(self, self._server)
        self._server.start()

    def close(self) -> None:
        """End the pack, and listen no more."""
        self._server.stop(None)
        with self._lock:
            if self._channel:
                self._channel.close()
            if self._process:
                self._process.close()
        self._folder.cleanup()

    def Handshake(
        self, request: Any, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerHandshakeResponse:
        """Answer before there is a pack."""
        del request, context
        return analyzer_pb2.AnalyzerHandshakeResponse()

    def ConfigureStack(
        self, request: StackConfiguration, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerStackConfigureResponse:
        """Start the pack for a stack, and tell it which."""
        stub = self._stub(request, context)
        try:
            return stub.ConfigureStack(request)
        except grpc.RpcError as error:
            if error.code() is not grpc.StatusCode.UNIMPLEMENTED:
                context.abort(error.code(), error.details() or "")
            return analyzer_pb2.AnalyzerStackConfigureResponse()

    def GetAnalyzerInfo(
        self, request: empty_pb2.Empty, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzerInfo:
        """Forward."""
        return self._forward("GetAnalyzerInfo", request, context)

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Forward."""
        return self._forward("GetPluginInfo", request, context)

    def Configure(
        self, request: analyzer_pb2.ConfigureAnalyzerRequest, context: grpc.ServicerContext
    ) -> empty_pb2.Empty:
        """Forward."""
        return self._forward("Configure", request, context)

    def Analyze(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Forward."""
        return self._forward("Analyze", request, context)

    def AnalyzeStack(
        self, request: analyzer_pb2.AnalyzeStackRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.AnalyzeResponse:
        """Forward."""
        return self._forward("AnalyzeStack", request, context)

    def Remediate(
        self, request: analyzer_pb2.AnalyzeRequest, context: grpc.ServicerContext
    ) -> analyzer_pb2.RemediateResponse:
        """Forward."""
        return self._forward("Remediate", request, context)

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Forward."""
        return self._forward("Cancel", request, context)

    def _forward(self, method: str, request: Any, context: grpc.ServicerContext) -> Any:
        # `pulumi policy analyze` names no stack.
        stub = self._stub(None, context)
        try:
            return getattr(stub, method)(request)
        except grpc.RpcError as error:
            context.abort(error.code(), error.details() or "")

    def _stub(
        self, stack: StackConfiguration | None, context: grpc.ServicerContext
    ) -> analyzer_pb2_grpc.AnalyzerStub:
        with self._lock:
            if self._channel is None:
                try:
                    self._process = self._start(stack)
                except PolicyPackError as error:
                    context.abort(grpc.StatusCode.UNKNOWN, str(error))
                self._channel = grpc.insecure_channel(
                    f"127.0.0.1:{self._process.port}", options=CHANNEL_OPTIONS
                )
            return analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def _start(self, stack: StackConfiguration | None) -> PackProcess:
        return PackProcess(
            self._directory,
            self._engine_address,
            self._variables(self._directory, stack),
            Path(self._folder.name) / "stderr",
            inherited={**_stack_variables(stack), **self._environment},
        )


def _stack_variables(stack: StackConfiguration | None) -> dict[str, str]:
    """Return what a pack's SDK reads of the stack from its environment."""
    if stack is None:
        return {}
    variables = {
        "PULUMI_ORGANIZATION": stack.organization,
        "PULUMI_PROJECT": stack.project,
        "PULUMI_STACK": stack.stack,
        "PULUMI_DRY_RUN": str(stack.dry_run).lower(),
        "PULUMI_CONFIG": json.dumps(dict(stack.config)),
    }
    return {name: value for name, value in variables.items() if value}
