"""What a rehearsal finds worth saying of changes, and of what is left."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from preview import urns
from preview.rehearsal.changes import Change, Kind
from preview.rehearsal.stateful import stateful
from preview.simulated.store import Stored


def loss(change: Change) -> str:
    """Say what a replacement or deletion of a resource loses, "" if nothing."""
    found = stateful(change.type)
    if found is None or change.kind not in (Kind.REPLACED, Kind.DELETED) or change.retained:
        return ""
    return f"{change.type} {change.name} is {change.kind.value}{at(change.reasons)}: {found.lost}"


def emptiness(change: Change) -> str:
    """Say that a real account deletes such a resource only when it is empty, "" where that is not so."""
    found = stateful(change.type)
    if found is None or not found.must_be_empty or change.kind is not Kind.DELETED or change.retained:
        return ""
    return f"in a real account, empty it first: {change.type} {change.name}"


def differences(plan: Sequence[Change], done: Sequence[Change]) -> list[str]:
    """Say where an update did something else than its preview had shown."""
    before = {change.urn: change for change in plan}
    after = {change.urn: change for change in done}
    found: list[str] = []
    for urn in sorted(before.keys() | after.keys()):
        shown, came = before.get(urn), after.get(urn)
        one = shown or came
        if one and (shown and shown.kind) != (came and came.kind):
            planned = shown.kind.value if shown else "unchanged"
            done_to = came.kind.value if came else "unchanged"
            found.append(f"{one.type} {one.name} was previewed as {planned} and is {done_to}")
    return found


def at(paths: Sequence[str]) -> str:
    """Return property paths in brackets, "" for none."""
    return f" ({', '.join(paths)})" if paths else ""


def left_behind(state: Iterable[Mapping[str, Any]], existing: Iterable[Stored]) -> list[str]:
    """Compare the stack's state with what exists; they must be the same.

    Args:
        state: resources as `pulumi stack export` has them.
        existing: what is in the simulated clouds.
    """
    # Two of one type may have the same id, in two regions or clusters.
    known = Counter(
        (resource["urn"], resource["id"])
        for resource in state
        if resource.get("custom") and not resource.get("external") and not urns.is_provider(resource["type"])
    )
    found = Counter((item.urn, item.id) for item in existing)
    return [
        *(f"left behind: {_named(*one)} exists, and the stack does not know it" for one in found - known),
        *(f"{_named(*one)} is in the stack and does not exist" for one in known - found),
    ]


def _named(urn: str, identifier: str) -> str:
    return f"{urns.type_of(urn)} {urns.name_of(urn)} ({identifier})"
