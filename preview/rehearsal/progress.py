"""What a rehearsal is doing, while it does it."""

import time
from typing import TextIO

from preview.redaction import Redactor
from preview.rehearsal.events import Event

# Seconds between two lines about the same step, where a line cannot be written over.
INTERVAL = 10.0


class Progress:
    """Writes the title of each step, and how many resources are done."""

    def __init__(self, stream: TextIO | None, redactor: Redactor) -> None:
        """Name the stream; None for silence."""
        self._stream = stream
        self._redactor = redactor
        self._is_terminal = stream is not None and stream.isatty()
        self._title = ""
        self._done = 0
        self._written = 0.0

    def step(self, title: str) -> None:
        """Begin a step."""
        if self._is_terminal and self._title:
            self._write("\n")
        self._title, self._done = title, 0
        self._write(title if self._is_terminal else f"{title}\n")

    def event(self, event: Event) -> None:
        """Count what an operation has done."""
        if "resOutputsEvent" not in event:
            return
        self._done += 1
        line = f"{self._title}: {self._done} resources"
        if self._is_terminal:
            self._write(f"\r{line}")
        elif time.monotonic() - self._written > INTERVAL:
            self._write(f"{line}\n")

    def end(self) -> None:
        """End the last line."""
        if self._is_terminal and self._title:
            self._write("\n")

    def _write(self, text: str) -> None:
        if self._stream:
            self._stream.write(self._redactor.text(text))
            self._stream.flush()
            self._written = time.monotonic()
