"""What a check has to say."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is; the text is what the line begins with."""

    OK = "ok"
    WARNING = "warning"
    BLOCKER = "BLOCKER"


@dataclass(frozen=True)
class Finding:
    """One line of the report.

    Attributes:
        level: how bad it is.
        check: what was looked at, in one or two words.
        text: what was found, and for a warning or a blocker what to do.
    """

    level: Level
    check: str
    text: str

    def line(self) -> str:
        """Write the line."""
        return f"{self.level:<8} {self.check}: {self.text}"


def ok(check: str, text: str) -> Finding:
    """Say that nothing is wrong."""
    return Finding(Level.OK, check, text)


def warning(check: str, text: str) -> Finding:
    """Say what may be wrong, or could not be looked at."""
    return Finding(Level.WARNING, check, text)


def blocker(check: str, text: str) -> Finding:
    """Say what a deployment would end in an error at."""
    return Finding(Level.BLOCKER, check, text)
