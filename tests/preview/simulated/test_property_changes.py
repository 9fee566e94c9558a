"""Changes of single inputs have the effect that the real providers give them."""

from collections.abc import Sequence
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.hosting import LocalStub
from preview.model import Properties
from preview.simulated.aws.provider import AwsProvider
from preview.simulated.kubernetes.provider import KubernetesProvider
from preview.simulated.store import Clouds
from tests.preview.simulated.property_change import (
    DELETE_FIRST,
    NOTHING,
    REFUSED,
    REPLACE,
    UPDATE,
    Effect,
    PropertyChange,
)
from tests.preview.simulated.property_changes_cluster import CLUSTER
from tests.preview.simulated.property_changes_kubernetes import KUBERNETES
from tests.preview.simulated.property_changes_network import NETWORK
from tests.preview.simulated.property_changes_services import SERVICES


def _effect(provider: Any, change: PropertyChange) -> Effect:
    urn = f"urn:pulumi:dev::small::{change.token}::main"
    before = _checked(provider, urn, change.before, {})
    after = _checked(provider, urn, change.after, before)
    created = provider.Create(provider_pb2.CreateRequest(urn=urn, properties=wire.to_struct(before)))
    request: dict[str, Any] = {
        "urn": urn,
        "id": created.id,
        "olds": created.properties,
        "old_inputs": wire.to_struct(before),
        "news": wire.to_struct(after),
    }
    diff = provider.Diff(provider_pb2.DiffRequest(**request))
    if diff.changes == provider_pb2.DiffResponse.DIFF_NONE:
        return NOTHING
    if diff.replaces:
        return DELETE_FIRST if diff.deleteBeforeReplace else REPLACE
    try:
        provider.Update(provider_pb2.UpdateRequest(**request))
    except grpc.RpcError:
        return REFUSED
    return UPDATE


def _checked(provider: Any, urn: str, inputs: Properties, old: Properties) -> Properties:
    request = provider_pb2.CheckRequest(urn=urn, olds=wire.to_struct(old), news=wire.to_struct(inputs))
    response = provider.Check(request)
    assert not response.failures
    return wire.from_struct(response.inputs)


def _named(changes: Sequence[PropertyChange]) -> list[Any]:
    return [pytest.param(change, id=change.name) for change in changes]


@pytest.mark.parametrize("change", _named((*NETWORK, *CLUSTER, *SERVICES)))
def test_a_change_of_an_aws_resource_has_the_providers_effect(change: PropertyChange) -> None:
    assert _effect(LocalStub(AwsProvider(Clouds())), change) == change.effect, change.source


@pytest.mark.parametrize("change", _named(KUBERNETES))
def test_a_change_of_a_kubernetes_object_has_the_providers_effect(change: PropertyChange) -> None:
    assert _effect(LocalStub(KubernetesProvider(Clouds())), change) == change.effect, change.source
