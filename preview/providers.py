"""Providers: simulated provider servers, in this process or their own, one per provider resource."""

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn, Protocol

import grpc
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from preview import wire
from preview.channels import CHANNEL_OPTIONS
from preview.deployment import Deployment, ResourceError
from preview.model import Properties

GENERIC = "preview.simulated.generic"
# Written with the Pulumi SDK, whose settings are per process; the others are hosted in this one.
OWN_PROCESS = frozenset({"preview.simulated.eks"})
# Seconds for a provider to start, and for a component to be constructed.
START_LIMIT = 60.0
CONSTRUCT_LIMIT = 180.0


class Simulations(Protocol):
    """Which simulated provider answers for what; the package `preview.simulated` is one."""

    def provider_module(self, package: str) -> str | None:
        """Return the module of the provider for a package, None for the generic one."""
        ...

    def is_simulated(self, type_token: str) -> bool:
        """Return whether a resource type has a simulation of its own."""
        ...


class LocalError(grpc.RpcError):
    """What a hosted servicer aborts with, in the form a remote one's error has."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self._code = code
        self._details = details

    def code(self) -> grpc.StatusCode:
        """Return the gRPC status."""
        return self._code

    def details(self) -> str:
        """Return the message."""
        return self._details


class LocalContext:
    """The part of a gRPC context that a hosted servicer uses."""

    def __init__(self) -> None:
        self._code = grpc.StatusCode.UNKNOWN
        self._details = ""

    def abort(self, code: grpc.StatusCode, details: str) -> NoReturn:
        """End the call with an error."""
        raise LocalError(code, details)

    def set_code(self, code: grpc.StatusCode) -> None:
        """Set the status for an exception that follows."""
        self._code = code

    def set_details(self, details: str) -> None:
        """Set the message for an exception that follows."""
        self._details = details

    def set_trailing_metadata(self, metadata: Any) -> None:
        """Accept metadata; nobody reads it."""

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


class Provider:
    """One configured provider.

    As long as its configuration holds unknown values it is not called: it answers as the engine does for it
    (pulumi/pulumi pkg/resource/plugin/provider_plugin.go).
    """

    def __init__(self, stub: Any, module: str, configured: bool) -> None:
        self.stub = stub
        self.configured = configured
        self._module = module

    def check(self, urn: str, type_token: str, name: str, inputs: Properties) -> Properties:
        """Validate and default the inputs of a resource.

        Raises:
            ResourceError: the provider refuses them.
        """
        if not self.configured:
            return inputs
        reply = self._call(
            "Check",
            provider_pb2.CheckRequest(urn=urn, type=type_token, name=name, news=wire.to_struct(inputs)),
            f"{type_token} resource '{name}' has a problem",
        )
        if reply.failures:
            reasons = "; ".join(
                f"property {failure.property}: {failure.reason}" if failure.property else failure.reason
                for failure in reply.failures
            )
            raise ResourceError(f"{type_token} resource '{name}' has a problem: {reasons}", urn)
        return wire.from_struct(reply.inputs)

    def create(
        self, urn: str, type_token: str, name: str, inputs: Properties, dry_run: bool
    ) -> tuple[str, Properties]:
        """Create a resource, or say what is known of it before.

        Returns:
            Its id, "" while unknown, and its outputs.
        """
        if not self.configured:
            return "", {}
        request = provider_pb2.CreateRequest(
            urn=urn, type=type_token, name=name, properties=wire.to_struct(inputs), preview=dry_run
        )
        reply = self._call("Create", request, f"{type_token} resource '{name}' has a problem")
        return ("" if dry_run else reply.id), wire.from_struct(reply.properties)

    def read(self, urn: str, type_token: str, name: str, identifier: str, state: Properties) -> Properties:
        """Look up an existing resource.

        Raises:
            ResourceError: there is none.
        """
        if not self.configured or wire.has_unknown(identifier):
            return {}
        properties = wire.to_struct(state)
        request = provider_pb2.ReadRequest(
            urn=urn, type=type_token, name=name, id=identifier, properties=properties, inputs=properties
        )
        reply = self._call("Read", request, f"{type_token} resource '{name}' cannot be read")
        if not reply.id:
            raise ResourceError(f"{type_token} resource '{identifier}' does not exist", urn)
        return wire.from_struct(reply.properties)

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Construct a remote component."""
        what = f"{request.type} resource '{request.name}' has a problem"
        return self._call("Construct", request, what, CONSTRUCT_LIMIT)

    def call(self, request: provider_pb2.CallRequest) -> provider_pb2.CallResponse:
        """Call a method of a component."""
        return self._call("Call", request, f"call to function '{request.tok}' failed", CONSTRUCT_LIMIT)

    def invoke(self, token: str, arguments: Properties, dry_run: bool) -> provider_pb2.InvokeResponse:
        """Call a function."""
        request = provider_pb2.InvokeRequest(tok=token, args=wire.to_struct(arguments), preview=dry_run)
        return self._call("Invoke", request, f"invocation of {token} returned an error")

    def _call(self, method: str, request: Any, what: str, limit: float = START_LIMIT) -> Any:
        try:
            return getattr(self.stub, method)(request, timeout=limit)
        except grpc.RpcError as error:
            details = str(error.details())
            if error.code() is grpc.StatusCode.DEADLINE_EXCEEDED:
                details = f"no answer from {self._module} within {limit:.0f} seconds"
            raise ResourceError(f"{what}: {details}", getattr(request, "urn", "")) from error


