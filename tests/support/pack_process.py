"""The policy pack as a real process, spoken to as the engine does."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.empty_pb2 import Empty
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

PACK = Path(__file__).resolve().parents[2] / "policypack"
STACK_TYPE = "pulumi:pulumi:Stack"


def urn(type_token: str, name: str) -> str:
    """Give the URN of a resource of the stack under test."""
    return f"urn:pulumi:test::shop::{type_token}::{name}"


def struct(properties: Mapping[str, Any]) -> Struct:
    """Give a property bag in wire form."""
    wire = Struct()
    wire.update(dict(properties))
    return wire


def copy_of_the_pack(folder: Path, files: Mapping[str, str] | None = None) -> Path:
    """Copy the pack without its exemptions, and write further files into the copy."""
    pack = folder / "pack"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("__pycache__", ".venv", "exemptions"))
    for name, text in (files or {}).items():
        (pack / name).parent.mkdir(parents=True, exist_ok=True)
        (pack / name).write_text(text, encoding="utf-8")
    return pack


class PackProcess:
    """A running pack."""

    def __init__(self, pack: Path, records: Path, *, preview: bool = True) -> None:
        self._records = records
        environment = {
            "PULUMI_PROJECT": "shop",
            "PULUMI_STACK": "test",
            "PULUMI_DRY_RUN": str(preview).lower(),
            "POLICY_DECISIONS_FILE": str(records),
        }
        self._process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(pack)],
            cwd=pack,
            env={**os.environ, **environment, "NO_PROXY": "127.0.0.1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        port = int(self._process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def close(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.kill()
        self._process.communicate()

    def info(self) -> analyzer_pb2.AnalyzerInfo:
        """Ask what policies there are."""
        return self._stub.GetAnalyzerInfo(Empty())

    def configure(self, policies: Mapping[str, tuple[str, Mapping[str, Any]]]) -> None:
        """Send level and parameters of policies; the engine sends those of all."""
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for name, (level, parameters) in policies.items():
            request.policyConfig[name].enforcementLevel = analyzer_pb2.EnforcementLevel.Value(level.upper())
            request.policyConfig[name].properties.update(dict(parameters))
        self._stub.Configure(request)

    def analyze(
        self, type_token: str, properties: Mapping[str, Any], name: str = "it", ignored: Sequence[str] = ()
    ) -> analyzer_pb2.AnalyzeResponse:
        """Have one resource judged."""
        options = analyzer_pb2.AnalyzerResourceOptions(ignoreChanges=ignored)
        request = analyzer_pb2.AnalyzeRequest(
            type=type_token,
            urn=urn(type_token, name),
            name=name,
            properties=struct(properties),
            options=options,
        )
        return self._stub.Analyze(request)

    def analyze_stack(
        self, *resources: tuple[str, str, Mapping[str, Any], Mapping[str, str]]
    ) -> analyzer_pb2.AnalyzeResponse:
        """Have all resources judged: of each its type, name, outputs, and the URN that a property is from."""
        request = analyzer_pb2.AnalyzeStackRequest()
        for type_token, name, outputs, origins in resources:
            item = request.resources.add(
                type=type_token, name=name, urn=urn(type_token, name), properties=struct(outputs)
            )
            for key, origin in origins.items():
                item.propertyDependencies[key].urns.append(origin)
        return self._stub.AnalyzeStack(request)

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Read what the pack has written of a kind so far."""
        if not self._records.exists():
            return []
        lines = self._records.read_text(encoding="utf-8").splitlines()
        return [record for record in map(json.loads, lines) if record["kind"] == kind]

    def outcomes(self, control: str) -> list[str]:
        """List the outcomes of a control so far."""
        return [record["outcome"] for record in self.records("decision") if record["control"] == control]
