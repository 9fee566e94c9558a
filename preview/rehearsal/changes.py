"""What an operation of the engine did to each resource, read from its events."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from preview import urns
from preview.rehearsal.events import Event

# The engine's marks in messages (pulumi/pulumi sdk/go/common/diag/colors).
_COLOUR = re.compile(r"<\{%.*?%\}>")
# What is said of every failure, and adds nothing to its reason.
_CONSEQUENCE = re.compile(
    r"^(update|preview|destroy|refresh) failed$|Resource monitor has terminated, shutting down"
    r"|^an unhandled error occurred: program exited with non-zero exit code"
    r"|^using pulumi-resource-\S+ from \$PATH"
)
# Parts of a replacement, in whichever order they come (apitype, OpType).
_REPLACING = frozenset({"replace", "create-replacement", "delete-replaced"})
_QUIET = frozenset({"same", "read", "read-discard", "discard-replaced", "refresh"})


class Kind(StrEnum):
    """What happened to a resource."""

    CREATED = "created"
    UPDATED = "updated"
    REPLACED = "replaced"
    DELETED = "deleted"
    IMPORTED = "imported"


_KINDS = {
    "create": Kind.CREATED,
    "update": Kind.UPDATED,
    "delete": Kind.DELETED,
    "import": Kind.IMPORTED,
    "import-replacement": Kind.REPLACED,
    **dict.fromkeys(_REPLACING, Kind.REPLACED),
}


@dataclass(frozen=True)
class Change:
    """What happened to one resource.

    Attributes:
        paths: the properties that differ.
        reasons: those of them that replace it.
        deletes_first: whether it is replaced by deleting it first, so that there is none in between.
        retained: whether it leaves the state and stays in the cloud.
    """

    urn: str
    type: str
    kind: Kind
    paths: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    deletes_first: bool = False
    retained: bool = False

    @property
    def name(self) -> str:
        """Name of the resource."""
        return urns.name_of(self.urn)


def changes(events: Iterable[Event]) -> list[Change]:
    """Return what changed, one entry for each resource, in the order in which it began.

    Args:
        events: the events of one operation; of a preview those of its plan.
    """
    steps: dict[str, list[Mapping[str, Any]]] = {}
    for event in events:
        if "resOutputsEvent" in event:
            metadata = event["resOutputsEvent"]["metadata"]
            if metadata["op"] in _KINDS and not urns.is_default_provider(metadata["urn"]):
                steps.setdefault(metadata["urn"], []).append(metadata)
    return [_change(urn, found) for urn, found in steps.items()]


def unchanged(events: Iterable[Event]) -> int:
    """Return how many resources stayed as they were."""
    found = {True: set[str](), False: set[str]()}
    for event in events:
        if "resOutputsEvent" in event:
            metadata = event["resOutputsEvent"]["metadata"]
            if not urns.is_default_provider(metadata["urn"]):
                found[metadata["op"] in _QUIET].add(metadata["urn"])
    return len(found[True] - found[False])


def messages(events: Iterable[Event], *severities: str, as_written: bool = False) -> list[str]:
    """Return what was said at some severities, each once, with its resource.

    Args:
        events: the events of one operation.
        severities: such as `error`.
        as_written: keep the lines of a message, which otherwise becomes one.
    """
    plain = _uncoloured if as_written else _plain
    found: dict[str, None] = {}
    for event in events:
        said = event.get("diagnosticEvent")
        if said and said["severity"] in severities and not _CONSEQUENCE.search(said["message"]):
            urn = said.get("urn", "")
            about = f"{urns.type_of(urn)} {urns.name_of(urn)}: " if "::" in urn else ""
            found[f"{about}{plain(said['message'])}"] = None
    return list(found)


def violations(events: Iterable[Event]) -> list[str]:
    """Return what policies block, each with the policy and the resource."""
    found: dict[str, None] = {}
    for event in events:
        said = event.get("policyEvent")
        if said and said["enforcementLevel"] in ("mandatory", "remediate"):
            urn = said.get("resourceUrn", "")
            about = f" on {urns.type_of(urn)} {urns.name_of(urn)}" if "::" in urn else ""
            found[f"policy {said['policyName']}{about}: {_plain(said['message'])}"] = None
    return list(found)


def _change(urn: str, steps: list[Mapping[str, Any]]) -> Change:
    operations = [step["op"] for step in steps]
    kinds = [_KINDS[operation] for operation in operations]
    paths: dict[str, None] = {}
    reasons: dict[str, None] = {}
    for step in steps:
        for path, difference in (step.get("detailedDiff") or {}).items():
            paths[path] = None
            if str(difference["diffKind"]).endswith("replace"):
                reasons[path] = None
        reasons.update(dict.fromkeys(step.get("keys") or () if not reasons else ()))
        paths.update(dict.fromkeys(step.get("diffs") or () if not paths else ()))
    is_replaced = Kind.REPLACED in kinds
    gone = next((step.get("old") or {} for step in steps if step["op"] in ("delete", "delete-replaced")), {})
    return Change(
        urn=urn,
        type=steps[0]["type"],
        kind=Kind.REPLACED if is_replaced else kinds[-1],
        paths=tuple(paths),
        reasons=tuple(reasons) if is_replaced else (),
        deletes_first=is_replaced and operations[0] == "delete-replaced",
        retained=bool(gone.get("retainOnDelete")),
    )


def _plain(message: str) -> str:
    """Put a message on one line, without the engine's colour marks."""
    return " ".join(_uncoloured(message).split())


def _uncoloured(message: str) -> str:
    return _COLOUR.sub("", message).strip()
