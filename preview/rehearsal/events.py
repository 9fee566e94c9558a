"""The engine's events, as the CLI's `--event-log FILE` writes them: one JSON object a line.

Source of their form: pulumi/pulumi sdk/go/common/apitype/events.go.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

Event: TypeAlias = Mapping[str, Any]


class EventLog:
    """Reads the events of one operation while it goes on; they are in `events`."""

    def __init__(self, file: Path, progress: Callable[[Event], None] = lambda _: None) -> None:
        """Name the file, which need not exist.

        Args:
            file: what the engine writes.
            progress: called with each event as it is read.
        """
        self.events: list[Event] = []
        self._file = file
        self._progress = progress
        self._offset = 0

    def read(self) -> None:
        """Read the lines that have been completed since the last time."""
        if not self._file.is_file():
            return
        # An operation that previews first begins its file anew.
        if self._file.stat().st_size < self._offset:
            self._offset = 0
        with self._file.open("rb") as stream:
            stream.seek(self._offset)
            written = stream.read()
        complete = written[: written.rfind(b"\n") + 1]
        self._offset += len(complete)
        for line in complete.splitlines():
            event = json.loads(line)
            self.events.append(event)
            self._progress(event)
