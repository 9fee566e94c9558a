import subprocess

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from preview import wire
from preview.channels import CHANNEL_OPTIONS
from tests.support.warm_python import REAL_PYTHON


@pytest.mark.parametrize("name", ["aws", "kubernetes", "eks", "generic"])
def test_each_provider_runs_as_a_plugin(name: str) -> None:
    command = [REAL_PYTHON, "-m", f"preview.simulated.{name}", "127.0.0.1:1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS) as channel:
                provider = provider_pb2_grpc.ResourceProviderStub(channel)
                version = provider.GetPluginInfo(empty_pb2.Empty(), timeout=10).version
                configured = provider.Configure(provider_pb2.ConfigureRequest(), timeout=10)
        finally:
            process.kill()

    assert version.count(".") == 2
    assert configured.acceptSecrets


def test_a_plugin_checks_creates_and_reports_errors_over_the_wire() -> None:
    command = [REAL_PYTHON, "-m", "preview.simulated.aws"]
    urn = "urn:pulumi:dev::small::aws:iam/role:Role::main"
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            port = int(process.stdout.readline())
            with grpc.insecure_channel(f"127.0.0.1:{port}", options=CHANNEL_OPTIONS) as channel:
                provider = provider_pb2_grpc.ResourceProviderStub(channel)
                checked = provider.Check(
                    provider_pb2.CheckRequest(urn=urn, news=wire.to_struct({"path": "/a/"})), timeout=10
                )
                created = provider.Create(
                    provider_pb2.CreateRequest(urn=urn, properties=checked.inputs), timeout=10
                )
                with pytest.raises(grpc.RpcError, match="no simulated data source aws:x/y:z"):
                    provider.Invoke(provider_pb2.InvokeRequest(tok="aws:x/y:z"), timeout=10)
        finally:
            process.kill()

    assert created.id == checked.inputs["name"]
    assert created.properties["arn"] == f"arn:aws:iam::123456789012:role/a/{created.id}"
