"""Failures that a rehearsal asks for, in the form that an engine hears them in."""

from typing import NoReturn

import grpc
from pulumi.runtime.proto import provider_pb2, status_pb2

from preview import wire
from preview.model import Properties
from preview.simulated.simulation import Registration

# How messages tell a failure that was asked for from any other.
FAILED = "was told to fail, once"


def end_unready(
    context: grpc.ServicerContext, resource: Registration, identifier: str, outputs: Properties
) -> NoReturn:
    """Say that a resource was created and did not become ready; the engine keeps it and updates it next time.

    Source: pulumi/pulumi pkg/resource/plugin/provider_plugin.go, parseError and resourceStateAndError.
    """
    reason = f"becoming ready {FAILED}"
    failed = provider_pb2.ErrorResourceInitFailed(
        id=identifier,
        properties=wire.to_struct(outputs),
        inputs=wire.to_struct(resource.inputs),
        reasons=[reason],
    )
    code = grpc.StatusCode.UNKNOWN
    status = status_pb2.Status(code=code.value[0], message=reason)
    status.details.add().Pack(failed)
    context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
    context.abort(code, reason)
    raise AssertionError("abort raises")
