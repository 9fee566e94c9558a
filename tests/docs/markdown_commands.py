"""The commands that the documentation tells its readers to run."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.shared_preview import REPOSITORY

# Code within a sentence is a command as well when it begins with one of these and goes on.
PROGRAMS = ("make", "pulumi", "python", "python3", ".venv/bin/python", "pytest", "aws", "kubectl", "git")
SHELLS = ("console", "sh", "bash")
# The change log tells nobody to run anything; the others are no documents of ours.
_LEFT_OUT = {"CHANGELOG.md", ".venv", ".pytest_cache", "build"}
_FENCE = re.compile(r"\s*```(\w*)\s*$")
_SPAN = re.compile(r"`([^`]+)`")
_COMMENT = re.compile(r"\s+#\s.*$")


@dataclass(frozen=True)
class Command:
    """A command as a reader types it.

    Attributes:
        text: the command on one line, with single spaces.
        in_block: whether it stands in a block of its own, and not within a sentence.
    """

    text: str
    in_block: bool


def documented() -> dict[str, list[Command]]:
    """Read the commands of all Markdown files of the project, by file."""
    files = sorted(path.relative_to(REPOSITORY) for path in REPOSITORY.rglob("*.md"))
    return {
        str(file): list(read((REPOSITORY / file).read_text(encoding="utf-8")))
        for file in files
        if not _LEFT_OUT.intersection(file.parts)
    }


def read(markdown: str) -> Iterator[Command]:
    """Read the commands of one document.

    Args:
        markdown: the document's text.

    Yields:
        Each command in its order, without prompt and comment.
    """
    language: str | None = None
    lines: list[str] = []
    for line in [*markdown.splitlines(), "```"]:
        fence = _FENCE.match(line)
        if fence is None:
            lines.append(line.strip())
            continue
        if language is None:
            yield from _of_sentences(lines)
        elif language in SHELLS:
            yield from _of_block(lines, prompt="$ " if language == "console" else "")
        language = fence[1] if language is None else None
        lines = []


def _of_sentences(lines: list[str]) -> Iterator[Command]:
    for text in _SPAN.findall(" ".join(lines)):
        words = text.split()
        if words[0] in PROGRAMS and len(words) > 1:
            yield Command(" ".join(words), in_block=False)


def _of_block(lines: list[str], prompt: str) -> Iterator[Command]:
    """Read commands line by line; one goes on after a backslash and within quotes, the rest is output."""
    text = ""
    for line in lines:
        if not text and not (line and line.startswith(prompt)):
            continue
        text += line if text else _COMMENT.sub("", line.removeprefix(prompt))
        if text.endswith("\\"):
            text = text[:-1]
        elif _closes_its_quotes(text):
            yield Command(" ".join(text.split()), in_block=True)
            text = ""
        else:
            text += " "


def _closes_its_quotes(text: str) -> bool:
    try:
        shlex.split(text)
    except ValueError:
        return False
    return True
