"""Decoding of property bags from the engine's wire form: once per resource, whatever stands in it.

Source of the signatures and sentinels: pulumi/pulumi, sdk/go/common/resource/properties.go and
sdk/python/lib/pulumi/runtime/rpc.py.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from google.protobuf.struct_pb2 import ListValue, Struct
from google.protobuf.struct_pb2 import Value as WireValue

from guardrails.core.values import ABSENT, UNKNOWN, Secret, Value

# What stands for a value that is not known yet: a string, bool, number, array, asset, archive, object.
SENTINELS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)
SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a public signature
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"


@dataclass(frozen=True)
class Decoded:
    """A property bag as controls see it.

    Attributes:
        properties: the values.
        secrets: the places of secret values, each as its keys from the top.
    """

    properties: dict[str, Value]
    secrets: frozenset[tuple[str, ...]] = field(default_factory=frozenset[tuple[str, ...]])


def decode(properties: Struct | Mapping[str, Any]) -> Decoded:
    """Decode a property bag.

    Args:
        properties: the bag as it came by gRPC, or as plain values with the same signatures and sentinels.

    Returns:
        Its values: numbers as floats where they came by gRPC, unknowns as UNKNOWN, text inside secrets as
        Secret, an asset or archive as the map that describes it, a resource as its id. A form that the
        engine never sends is UNKNOWN.
    """
    walk = _Walk()
    bag = walk.struct(properties) if isinstance(properties, Struct) else properties
    return Decoded(
        {str(key): walk.value(item, (str(key),)) for key, item in bag.items()}, frozenset(walk.secrets)
    )


def known(value: Value) -> Value:
    """Decode a value that was found inside a text, such as a JSON document with sentinels in it."""
    return _Walk().value(value, ())


class _Walk:
    """One walk through a property bag, which notes the secrets it comes by."""

    def __init__(self) -> None:
        self.secrets: set[tuple[str, ...]] = set()

    def struct(self, struct: Struct) -> dict[str, Any]:
        """Turn a protobuf map into plain values; the type's own conversion is several times slower."""
        return {key: self._plain(item) for key, item in struct.fields.items()}

    def _plain(self, wire: WireValue) -> Any:
        kind = wire.WhichOneof("kind")
        if kind == "struct_value":
            return self.struct(wire.struct_value)
        if kind == "list_value":
            return self._list(wire.list_value)
        return None if kind in ("null_value", None) else getattr(wire, kind)

    def _list(self, wire: ListValue) -> list[Any]:
        return [self._plain(item) for item in wire.values]

    def value(self, found: Any, place: tuple[str, ...], *, secret: bool = False) -> Value:
        if isinstance(found, str):
            if found in SENTINELS:
                return UNKNOWN
            return Secret(found) if secret else found
        if isinstance(found, Mapping):
            if SIGNATURE in found:
                return self._signed(found, place, secret=secret)
            return {
                str(key): self.value(item, (*place, str(key)), secret=secret) for key, item in found.items()
            }
        if isinstance(found, Sequence) and not isinstance(found, bytes):
            return [self.value(item, (*place, str(index)), secret=secret) for index, item in enumerate(found)]
        if found is None or isinstance(found, bool | int | float):
            return found
        return found if found in (ABSENT, UNKNOWN) else UNKNOWN

    def _signed(self, found: Mapping[str, Any], place: tuple[str, ...], *, secret: bool) -> Value:
        signature = found[SIGNATURE]
        if signature == _SECRET:
            self.secrets.add(place)
            return self.value(found.get("value", UNKNOWN), place, secret=True)
        if signature == _OUTPUT:
            hidden = secret or found.get("secret") is True
            if hidden:
                self.secrets.add(place)
            return self.value(found.get("value", UNKNOWN), place, secret=hidden)
        if signature == _RESOURCE:
            return self.value(found.get("id", found.get("urn", UNKNOWN)), place, secret=secret)
        return self.value(_without(found, SIGNATURE), place, secret=secret)


def _without(found: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {name: item for name, item in found.items() if name != key}


def merged(inputs: Decoded, outputs: Decoded) -> Decoded:
    """Lay a resource's outputs over its inputs.

    At a first preview the outputs may be empty or unknown where the inputs are known, for example for every
    Kubernetes object of a cluster that does not exist yet.
    """
    overlay = {
        key: value
        for key, value in outputs.properties.items()
        if key not in inputs.properties or (value is not UNKNOWN and value is not None)
    }
    return Decoded(
        properties={**inputs.properties, **overlay},
        secrets=_union(inputs.secrets, outputs.secrets),
    )


def _union(*places: Iterable[tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    return frozenset(place for group in places for place in group)
