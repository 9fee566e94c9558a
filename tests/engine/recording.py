"""What a program says to a resource monitor and an engine to a policy pack, written down as it passes."""

import base64
import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import json_format, message_factory
from google.protobuf.message import Message
from pulumi.runtime.proto import analyzer_pb2, resource_pb2

from preview.channels import CHANNEL_OPTIONS, new_server

MONITOR = resource_pb2.DESCRIPTOR.services_by_name["ResourceMonitor"]
ANALYZER = analyzer_pb2.DESCRIPTOR.services_by_name["Analyzer"]
# Changes an answer on its way: given the method, the request and the answer.
Alter = Callable[[str, Message, Message], None]


@dataclass(frozen=True)
class Call:
    """One call, its messages in their wire form.

    Attributes:
        method: its name, without the service.
        request: the request.
        response: the answer, empty if there was none.
        error: the message of the error that came instead, or "".
    """

    method: str
    request: bytes
    response: bytes = b""
    error: str = ""


def message(service: Any, method: str, content: bytes, *, request: bool) -> Message:
    """Decode a request or an answer of a service's method."""
    found = service.methods_by_name[method]
    decoded = message_factory.GetMessageClass(found.input_type if request else found.output_type)()
    decoded.ParseFromString(content)
    return decoded


def plain(decoded: Message) -> dict[str, Any]:
    """Return a message as JSON values, without fields of their default value."""
    return json_format.MessageToDict(decoded, preserving_proto_field_name=True)


class MonitorProxy(grpc.GenericRpcHandler):
    """Passes every call on to a monitor, and writes it down."""

    def __init__(self, target: str, alter: Alter | None = None) -> None:
        self.calls: list[Call] = []
        self._alter = alter
        self._lock = threading.Lock()
        self._channel = grpc.insecure_channel(target, options=CHANNEL_OPTIONS)

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        path = str(handler_call_details.method)
        method = path.rsplit("/", 1)[1]
        call = self._channel.unary_unary(path)

        def handle(request: bytes, context: grpc.ServicerContext) -> bytes:
            try:
                response: bytes = call(request)
            except grpc.RpcError as error:
                details = str(error.details())
                self._record(Call(method, request, error=details))
                context.abort(error.code(), details)
            response = self._altered(method, request, response)
            self._record(Call(method, request, response))
            return response

        return grpc.unary_unary_rpc_method_handler(handle)

    def close(self) -> None:
        self._channel.close()

    def _altered(self, method: str, request: bytes, response: bytes) -> bytes:
        if self._alter is None:
            return response
        answer = message(MONITOR, method, response, request=False)
        self._alter(method, message(MONITOR, method, request, request=True), answer)
        return answer.SerializeToString()

    def _record(self, call: Call) -> None:
        with self._lock:
            self.calls.append(call)


@contextmanager
def recording(target: str, alter: Alter | None = None) -> Generator[tuple[str, list[Call]]]:
    """Listen in front of a monitor: gives the address for a program, and the list that its calls come to."""
    proxy = MonitorProxy(target, alter)
    server, address = new_server()
    server.add_generic_rpc_handlers((proxy,))
    server.start()
    try:
        yield address, proxy.calls
    finally:
        server.stop(None).wait()
        proxy.close()


def pack_calls(folder: Path, occasion: str) -> list[Call]:
    """Read what the pack `recorder` has written at the first run of an occasion, [] if there was none."""
    file = folder / f"{occasion}-0.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    records = [json.loads(line) for line in lines]
    return [Call(record["method"], base64.b64decode(record["request"])) for record in records]
