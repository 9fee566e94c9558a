"""Dated exemptions: data in `exemptions/<stack>.yaml`, applied to decisions, reported when they are idle."""

import difflib
import re
import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from guardrails.core.decision import Decision, Exemption, Level, Outcome

_REQUIRED = ("control", "resource", "reason", "owner", "expires")
_ALLOWED = (*_REQUIRED, "finding")
_NOT_DATED = date.min


class _Loader(yaml.SafeLoader):
    """Leaves dates as text: YAML's own reading refuses a whole file for the 30th of February."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", yaml.SafeLoader.construct_yaml_str)


@dataclass(frozen=True)
class Exemptions:
    """The exemptions of a stack.

    Attributes:
        entries: the usable ones; one whose date cannot be read counts as expired.
        problems: what is wrong with the file or its other entries, a sentence each.
    """

    entries: tuple[Exemption, ...] = ()
    problems: tuple[str, ...] = ()

    def expired(self, today: date) -> list[str]:
        """Say which exemptions are over. They block until they are renewed or removed, needed or not."""
        return [
            f"The exemption of {entry.control} for {entry.resource} {_when(entry)}: "
            f"renew or remove it (owner {entry.owner})"
            for entry in self.entries
            if entry.expires < today
        ]


def load(file: Path, controls: Collection[str]) -> Exemptions:
    """Read a file of exemptions.

    Args:
        file: YAML with a list under `exemptions`; none at all where it does not exist.
        controls: ids of the controls that there are.
    """
    if not file.exists():
        return Exemptions()
    name = f"{file.parent.name}/{file.name}"
    try:
        content: Any = yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return Exemptions(problems=(f"{name}, line {line}: {error.problem or 'is no YAML'}",))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValueError) as error:
        return Exemptions(problems=(f"{name} cannot be read: {type(error).__name__}",))
    if content is None:
        return Exemptions()
    listed = content.get("exemptions") if isinstance(content, dict) else None
    if not isinstance(listed, list) or len(content) != 1:
        return Exemptions(problems=(f"{name} must hold a list under `exemptions`, and nothing else",))
    entries: list[Exemption] = []
    problems: list[str] = []
    for number, entry in enumerate(listed, start=1):
        wrong = _problem(entry, controls)
        if wrong:
            problems.append(f"{name}, entry {number}: {wrong}")
        else:
            entries.append(_exemption(entry))
    return Exemptions(tuple(entries), tuple(problems))


def _problem(entry: Any, controls: Collection[str]) -> str:
    """Say what is wrong with an entry, "" when nothing is."""
    if not isinstance(entry, dict):
        return f"must be a map of {', '.join(_REQUIRED)}"
    for key in entry:
        if key not in _ALLOWED:
            return f"unknown key {key!r}{_nearest(str(key), _ALLOWED)}; allowed are {', '.join(_ALLOWED)}"
    for key in _REQUIRED:
        if key not in entry:
            return f"{key} is missing"
    for key in (key for key in _ALLOWED if key != "expires" and key in entry):
        if not isinstance(entry[key], str) or not entry[key].strip():
            return f"{key} is {entry[key]!r}; must be a text that is not empty"
    if entry["control"] not in controls:
        return f"there is no control {entry['control']!r}{_nearest(entry['control'], controls)}"
    if not entry["resource"].strip("*"):
        return f"resource is {entry['resource']!r}, which exempts everything; name a type or a resource"
    return ""


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1)
    return f", did you mean {near[0]}?" if near else ""


def _exemption(entry: dict[str, Any]) -> Exemption:
    expires = _date(entry["expires"])
    return Exemption(
        control=entry["control"],
        resource=entry["resource"],
        reason=entry["reason"].strip(),
        owner=entry["owner"].strip(),
        expires=expires or _NOT_DATED,
        finding=entry.get("finding", ""),
        bad_date="" if expires else repr(entry["expires"]),
    )


def _date(written: Any) -> date | None:
    try:
        return date.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None


@dataclass
class Ledger:
    """Applies exemptions, and remembers which of them did something. Several threads may use it at once."""

    exemptions: Exemptions
    today: date
    _used: set[Exemption] = field(default_factory=set[Exemption])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def apply(self, decision: Decision) -> Decision:
        """Exempt what a decision found, as far as exemptions cover it.

        Returns:
            The decision as EXEMPT when every finding is covered; else with the findings that are not. Where
            an exemption would cover it but has expired, the findings say so.
        """
        if decision.outcome not in (Outcome.FAIL, Outcome.UNDECIDED):
            return decision
        matching = [entry for entry in self.exemptions.entries if _matches(entry, decision)]
        live = [entry for entry in matching if entry.expires >= self.today]
        left: list[str] = []
        exempting: list[Exemption] = []
        for finding in decision.findings:
            covering = next((entry for entry in live if entry.finding in finding), None)
            if covering is None:
                left.append(finding)
            else:
                exempting.append(covering)
        with self._lock:
            self._used.update(exempting)
            expired = [entry for entry in matching if entry not in live]
            self._used.update(expired)
        if exempting and not left:
            return replace(decision, outcome=Outcome.EXEMPT, level=Level.ADVISORY, exemption=exempting[0])
        late = (entry for entry in expired if any(entry.finding in finding for finding in left))
        return replace(decision, findings=(*left, *map(_expiry, late)))

    def notices(self) -> list[str]:
        """Say which exemptions in force covered nothing."""
        return [
            f"Exemption of {entry.control} for {entry.resource} covers nothing: remove it ({entry.owner})"
            for entry in self.exemptions.entries
            if entry not in self._used and entry.expires >= self.today
        ]


def _expiry(entry: Exemption) -> str:
    return f"its exemption {_when(entry)}; owner {entry.owner}, reason: {entry.reason}"


def _when(entry: Exemption) -> str:
    return f"has no valid date ({entry.bad_date})" if entry.bad_date else f"expired on {entry.expires}"


def _matches(entry: Exemption, decision: Decision) -> bool:
    if entry.control != decision.control.id:
        return False
    pattern = ".*".join(re.escape(part) for part in entry.resource.split("*"))
    return re.fullmatch(pattern, decision.urn, re.DOTALL) is not None
