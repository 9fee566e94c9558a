"""What differs between the old and the new inputs of a resource, by property path."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pulumi.runtime.proto import provider_pb2

from preview import wire
from preview.model import Properties
from preview.property_paths import joined, lies_in, parts, plain

Kind = provider_pb2.PropertyDiff.Kind
_REPLACING = {
    provider_pb2.PropertyDiff.ADD: provider_pb2.PropertyDiff.ADD_REPLACE,
    provider_pb2.PropertyDiff.DELETE: provider_pb2.PropertyDiff.DELETE_REPLACE,
    provider_pb2.PropertyDiff.UPDATE: provider_pb2.PropertyDiff.UPDATE_REPLACE,
}


@dataclass(frozen=True)
class Replacement:
    """What a change does beyond an update in place.

    Attributes:
        paths: the changed property paths that replace the resource.
        deletes_first: whether the old one must go before the new one can come.
        known: whether it is known at all what replaces a resource of this type.
    """

    paths: frozenset[str] = frozenset()
    deletes_first: bool = False
    known: bool = True


def changed_paths(old: Properties, new: Properties) -> dict[str, Kind.ValueType]:
    """Compare inputs, without regard to secret marks.

    Args:
        old: what the resource has.
        new: what it is to have; an unknown value counts as changed.

    Returns:
        The paths of the innermost values that differ, such as `scalingConfig.minSize` or
        `ingress[0].fromPort`, each with what happened to it.
    """
    found: dict[str, Kind.ValueType] = {}
    _compare(wire.reveal(old), wire.reveal(new), "", found)
    return found


def covered(paths: Iterable[str], by: Iterable[str]) -> frozenset[str]:
    """Return the paths that equal one of other paths or lie below it, indexes of lists left out.

    Args:
        paths: paths as `changed_paths` gives them.
        by: paths such as `remoteAccess.ec2SshKey`.
    """
    roots = tuple(by)
    return frozenset(path for path in paths if any(lies_in(plain(parts(path)), root) for root in roots))


def diff_response(changed: dict[str, Kind.ValueType], replacement: Replacement) -> provider_pb2.DiffResponse:
    """Put a comparison into the form of the provider protocol."""
    state = provider_pb2.DiffResponse.DIFF_SOME if changed else provider_pb2.DiffResponse.DIFF_NONE
    response = provider_pb2.DiffResponse(
        changes=state,
        diffs=sorted({_top(path) for path in changed}),
        replaces=sorted({_top(path) for path in replacement.paths}),
        deleteBeforeReplace=bool(replacement.paths) and replacement.deletes_first,
        hasDetailedDiff=bool(changed),
    )
    for path, kind in sorted(changed.items()):
        response.detailedDiff[path].kind = _REPLACING[kind] if path in replacement.paths else kind
        response.detailedDiff[path].inputDiff = True
    return response


def _compare(old: Any, new: Any, path: str, found: dict[str, Kind.ValueType]) -> None:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            if not key.startswith("__"):
                _compare(old.get(key), new.get(key), joined(path, key), found)
    elif isinstance(old, list) and isinstance(new, list):
        for index in range(max(len(old), len(new))):
            before = old[index] if index < len(old) else None
            after = new[index] if index < len(new) else None
            _compare(before, after, f"{path}[{index}]", found)
    elif old is None and new is not None:
        found[path] = provider_pb2.PropertyDiff.ADD
    elif old is not None and new is None:
        found[path] = provider_pb2.PropertyDiff.DELETE
    elif old != new or wire.has_unknown(new):
        found[path] = provider_pb2.PropertyDiff.UPDATE


def _top(path: str) -> str:
    return str(parts(path)[0])
