"""What all simulated providers share: Pulumi's ResourceProvider protocol, and serving it like a plugin.

Source of the protocol: pulumi/pulumi proto/pulumi/provider.proto.
"""

# ruff: noqa: N802 - names are those of the gRPC service

import sys
import threading
from dataclasses import dataclass
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc

from preview import urns, wire
from preview.channels import CHANNEL_OPTIONS, new_server
from preview.model import Properties


class SimulationError(Exception):
    """A request that a simulated provider refuses; the message is the user's."""


class PropertyError(SimulationError):
    """An input that a provider's check refuses."""

    def __init__(self, property_name: str, reason: str) -> None:
        super().__init__(reason)
        self.property_name = property_name
        self.reason = reason


@dataclass(frozen=True)
class Registration:
    """A resource that a provider is asked about."""

    urn: str
    type: str
    name: str
    inputs: Properties


class SimulatedProvider(provider_pb2_grpc.ResourceProviderServicer):
    """Answers the provider protocol with the few plain methods that a simulation overrides."""

    # What GetPluginInfo says; an engine warns of one older than the SDK asks for.
    version = "0.0.0"

    def __init__(self) -> None:
        self.engine_address = ""

    def configure(self, config: Properties) -> None:
        """Take over the provider's configuration, without secret marks."""

    def check(self, resource: Registration, old: Properties) -> Properties:
        """Return the inputs with the provider's defaults filled in.

        Args:
            resource: the resource as the program gives it.
            old: its inputs of the last update, empty at a first one.

        Raises:
            PropertyError: an input is refused.
        """
        del old
        return resource.inputs

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        """Return the id, "" in a preview, and the outputs; what a preview does not know is left out."""
        return ("" if dry_run else resource.name), resource.inputs

    def read(self, resource: Registration, identifier: str) -> Properties:
        """Return the outputs of an existing resource, of which the program may know some properties."""
        raise NotImplementedError

    def invoke(self, token: str, arguments: Properties) -> Properties:
        """Return what a function gives for arguments without secret marks.

        Raises:
            SimulationError: the function is not known, or fails.
        """
        raise NotImplementedError

    def construct(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Construct a remote component: register it and its children at the monitor."""
        raise SimulationError(f"there is no simulated component {request.type}")

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
        """Compare two configurations."""
        return self.Diff(request, context)

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
            inputs = self.check(_registration(request, request.news), wire.from_struct(request.olds))
        except PropertyError as error:
            failure = provider_pb2.CheckFailure(property=error.property_name, reason=error.reason)
            return provider_pb2.CheckResponse(failures=[failure])
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.CheckResponse(inputs=wire.to_struct(inputs))

    def Diff(
        self, request: provider_pb2.DiffRequest, context: grpc.ServicerContext
    ) -> provider_pb2.DiffResponse:
        """Say which inputs differ; no simulated change replaces a resource."""
        del context
        old = wire.from_struct(request.old_inputs if request.old_inputs.fields else request.olds)
        new = wire.from_struct(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        state = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
        return provider_pb2.DiffResponse(changes=state, diffs=changed)

    def Create(
        self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.CreateResponse:
        """Create a resource, or say what is known of it before."""
        try:
            identifier, outputs = self.create(_registration(request, request.properties), request.preview)
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.CreateResponse(id=identifier, properties=wire.to_struct(outputs))

    def Read(
        self, request: provider_pb2.ReadRequest, context: grpc.ServicerContext
    ) -> provider_pb2.ReadResponse:
        """Look up an existing resource; any id exists."""
        try:
            outputs = self.read(_registration(request, request.properties), request.id)
        except SimulationError as error:
            context.abort(grpc.StatusCode.UNKNOWN, str(error))
        return provider_pb2.ReadResponse(
            id=request.id, properties=wire.to_struct(outputs), inputs=request.inputs
        )

    def Update(
        self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext
    ) -> provider_pb2.UpdateResponse:
        """Change a resource: what it had, under what it has now."""
        del context
        outputs = {**wire.from_struct(request.olds), **wire.from_struct(request.news)}
        return provider_pb2.UpdateResponse(properties=wire.to_struct(outputs))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        """Accept that a resource goes; nothing is kept here."""
        del request, context
        return empty_pb2.Empty()

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


def _registration(request: Any, properties: Any) -> Registration:
    return Registration(
        urn=request.urn,
        type=request.type or urns.type_of(request.urn),
        name=request.name or urns.name_of(request.urn),
        inputs=wire.from_struct(properties),
    )


def serve(provider: SimulatedProvider) -> None:
    """Serve until the process is killed, and print the port first, as a plugin does.

    Args:
        provider: the provider; the engine's address, if one is given, is the first argument.
    """
    provider.engine_address = sys.argv[1] if len(sys.argv) > 1 else ""
    server, address = new_server()
    provider_pb2_grpc.add_ResourceProviderServicer_to_server(provider, server)
    server.start()
    sys.stdout.write(address.rsplit(":", 1)[1] + "\n")
    sys.stdout.flush()
    threading.Event().wait()
