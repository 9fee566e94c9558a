"""Providers: simulated provider servers, in this process or their own, one per provider resource."""

import importlib
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, Protocol

import grpc
from google.protobuf import struct_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from preview import wire
from preview.deployment import CheckError, Deployment, ResourceError
from preview.hosting import LocalStub, ProviderProcess, start_process
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

    def new_clouds(self, missing: Collection[str] = ()) -> Any:
        """Return what exists at the start of a pass, for the `servicer` functions of the providers.

        Args:
            missing: kinds of what people put into an account that are not there.
        """
        ...


class Provider:
    """One configured provider.

    As long as its configuration holds unknown values it is not called: it answers as the engine does for it
    (pulumi/pulumi pkg/resource/plugin/provider_plugin.go).
    """

    def __init__(self, stub: Any, module: str, configured: bool) -> None:
        self.stub = stub
        self.configured = configured
        self.accepts_outputs = False
        self._module = module

    def check(self, urn: str, type_token: str, name: str, inputs: Properties) -> Properties:
        """Validate and default the inputs of a resource.

        Raises:
            CheckError: the provider refuses them.
            ResourceError: it fails.
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
            problem = f"{type_token} resource '{name}' has a problem: {reasons}"
            raise CheckError(problem, urn, _whole(reply.inputs))
        return _whole(reply.inputs)

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
        return ("" if dry_run else reply.id), _whole(reply.properties)

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
        return _whole(reply.properties)

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Construct a remote component."""
        what = f"{request.type} resource '{request.name}' has a problem"
        return self._call("Construct", request, what, CONSTRUCT_LIMIT)

    def call(self, request: provider_pb2.CallRequest) -> provider_pb2.CallResponse:
        """Call a method of a component."""
        return self._call("Call", request, f"call to function '{request.tok}' failed", CONSTRUCT_LIMIT)

    def invoke(self, token: str, arguments: Properties, dry_run: bool) -> provider_pb2.InvokeResponse:
        """Call a function."""
        if not self.configured:
            nothing = provider_pb2.InvokeResponse()
            getattr(nothing, "return").SetInParent()
            return nothing
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

    def __init__(
        self, deployment: Deployment, simulations: Simulations, missing: Collection[str] = ()
    ) -> None:
        self._deployment = deployment
        self._simulations = simulations
        self._lock = threading.Lock()
        self._clouds = simulations.new_clouds(missing)
        self._processes: dict[str, ProviderProcess] = {}
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
                reply = stub.Configure(request, timeout=START_LIMIT)
            except grpc.RpcError as error:
                raise ResourceError(f"provider {package}: {error.details()}", urn) from error
            provider.accepts_outputs = reply.acceptOutputs
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
        for process in self._processes.values():
            process.stop()

    def _stub(self, module: str) -> Any:
        if module not in OWN_PROCESS:
            stub = LocalStub(importlib.import_module(module).servicer(self._clouds))
            with suppress(grpc.RpcError):  # a provider need not implement it
                stub.Handshake(
                    provider_pb2.ProviderHandshakeRequest(engine_address=self._deployment.engine_address)
                )
            return stub
        with self._lock:
            if module not in self._processes:
                self._processes[module] = start_process(module, self._deployment.engine_address)
            channel = self._processes[module].channel
        return provider_pb2_grpc.ResourceProviderStub(channel)


def _whole(properties: struct_pb2.Struct) -> Properties:
    return wire.whole(wire.from_struct(properties))


def package_config(config: Mapping[str, str], secret_keys: tuple[str, ...], package: str) -> Properties:
    """Return the part of the stack's configuration that is a default provider's."""
    prefix = f"{package}:"
    return {
        key.removeprefix(prefix): wire.secret(value) if key in secret_keys else value
        for key, value in config.items()
        if key.startswith(prefix)
    }
