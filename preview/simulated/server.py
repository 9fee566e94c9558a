"""What all simulated providers share: Pulumi's ResourceProvider protocol, and serving it like a plugin.

Source of the protocol: pulumi/pulumi proto/pulumi/provider.proto.
"""

# ruff: noqa: N802 - names are those of the gRPC service

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc

from preview import urns, wire
from preview.channels import CHANNEL_OPTIONS, new_server
from preview.model import Properties
from preview.property_paths import parts, plain
from preview.simulated.diff import Replacement, changed_paths, covered, diff_response
from preview.simulated.faults import FAILED, end_unready
from preview.simulated.simulation import (
    NotYetError,
    PropertyError,
    Registration,
    Simulation,
    SimulationError,
)
from preview.simulated.store import Store, Stored

_Result = TypeVar("_Result")
# Seconds between attempts of what waits for something else: the real provider has minutes for that.
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)


class SimulatedProvider(Simulation, provider_pb2_grpc.ResourceProviderServicer):
    """Answers the provider protocol with the plain methods of a simulation."""

    def warn(self, message: str, urn: str = "") -> None:
        """Write a warning into the engine's log."""
        if not self.engine_address:
            return
        with grpc.insecure_channel(self.engine_address, options=CHANNEL_OPTIONS) as channel:
            request = engine_pb2.LogRequest(severity=engine_pb2.WARNING, message=message, urn=urn)
            engine_pb2_grpc.EngineStub(channel).Log(request)

    def Handshake(
        self, request: provider_pb2.ProviderHandshakeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ProviderHandshakeResponse:
        """Learn where the engine is, and say what this provider understands."""
        del context
        self.engine_address = request.engine_address or self.engine_address
        return provider_pb2.ProviderHandshakeResponse(accept_secrets=True, accept_resources=True)

    def Attach(self, request: plugin_pb2.PluginAttach, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Learn the address of an engine that was started first."""
        del context
        self.engine_address = request.address
        return empty_pb2.Empty()

    def GetPluginInfo(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> plugin_pb2.PluginInfo:
        """Say the version."""
        del request, context
        return plugin_pb2.PluginInfo(version=self.version)

    def CheckConfig(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Accept any configuration."""
        del context
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Compare two configurations; what replaces a provider is for the simulation to say."""
        del context
        old = wire.from_struct(request.old_inputs if request.old_inputs.fields else request.olds)
        new = wire.from_struct(request.news)
        changed = changed_paths(old, new)
        paths = covered(changed, self.replacing_config)
        return diff_response(changed, Replacement(paths, deletes_first=False))

    def Configure(
        self, request: provider_pb2.ConfigureRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConfigureResponse:
        """Take over the configuration."""
        try:
            self.configure(wire.reveal(wire.from_struct(request.args)))
        except SimulationError as error:
            context.abort(grpc.StatusCode.INVALID_ARGUMENT, str(error))
        return provider_pb2.ConfigureResponse(acceptSecrets=True, acceptResources=True, supportsPreview=True)

    def Check(
        self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CheckResponse:
        """Validate and default the inputs of a resource."""
        try:
            resource = _registration(request, request.news)
            resource = replace(resource, seed=self.clouds.seed(resource.urn))
            inputs = self.check(resource, wire.from_struct(request.olds))
        except PropertyError as error:
            failure = provider_pb2.CheckFailure(property=error.property_name, reason=error.reason)
            return provider_pb2.CheckResponse(failures=[failure])
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.CheckResponse(inputs=wire.to_struct(inputs))

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Say which inputs differ, and whether the difference replaces the resource."""
        del context
        old = wire.from_struct(request.old_inputs if request.old_inputs.fields else request.olds)
        new = wire.from_struct(request.news)
        outputs = wire.reveal(wire.from_struct(request.olds))
        token = request.type or urns.type_of(request.urn)
        old, new = self.compared(token, old, new, outputs)
        changed = changed_paths(old, new)
        ignored = covered(changed, (plain(parts(path)) for path in request.ignoreChanges))
        idle = self.without_effect(token, wire.reveal(old), wire.reveal(new), changed, outputs)
        for path in ignored.union(idle):
            del changed[path]
        if not changed:
            return diff_response(changed, Replacement())
        replacement = self.replacement(token, wire.reveal(old), wire.reveal(new), changed)
        if not replacement.known:
            self.warn(
                f"which changes replace a {token} is not known to the simulation: shown as an update",
                request.urn,
            )
        return diff_response(changed, replacement)

    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        """Create a resource, or say what is known of it before."""
        resource = _registration(request, request.properties)
        try:
            if request.preview:
                identifier, outputs = self.create(resource, True)
            else:
                identifier, outputs = self._create(resource)
                if self.clouds.take_fault("ready", resource.type, resource.urn):
                    end_unready(context, resource, identifier, outputs)
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.CreateResponse(id=identifier, properties=wire.to_struct(outputs))

    def _create(self, resource: Registration) -> tuple[str, Properties]:
        self._fail_if_asked("create", resource.type, resource.urn)
        return _waiting(lambda: self._create_now(resource))

    def _create_now(self, resource: Registration) -> tuple[str, Properties]:
        with self.clouds.transaction():
            store = self.beside(resource.inputs)
            self.refuse_creation(resource, store)
            resource = replace(resource, seed=self.clouds.seed(resource.urn))
            identifier, outputs = self.create(resource, False)
            self.clouds.count_creation(resource.urn)
            store.put(resource.type, resource.urn, identifier, resource.inputs, outputs)
        return identifier, outputs

    def _fail_if_asked(self, operation: str, type_token: str, urn: str) -> None:
        if self.clouds.take_fault(operation, type_token, urn):
            raise SimulationError(f"this {operation} {FAILED}")

    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """Look up an existing resource; any id exists but those of what was deleted."""
        resource = _registration(request, request.properties)
        store = self.beside(resource.inputs)
        stored = store.raw(resource.type, request.id)
        if stored:
            return provider_pb2.ReadResponse(
                id=request.id, inputs=wire.to_struct(stored[0]), properties=wire.to_struct(stored[1])
            )
        if store.was_deleted(resource.type, request.id):
            return provider_pb2.ReadResponse()
        try:
            outputs = self.read(resource, request.id)
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.ReadResponse(
            id=request.id, properties=wire.to_struct(outputs), inputs=request.inputs
        )

    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        """Change a resource."""
        resource = _registration(request, request.news)
        before = wire.from_struct(request.olds)
        old_inputs = wire.from_struct(request.old_inputs if request.old_inputs.fields else request.olds)
        changed = changed_paths(old_inputs, resource.inputs)
        try:
            if not request.preview:
                self._fail_if_asked("update", resource.type, resource.urn)
            with self.clouds.transaction():
                store = self.beside(before)
                existing = store.get(resource.type, request.id) or Stored(
                    resource.type, resource.urn, request.id, wire.reveal(old_inputs), wire.reveal(before)
                )
                self.refuse_update(existing, resource, store, dry_run=request.preview)
                outputs = self.update(resource, request.id, before, changed, request.preview)
                if not request.preview:
                    store.put(resource.type, resource.urn, request.id, resource.inputs, outputs)
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.UpdateResponse(properties=wire.to_struct(outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Delete a resource; one that is gone already is deleted."""
        token = request.type or urns.type_of(request.urn)
        try:
            self._fail_if_asked("delete", token, request.urn)
            store = self.beside(wire.from_struct(request.properties))
            _waiting(lambda: self._delete(token, request.id, store))
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return empty_pb2.Empty()

    def _delete(self, token: str, identifier: str, store: Store) -> None:
        with self.clouds.transaction():
            existing = store.get(token, identifier)
            if existing is None:
                return
            is_gone = self.delete(existing, store)
        # Others see it until it is gone.
        time.sleep(self.deletion_takes(token))
        (store.remove if is_gone else store.release)(token, identifier)

    def Invoke(
        self, request: provider_pb2.InvokeRequest, context: grpc.ServicerContext
    ) -> provider_pb2.InvokeResponse:
        """Call a function."""
        try:
            result = self.invoke(request.tok, wire.reveal(wire.from_struct(request.args)))
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(wire.to_struct(result))
        return response

    def Call(
        self, request: provider_pb2.CallRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CallResponse:
        """Refuse: none of the simulated components written against the bare protocol has methods."""
        context.abort(grpc.StatusCode.UNKNOWN, f"there is no simulated method {request.tok}")

    def Construct(
        self, request: provider_pb2.ConstructRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ConstructResponse:
        """Construct a remote component."""
        try:
            return self.construct(request)
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))

    def Cancel(self, request: empty_pb2.Empty, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Accept; no operation here takes time."""
        del request, context
        return empty_pb2.Empty()


def _waiting(operate: Callable[[], _Result]) -> _Result:
    """Try an operation again as long as what it waits for may still come or go."""
    for pause in _PAUSES:
        try:
            return operate()
        except NotYetError:
            time.sleep(pause)
    return operate()


def _registration(request: Any, properties: Any) -> Registration:
    return Registration(
        urn=request.urn,
        type=request.type or urns.type_of(request.urn),
        name=request.name or urns.name_of(request.urn),
        inputs=wire.from_struct(properties),
    )


def serve(provider: SimulatedProvider) -> None:
    """Serve until an interrupt, as an engine sends it at its end, and print the port first, as a plugin does.

    Args:
        provider: the provider; the engine's address, if one is given, is the first argument.
    """
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    provider.engine_address = sys.argv[1] if len(sys.argv) > 1 else ""
    server, address = new_server()
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    server.start()
    sys.stdout.write(address.rsplit(":", 1)[1] + "\n")
    sys.stdout.flush()
    ended.wait()
    server.stop(None)
