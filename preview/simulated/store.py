"""What exists in the simulated clouds: it lasts as long as a pass, or, in a file, as long as a rehearsal.

A provider that is started as a plugin keeps it in the file that `SIMULATED_CLOUDS` names. All processes of an
engine share that file, and so do all its runs: what one run creates, the next can read, change and delete.
The file holds secrets as they are: who names it keeps it where nobody else reads it.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from preview import wire
from preview.model import Properties

FILE_VARIABLE = "SIMULATED_CLOUDS"
# Seconds that a process waits for another one's change.
LOCK_LIMIT = 60.0
_TABLES = """
CREATE TABLE IF NOT EXISTS existing (
    place TEXT, type TEXT, id TEXT, urn TEXT, inputs TEXT, outputs TEXT,
    deleted INTEGER DEFAULT 0, released INTEGER DEFAULT 0,
    PRIMARY KEY (place, type, id)
);
CREATE TABLE IF NOT EXISTS creations (urn TEXT PRIMARY KEY, number INTEGER);
CREATE TABLE IF NOT EXISTS faults (operation TEXT, target TEXT);
CREATE TABLE IF NOT EXISTS missing (kind TEXT PRIMARY KEY, asked INTEGER DEFAULT 0);
"""


@dataclass(frozen=True)
class Stored:
    """One thing that exists; inputs and outputs without secret marks."""

    type: str
    urn: str
    id: str
    inputs: Properties
    outputs: Properties


class Clouds:
    """Everything that exists, for all providers together."""

    def __init__(self, file: Path | None = None) -> None:
        """Open the file, which may be new; without one, everything is kept in memory."""
        self._lock = threading.RLock()
        self._depth = 0
        self._rows = sqlite3.connect(
            file or ":memory:", timeout=LOCK_LIMIT, isolation_level=None, check_same_thread=False
        )
        # A rehearsal that is killed is begun anew, so nothing waits for the disk.
        self._rows.execute("PRAGMA synchronous = OFF")
        self._rows.executescript(_TABLES)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Keep others from changing anything meanwhile; undo the changes if an error leaves the block."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._rows.execute("BEGIN IMMEDIATE")
            self._depth += 1
            try:
                yield
            except BaseException:
                if outermost:
                    self._rows.execute("ROLLBACK")
                raise
            else:
                if outermost:
                    self._rows.execute("COMMIT")
            finally:
                self._depth -= 1

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one SQL statement."""
        with self._lock:
            return self._rows.execute(statement, values).fetchall()

    def seed(self, urn: str) -> str:
        """Return what the made-up values of the next resource of a URN depend on.

        The first one's depend on the URN alone; one that replaces it must get another id.
        """
        found = self.run("SELECT number FROM creations WHERE urn = ?", urn)
        return f"{urn}#{found[0][0] + 1}" if found else urn

    def count_creation(self, urn: str) -> None:
        """Note that a resource of a URN was created."""
        self.run(
            "INSERT INTO creations VALUES (?, 1) ON CONFLICT (urn) DO UPDATE SET number = number + 1", urn
        )

    def fail_once(self, operation: str, target: str) -> None:
        """Have the next operation on a target fail.

        Args:
            operation: `create`, `ready` (created, but not ready), `update` or `delete`.
            target: a type or a URN.
        """
        self.run("INSERT INTO faults VALUES (?, ?)", operation, target)

    def take_fault(self, operation: str, type_token: str, urn: str) -> bool:
        """Return whether this operation is to fail; it does so once."""
        found = self.run(
            "DELETE FROM faults WHERE operation = ? AND target IN (?, ?) RETURNING 1",
            operation,
            type_token,
            urn,
        )
        return bool(found)

    def faults(self) -> list[str]:
        """Return the targets of operations that are still to fail."""
        return [str(row[0]) for row in self.run("SELECT target FROM faults")]

    def withhold(self, kind: str) -> None:
        """Have nothing there of what people put into an account.

        Args:
            kind: such as `images`; the provider says which kinds there are.
        """
        self.run("INSERT OR IGNORE INTO missing (kind) VALUES (?)", kind)

    def provide(self, kind: str) -> None:
        """Have it there again."""
        self.run("DELETE FROM missing WHERE kind = ?", kind)

    def lacks(self, kind: str) -> bool:
        """Return whether a kind of what people put into an account is missing, and note that it was asked."""
        return bool(self.run("UPDATE missing SET asked = 1 WHERE kind = ? RETURNING 1", kind))

    def take_asked_in_vain(self) -> list[str]:
        """Return the missing kinds that were asked for since the last call."""
        found = self.run("UPDATE missing SET asked = 0 WHERE asked RETURNING kind")
        return sorted(str(row[0]) for row in found)

    def of_type(self, type_token: str, *, deleted: bool = False) -> list[Stored]:
        """Return all that exists of a type, or existed and is gone, wherever it is."""
        rows = self.run(
            "SELECT type, urn, id, inputs, outputs FROM existing "
            "WHERE type = ? AND deleted = ? ORDER BY rowid",
            type_token,
            deleted,
        )
        return [_stored(row) for row in rows]

    def everything(self, *, released: bool = False) -> list[Stored]:
        """Return all that exists, of all providers.

        Args:
            released: what a provider was told to leave when it was deleted, instead of the rest.
        """
        rows = self.run(
            "SELECT type, urn, id, inputs, outputs FROM existing "
            "WHERE NOT deleted AND released = ? ORDER BY rowid",
            int(released),
        )
        return [_stored(row) for row in rows]

    def marked(self) -> list[tuple[Properties, Properties]]:
        """Return inputs and outputs of all that exists or did, with their secret marks."""
        rows = self.run("SELECT inputs, outputs FROM existing")
        return [(json.loads(inputs), json.loads(outputs)) for inputs, outputs in rows]


