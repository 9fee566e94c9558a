"""Registers a remote component and its children at the monitor that asked for it, without the SDK."""

from collections.abc import Iterable
from typing import Any

import grpc
from pulumi.runtime.proto import provider_pb2, resource_pb2, resource_pb2_grpc

from preview import wire
from preview.channels import CHANNEL_OPTIONS
from preview.model import Properties
from preview.simulated.simulation import SimulationError


class Construction:
    """One Construct call under way; a context manager that closes its channel."""

    def __init__(self, request: provider_pb2.ConstructRequest) -> None:
        self._request = request
        self._channel = grpc.insecure_channel(request.monitorEndpoint, options=CHANNEL_OPTIONS)
        self._monitor = resource_pb2_grpc.ResourceMonitorStub(self._channel)
        self.urn = ""

    def __enter__(self) -> "Construction":
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()

    def component(self, inputs: Properties) -> str:
        """Register the component itself and return its URN."""
        request = self._request
        registration = resource_pb2.RegisterResourceRequest(
            type=request.type,
            name=request.name,
            custom=False,
            parent=request.parent,
            object=wire.to_struct(inputs),
            acceptSecrets=True,
            acceptResources=True,
            dependencies=request.dependencies,
            providers=dict(request.providers),
            aliases=request.aliases,
            ignoreChanges=request.ignoreChanges,
            deletedWith=request.deletedWith,
        )
        if request.HasField("protect"):
            registration.protect = request.protect
        if request.HasField("retainOnDelete"):
            registration.retainOnDelete = request.retainOnDelete
        self.urn = self._register(registration).urn
        return self.urn

    def child(
        self, type_token: str, name: str, inputs: Properties, depends_on: Iterable[str] = ()
    ) -> resource_pb2.RegisterResourceResponse:
        """Register a custom resource under the component."""
        return self._register(
            resource_pb2.RegisterResourceRequest(
                type=type_token,
                name=name,
                custom=True,
                parent=self.urn,
                object=wire.to_struct(inputs),
                acceptSecrets=True,
                acceptResources=True,
                dependencies=list(depends_on),
                provider=dict(self._request.providers).get(type_token.split(":", 1)[0], ""),
            )
        )

    def finish(self, outputs: Properties) -> provider_pb2.ConstructResponse:
        """Register the component's outputs and return the answer to Construct."""
        self._monitor.RegisterResourceOutputs(
            resource_pb2.RegisterResourceOutputsRequest(urn=self.urn, outputs=wire.to_struct(outputs))
        )
        return provider_pb2.ConstructResponse(urn=self.urn, state=wire.to_struct(outputs))

    def _register(self, request: Any) -> Any:
        try:
            return self._monitor.RegisterResource(request)
        except grpc.RpcError as error:
            raise SimulationError(str(error.details())) from error
