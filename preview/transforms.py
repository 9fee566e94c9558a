"""Resource and invoke transforms: functions of the program that may change what it registers."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

import grpc
from google.protobuf import struct_pb2
from google.protobuf.message import Message
from pulumi.runtime.proto import callback_pb2, callback_pb2_grpc, resource_pb2

from preview import wire
from preview.channels import CHANNEL_OPTIONS
from preview.deployment import ResourceError
from preview.model import Properties

_Reply = TypeVar("_Reply", bound=Message)


@dataclass
class Goal:
    """A registration on its way through the transforms."""

    type: str
    name: str
    custom: bool
    parent: str
    properties: Properties
    options: resource_pb2.TransformResourceOptions


class Transforms:
    """Keeps the transforms of a pass and calls them in the engine's order: own, ancestors', the stack's."""

    def __init__(self, receive: Callable[[struct_pb2.Struct, str], Properties]) -> None:
        """Prepare.

        Args:
            receive: takes over properties that a program sends (see Deployment.received).
        """
        self._receive = receive
        self._lock = threading.Lock()
        self._channels: dict[str, grpc.Channel] = {}
        self._stack: list[callback_pb2.Callback] = []
        self._stack_invokes: list[callback_pb2.Callback] = []
        self._resources: dict[str, list[callback_pb2.Callback]] = {}
        self._pending: dict[tuple[str, str, str], list[callback_pb2.Callback]] = {}

    def add_for_stack(self, callback: callback_pb2.Callback) -> None:
        """Register a transform of all resources."""
        with self._lock:
            self._stack.append(callback)

    def add_for_invokes(self, callback: callback_pb2.Callback) -> None:
        """Register a transform of all function calls."""
        with self._lock:
            self._stack_invokes.append(callback)

    def own(self, request: resource_pb2.RegisterResourceRequest) -> list[callback_pb2.Callback]:
        """Return the resource's own transforms.

        A remote component's are kept for the registration that its provider sends back.
        """
        key = (request.parent, request.type, request.name)
        with self._lock:
            if key in self._pending:
                return self._pending.pop(key)
            own = list(request.transforms)
            if request.remote and own:
                self._pending[key] = own
            return own

    def keep(self, urn: str, own: Iterable[callback_pb2.Callback]) -> None:
        """Remember a resource's transforms for its descendants."""
        with self._lock:
            self._resources[urn] = list(own)

    def apply(self, goal: Goal, own: list[callback_pb2.Callback], parents: dict[str, str]) -> None:
        """Run every transform that concerns the goal, changing it in place.

        Args:
            goal: the registration.
            own: the resource's own transforms.
            parents: parent URN by URN.

        Raises:
            ResourceError: a transform raised.
        """
        with self._lock:
            callbacks = list(own)
            ancestor = goal.parent
            while ancestor:
                callbacks += self._resources.get(ancestor, [])
                ancestor = parents.get(ancestor, "")
            callbacks += self._stack
        for callback in callbacks:
            request = resource_pb2.TransformRequest(
                name=goal.name,
                type=goal.type,
                custom=goal.custom,
                parent=goal.parent,
                properties=wire.to_struct(wire.as_outputs(goal.properties)),
                options=goal.options,
            )
            reply = self._call(callback, request, resource_pb2.TransformResponse())
            if reply.HasField("properties"):
                goal.properties = self._receive(reply.properties, "invoke transform")
            if reply.HasField("options"):
                goal.options = reply.options

    def apply_to_invoke(
        self, token: str, arguments: Properties, options: resource_pb2.TransformInvokeOptions
    ) -> tuple[Properties, resource_pb2.TransformInvokeOptions]:
        """Run the invoke transforms.

        Args:
            token: the function called.
            arguments: its arguments.
            options: provider, version and download URL of the call.

        Returns:
            The arguments and options to use.
        """
        with self._lock:
            callbacks = list(self._stack_invokes)
        for callback in callbacks:
            request = resource_pb2.TransformInvokeRequest(
                token=token, args=wire.to_struct(arguments), options=options
            )
            reply = self._call(callback, request, resource_pb2.TransformInvokeResponse())
            if reply.HasField("args"):
                arguments = self._receive(reply.args, "invoke transform")
            if reply.HasField("options"):
                options = reply.options
        return arguments, options

    def _call(self, callback: callback_pb2.Callback, request: Message, reply: _Reply) -> _Reply:
        with self._lock:
            channel = self._channels.get(callback.target)
            if channel is None:
                channel = grpc.insecure_channel(callback.target, options=CHANNEL_OPTIONS)
                self._channels[callback.target] = channel
        call = callback_pb2.CallbackInvokeRequest(token=callback.token, request=request.SerializeToString())
        try:
            answer = callback_pb2_grpc.CallbacksStub(channel).Invoke(call)
        except grpc.RpcError as error:
            raise ResourceError(f"a transform of the program failed: {error.details()}") from error
        reply.ParseFromString(answer.response)
        return reply

    def close(self) -> None:
        """Close the connections to the program."""
        for channel in self._channels.values():
            channel.close()