class Store:
    """What exists in one place: an account and region, or a cluster. The rules of a provider see this."""

    def __init__(self, clouds: Clouds, place_of: Callable[[str], str] = lambda _: "") -> None:
        """Look at a part of the clouds.

        Args:
            clouds: everything.
            place_of: the place of a type, as a global one is in no region.
        """
        self.clouds = clouds
        self._place_of = place_of

    def get(self, type_token: str, identifier: str) -> Stored | None:
        """Return what exists under an id."""
        found = self._find(type_token, identifier)
        return _stored(found) if found and not found[5] else None

    def raw(self, type_token: str, identifier: str) -> tuple[Properties, Properties] | None:
        """Return inputs and outputs of what exists under an id, with their secret marks."""
        found = self._find(type_token, identifier)
        return (json.loads(found[3]), json.loads(found[4])) if found and not found[5] else None

    def of_type(self, *type_tokens: str) -> list[Stored]:
        """Return all that exists of some types, in the order of creation."""
        rows = [
            row
            for token in type_tokens
            for row in self.clouds.run(
                "SELECT type, urn, id, inputs, outputs FROM existing "
                "WHERE place = ? AND type = ? AND NOT deleted ORDER BY rowid",
                self._place_of(token),
                token,
            )
        ]
        return [_stored(row) for row in rows]

    def deleted_of_type(self, type_token: str) -> list[Stored]:
        """Return all that existed of a type and is gone."""
        rows = self.clouds.run(
            "SELECT type, urn, id, inputs, outputs FROM existing "
            "WHERE place = ? AND type = ? AND deleted ORDER BY rowid",
            self._place_of(type_token),
            type_token,
        )
        return [_stored(row) for row in rows]

    def was_deleted(self, type_token: str, identifier: str) -> bool:
        """Return whether something existed under an id and is gone."""
        found = self._find(type_token, identifier)
        return bool(found and found[5])

    def put(
        self, type_token: str, urn: str, identifier: str, inputs: Properties, outputs: Properties
    ) -> None:
        """Enter what was created or changed."""
        self.clouds.run(
            "INSERT OR REPLACE INTO existing VALUES (?, ?, ?, ?, ?, ?, 0, 0)",
            self._place_of(type_token),
            type_token,
            identifier,
            urn,
            json.dumps(inputs),
            json.dumps(outputs),
        )

    def remove(self, type_token: str, identifier: str) -> None:
        """Take out what was deleted."""
        self.clouds.run(
            "UPDATE existing SET deleted = 1 WHERE place = ? AND type = ? AND id = ?",
            self._place_of(type_token),
            type_token,
            identifier,
        )

    def release(self, type_token: str, identifier: str) -> None:
        """Leave what exists, as something that no stack has any more."""
        self.clouds.run(
            "UPDATE existing SET released = 1 WHERE place = ? AND type = ? AND id = ?",
            self._place_of(type_token),
            type_token,
            identifier,
        )

    def _find(self, type_token: str, identifier: str) -> tuple[Any, ...] | None:
        rows = self.clouds.run(
            "SELECT type, urn, id, inputs, outputs, deleted FROM existing "
            "WHERE place = ? AND type = ? AND id = ?",
            self._place_of(type_token),
            type_token,
            identifier,
        )
        return rows[0] if rows else None


def named_clouds() -> Clouds:
    """Open the file that the environment names; in memory without one."""
    file = os.environ.get(FILE_VARIABLE)
    return Clouds(Path(file) if file else None)


def _stored(row: tuple[Any, ...]) -> Stored:
    return Stored(
        type=row[0],
        urn=row[1],
        id=row[2],
        inputs=wire.reveal(json.loads(row[3])),
        outputs=wire.reveal(json.loads(row[4])),
    )
