"""A provider without knowledge of any cloud: it gives back what it gets, plus an id and an `arn`."""

# ruff: noqa: N802 - names are those of the gRPC service

from collections.abc import Collection
from typing import Any

from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from preview import wire


class EchoProvider(provider_pb2_grpc.ResourceProviderServicer):
    def Configure(self, request: Any, context: Any) -> Any:
        return provider_pb2.ConfigureResponse(acceptSecrets=True, acceptResources=True, supportsPreview=True)

    def Check(self, request: Any, context: Any) -> Any:
        inputs = wire.from_struct(request.news)
        if "refused" in inputs:
            failure = provider_pb2.CheckFailure(property="refused", reason="must not be set")
            return provider_pb2.CheckResponse(failures=[failure])
        return provider_pb2.CheckResponse(inputs=wire.to_struct({**inputs, "checked": True}))

    def Create(self, request: Any, context: Any) -> Any:
        if request.preview:
            return provider_pb2.CreateResponse(properties=request.properties)
        outputs = {**wire.from_struct(request.properties), "arn": f"arn:{request.name}"}
        return provider_pb2.CreateResponse(id=f"{request.name}-id", properties=wire.to_struct(outputs))

    def Read(self, request: Any, context: Any) -> Any:
        found = "" if request.id == "missing" else request.id
        return provider_pb2.ReadResponse(id=found, properties=wire.to_struct({"arn": f"arn:{request.id}"}))

    def Invoke(self, request: Any, context: Any) -> Any:
        if request.tok != "cloud:index:echo":
            raise NotImplementedError(f"no simulated data source {request.tok}")
        response = provider_pb2.InvokeResponse()
        getattr(response, "return").CopyFrom(request.args)
        return response


class EchoSimulations:
    """Answers for every package with the echo provider, and knows only the type `cloud:index:Known`."""

    def provider_module(self, package: str) -> str | None:
        return __name__

    def new_clouds(self, missing: Collection[str] = ()) -> None:
        return None

    def is_simulated(self, type_token: str) -> bool:
        return type_token in {"cloud:index:Known"}


def servicer(clouds: Any) -> EchoProvider:
    return EchoProvider()
