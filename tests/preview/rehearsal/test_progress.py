import io

import pytest

from preview.redaction import Redactor
from preview.rehearsal import progress
from preview.rehearsal.progress import Progress
from tests.support.engine_events import said, step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_the_number_grow_on_one_line() -> None:
    stream = Terminal()
    shown = Progress(stream, Redactor())

    shown.step("up")
    shown.event(step("create"))
    shown.event(said("warning", "careful"))
    shown.event(step("create"))
    shown.step("destroy")
    shown.end()

    assert stream.getvalue() == "up\rup: 1 resources\rup: 2 resources\ndestroy\n"


def test_a_file_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    shown = Progress(stream, Redactor())

    shown.step("up")
    shown.event(step("create"))
    monkeypatch.setattr(progress, "INTERVAL", -1)
    shown.event(step("create"))
    shown.end()

    assert stream.getvalue() == "up\nup: 2 resources\n"


def test_a_secret_is_not_shown_and_silence_is_silent() -> None:
    stream = io.StringIO()
    Progress(stream, Redactor(["hunter22"])).step("with hunter22")
    Progress(None, Redactor()).step("up")

    assert stream.getvalue() == "with [secret]\n"
