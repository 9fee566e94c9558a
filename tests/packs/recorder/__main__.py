"""Writes every call that an engine makes to a policy pack into a file of the folder RECORDED_CALLS.

A line is a JSON object: the method, and the request in base64. The file is named by the occasion, preview,
update or analyze, and numbered.
"""

# ruff: noqa: N802 - names are those of the gRPC service

import base64
import json
import os
import sys
import threading
from concurrent import futures
from pathlib import Path

import grpc
from google.protobuf import empty_pb2, struct_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc, plugin_pb2

OCCASIONS = {"true": "preview", "false": "update", None: "analyze"}
RESOURCE, STACK = analyzer_pb2.POLICY_TYPE_RESOURCE, analyzer_pb2.POLICY_TYPE_STACK


def new_file():
    """Open the first file of the occasion that is not there yet."""
    folder = Path(os.environ["RECORDED_CALLS"])
    folder.mkdir(parents=True, exist_ok=True)
    occasion = OCCASIONS[os.environ.get("PULUMI_DRY_RUN")]
    for number in range(1000):
        try:
            return (folder / f"{occasion}-{number}.jsonl").open("x", encoding="utf-8")
        except FileExistsError:
            continue
    raise RuntimeError("too many runs")


class Recorder(analyzer_pb2_grpc.AnalyzerServicer):
    """A pack of two policies that find nothing."""

    def __init__(self):
        self._file = new_file()
        self._lock = threading.Lock()

    def _write(self, method, request):
        line = {"method": method, "request": base64.b64encode(request.SerializeToString()).decode()}
        with self._lock:
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()

    def GetPluginInfo(self, request, context):
        return plugin_pb2.PluginInfo(version="0.0.1")

    def GetAnalyzerInfo(self, request, context):
        schema = analyzer_pb2.PolicyConfigSchema(properties=struct_pb2.Struct())
        schema.properties.update(
            {"limit": {"type": "integer", "default": 2}, "names": {"type": "array", "default": ["a"]}}
        )
        level = analyzer_pb2.ADVISORY
        return analyzer_pb2.AnalyzerInfo(
            name="recorder",
            version="0.0.1",
            supportsConfig=True,
            initialConfig={"all": analyzer_pb2.PolicyConfig(enforcementLevel=analyzer_pb2.MANDATORY)},
            policies=[
                analyzer_pb2.PolicyInfo(
                    name="watched", enforcementLevel=level, policy_type=RESOURCE, configSchema=schema
                ),
                analyzer_pb2.PolicyInfo(name="stack", enforcementLevel=level, policy_type=STACK),
            ],
        )

    def ConfigureStack(self, request, context):
        self._write("ConfigureStack", request)
        return analyzer_pb2.AnalyzerStackConfigureResponse()

    def Configure(self, request, context):
        self._write("Configure", request)
        return empty_pb2.Empty()

    def Analyze(self, request, context):
        self._write("Analyze", request)
        return analyzer_pb2.AnalyzeResponse()

    def AnalyzeStack(self, request, context):
        self._write("AnalyzeStack", request)
        return analyzer_pb2.AnalyzeResponse()

    def Remediate(self, request, context):
        self._write("Remediate", request)
        return analyzer_pb2.RemediateResponse()

    def Cancel(self, request, context):
        return empty_pb2.Empty()


server = grpc.server(
    futures.ThreadPoolExecutor(max_workers=8),
    options=[("grpc.max_receive_message_length", -1), ("grpc.enable_http_proxy", 0)],
)
analyzer_pb2_grpc.add_AnalyzerServicer_to_server(Recorder(), server)
port = server.add_insecure_port("127.0.0.1:0")
server.start()
sys.stdout.write(f"{port}\n")
sys.stdout.flush()
server.wait_for_termination()
