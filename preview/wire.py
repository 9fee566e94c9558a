"""Property values as they travel: protobuf Structs, and Pulumi's marked objects inside them.

The marks are those of pulumi/pulumi sdk/go/common/resource/sig and sdk/python runtime/rpc.py.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import struct_pb2

from preview.model import UNKNOWN, Properties
from preview.urns import name_of, type_of

SIGNATURE = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - the mark of a secret, not one
OUTPUT_VALUE = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
# Sentinels for values of other types that are unknown; the engine accepts all of them.
UNKNOWNS = frozenset(
    {
        UNKNOWN,
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
        "030794c1-ac77-496b-92df-f27374a8bd58",
        "e48ece36-62e2-4504-bad9-02848725956a",
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
    }
)


def to_struct(properties: Mapping[str, Any]) -> struct_pb2.Struct:
    """Encode plain properties."""
    struct = struct_pb2.Struct()
    for key, value in properties.items():
        struct.fields[key].CopyFrom(_to_value(value))
    return struct


def _to_value(value: Any) -> struct_pb2.Value:
    if value is None:
        return struct_pb2.Value(null_value=struct_pb2.NULL_VALUE)
    if isinstance(value, bool):
        return struct_pb2.Value(bool_value=value)
    if isinstance(value, int | float):
        return struct_pb2.Value(number_value=value)
    if isinstance(value, str):
        return struct_pb2.Value(string_value=value)
    if isinstance(value, Mapping):
        return struct_pb2.Value(struct_value=to_struct(value))
    return struct_pb2.Value(list_value=struct_pb2.ListValue(values=[_to_value(item) for item in value]))


def from_struct(struct: struct_pb2.Struct) -> Properties:
    """Decode properties in the order of their keys, as protobuf keeps none; whole numbers become int."""
    return {key: _from_value(struct.fields[key]) for key in sorted(struct.fields)}


def _from_value(value: struct_pb2.Value) -> Any:
    match value.WhichOneof("kind"):
        case "string_value":
            return value.string_value
        case "number_value":
            number = value.number_value
            return int(number) if number.is_integer() else number
        case "bool_value":
            return value.bool_value
        case "struct_value":
            return from_struct(value.struct_value)
        case "list_value":
            return [_from_value(item) for item in value.list_value.values]
        case _:
            return None


def is_secret(value: Any) -> bool:
    """Return whether the value itself is marked secret."""
    return isinstance(value, dict) and value.get(SIGNATURE) == SECRET


def secret(value: Any) -> Any:
    """Mark a value secret, once."""
    return value if is_secret(value) else {SIGNATURE: SECRET, "value": value}


def reveal(value: Any) -> Any:
    """Return the value with all secret marks taken off, at every depth."""
    if isinstance(value, list):
        return [reveal(item) for item in value]
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return reveal(value.get("value"))
        return {key: reveal(item) for key, item in value.items()}
    return value


def has_unknown(value: Any) -> bool:
    """Return whether the value or anything inside it is unknown."""
    if isinstance(value, str):
        return value in UNKNOWNS
    if isinstance(value, list):
        return any(has_unknown(item) for item in value)
    if isinstance(value, dict):
        if value.get(SIGNATURE) == OUTPUT_VALUE and "value" not in value:
            return True
        return any(has_unknown(item) for item in value.values())
    return False


def downgrade(value: Any) -> Any:
    """Turn output values into plain, unknown or secret ones, as the engine does for providers."""
    if isinstance(value, list):
        return [downgrade(item) for item in value]
    if isinstance(value, str):
        return UNKNOWN if value in UNKNOWNS else value
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) == OUTPUT_VALUE:
        plain = downgrade(value["value"]) if "value" in value else UNKNOWN
        return secret(plain) if value.get("secret") else plain
    return {key: downgrade(item) for key, item in value.items()}


def whole(value: Any) -> Any:
    """Return a value as the engine passes it on: references have type and name, and "" for an unknown id.

    Source: pulumi/pulumi sdk/go/propertyrpc, unmarshal.go and marshal.go.
    """
    if isinstance(value, list):
        return [whole(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) != RESOURCE:
        return {key: whole(item) for key, item in value.items()}
    urn = str(value.get("urn", ""))
    reference = {
        **value,
        "name": value.get("name") or name_of(urn),
        "type": value.get("type") or type_of(urn),
    }
    if reference.get("id") in UNKNOWNS:
        reference["id"] = ""
    if not reference.get("packageVersion"):
        reference.pop("packageVersion", None)
    return reference


def as_outputs(value: Any) -> Any:
    """Turn secrets and unknowns into output values, as the engine does for transforms and remote components.

    Source: pulumi/pulumi sdk/go/propertyrpc/marshal.go, PreferOutputValues.
    """
    if isinstance(value, list):
        return [as_outputs(item) for item in value]
    if isinstance(value, str):
        return {SIGNATURE: OUTPUT_VALUE, "dependencies": []} if value in UNKNOWNS else value
    if not isinstance(value, dict):
        return value
    if value.get(SIGNATURE) == SECRET:
        inner = as_outputs(value.get("value"))
        output = inner if _is_output(inner) else {SIGNATURE: OUTPUT_VALUE, "value": inner, "dependencies": []}
        return {**output, "secret": True}
    if _is_output(value):
        inner = {"value": as_outputs(value["value"])} if "value" in value else {}
        return {**value, **inner}
    return {key: as_outputs(item) for key, item in value.items()}


def _is_output(value: Any) -> bool:
    return isinstance(value, dict) and value.get(SIGNATURE) == OUTPUT_VALUE


def lower(value: Any) -> Any:
    """Turn a value into what policies see: no output values, no internal keys, resources by their id.

    A component, which has no id, is referred to by its URN (pulumi/pulumi MarshalProperties without
    KeepResources).
    """
    if isinstance(value, list):
        return [lower(item) for item in value]
    if isinstance(value, str):
        return UNKNOWN if value in UNKNOWNS else value
    if not isinstance(value, dict):
        return value
    match value.get(SIGNATURE):
        case str() as mark if mark == OUTPUT_VALUE:
            return lower(downgrade(value))
        case str() as mark if mark == SECRET:
            return secret(lower(value.get("value")))
        case str() as mark if mark == RESOURCE:
            if "id" in value:
                return lower(value["id"]) or UNKNOWN
            return value.get("urn")
        case _:
            return {key: lower(item) for key, item in value.items() if not _is_internal(key)}


def _is_internal(key: str) -> bool:
    return key.startswith("__")


def lower_properties(properties: Mapping[str, Any]) -> Properties:
    """Lower a whole property map (see `lower`)."""
    return {key: lower(value) for key, value in properties.items() if not _is_internal(key)}


def output_dependencies(value: Any) -> set[str]:
    """Collect the URNs that the output values inside a value depend on."""
    if isinstance(value, list):
        return set[str]().union(*(output_dependencies(item) for item in value))
    if not isinstance(value, dict):
        return set()
    found = set[str]().union(*(output_dependencies(item) for item in value.values()))
    if value.get(SIGNATURE) == OUTPUT_VALUE:
        found.update(value.get("dependencies") or ())
    return found


def with_dependencies(properties: Mapping[str, Any], dependencies: Mapping[str, Iterable[str]]) -> Properties:
    """Wrap properties into output values that carry their dependencies, so that transforms keep them."""
    wrapped: Properties = {}
    for key, value in properties.items():
        missing = set(dependencies.get(key, ())) - output_dependencies(value)
        wrapped[key] = _as_output(value, missing) if missing else value
    return wrapped


def _as_output(value: Any, dependencies: set[str]) -> Properties:
    if isinstance(value, dict) and value.get(SIGNATURE) == OUTPUT_VALUE:
        return {**value, "dependencies": sorted(dependencies.union(value.get("dependencies") or ()))}
    output: Properties = {SIGNATURE: OUTPUT_VALUE, "dependencies": sorted(dependencies)}
    if is_secret(value):
        output["secret"] = True
        value = value.get("value")
    if not (isinstance(value, str) and value in UNKNOWNS):
        output["value"] = value
    return output