class Providers:
    """Starts the providers of a pass and stops them at its end."""

    def __init__(self, deployment: Deployment, simulations: Simulations) -> None:
        self._deployment = deployment
        self._simulations = simulations
        self._lock = threading.Lock()
        self._processes: dict[str, tuple[subprocess.Popen[str], grpc.Channel]] = {}
        self._providers: dict[str, Provider] = {}

    def start(self, urn: str, package: str, inputs: Properties) -> Properties:
        """Make the provider of a provider resource ready.

        Args:
            urn: URN of the provider resource.
            package: the package that it provides.
            inputs: its configuration.

        Returns:
            The configuration after the provider's own check.
        """
        module = self._simulations.provider_module(package) or GENERIC
        stub = self._stub(module)
        configured = not wire.has_unknown(inputs)
        provider = Provider(stub, module, configured)
        if configured:
            variables = {
                f"{package}:config:{key}": value
                for key, value in wire.reveal(inputs).items()
                if isinstance(value, str)
            }
            request = provider_pb2.ConfigureRequest(
                variables=variables, args=wire.to_struct(inputs), acceptSecrets=True, acceptResources=True
            )
            try:
                stub.Configure(request, timeout=START_LIMIT)
            except grpc.RpcError as error:
                raise ResourceError(f"provider {package}: {error.details()}", urn) from error
        with self._lock:
            self._providers[urn] = provider
        return inputs

    def get(self, urn: str) -> Provider | None:
        """Return the provider of a provider resource, if there is one."""
        with self._lock:
            return self._providers.get(urn)

    def is_generic(self, type_token: str) -> bool:
        """Return whether a type is answered without a simulation of its own."""
        return not self._simulations.is_simulated(type_token)

    def close(self) -> None:
        """Stop all provider processes."""
        for process, channel in self._processes.values():
            channel.close()
            process.kill()
            process.wait()

    def _stub(self, module: str) -> Any:
        if module not in OWN_PROCESS:
            return LocalStub(importlib.import_module(module).servicer())
        with self._lock:
            if module not in self._processes:
                self._processes[module] = self._start_process(module)
            channel = self._processes[module][1]
        return provider_pb2_grpc.ResourceProviderStub(channel)

    def _start_process(self, module: str) -> tuple[subprocess.Popen[str], grpc.Channel]:
        root = str(Path(__file__).parents[1])
        path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH", "")]))
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-u", "-m", module, self._deployment.engine_address],
            env={**os.environ, "PYTHONPATH": path, "no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert process.stdout is not None  # noqa: S101 - a pipe was asked for
        port = process.stdout.readline().strip()
        if not port.isdigit():
            process.kill()
            process.wait()
            raise ResourceError(f"the simulated provider {module} does not start")
        threading.Thread(target=_drain, args=(process.stdout,), daemon=True).start()
        return process, grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS)


def _drain(stream: Any) -> None:
    for _ in stream:
        pass


def package_config(config: Mapping[str, str], secret_keys: tuple[str, ...], package: str) -> Properties:
    """Return the part of the stack's configuration that is a default provider's."""
    prefix = f"{package}:"
    return {
        key.removeprefix(prefix): wire.secret(value) if key in secret_keys else value
        for key, value in config.items()
        if key.startswith(prefix)
    }
