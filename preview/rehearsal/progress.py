"""What a rehearsal is doing, while it does it."""

import time
from typing import TextIO

from preview.redaction import Redactor
from preview.rehearsal.events import Event

# Seconds between two lines about the same step, where lines cannot be written over.
INTERVAL = 10.0


class Progress:
    """Writes a line for each step, and how many resources are done."""

    def __init__(self, stream: TextIO | None, redactor: Redactor) -> None:
        """Name the stream; None for silence."""
        self._stream = stream
        self._redactor = redactor
        self._title = ""
        self._done = 0
        self._written = 0.0

    def step(self, title: str) -> None:
        """Begin a step."""
        if self._done and self._stream and self._stream.isatty():
            self._stream.write("\n")
        self._title, self._done = title, 0
        self._write(f"{title}\n" if not self._overwrites() else f"{title}")

    def event(self, event: Event) -> None:
        """Count what an operation has done."""
        if "resOutputsEvent" not in event:
            return
        self._done += 1
        if self._overwrites() or time.monotonic() - self._written > INTERVAL:
            start, end = ("\r", "") if self._overwrites() else ("", "\n")
            self._write(f"{start}{self._title}: {self._done} resources{end}")

    def _overwrites(self) -> bool:
        return self._stream is not None and self._stream.isatty()

    def _write(self, text: str) -> None:
        if self._stream:
            self._stream.write(self._redactor.text(text))
            self._stream.flush()
            self._written = time.monotonic()
