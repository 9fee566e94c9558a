"""Events are read while they are written, each once."""

from pathlib import Path

from preview.rehearsal.events import Event, EventLog


def test_only_whole_lines_are_read(tmp_path: Path) -> None:
    file = tmp_path / "events"
    seen: list[Event] = []
    log = EventLog(file, seen.append)

    log.read()
    file.write_text('{"sequence": 0}\n{"sequ')
    log.read()
    assert seen == [{"sequence": 0}]

    file.write_text('{"sequence": 0}\n{"sequence": 1}\n')
    log.read()
    log.read()
    assert seen == log.events == [{"sequence": 0}, {"sequence": 1}]


def test_a_file_that_begins_anew_is_read_from_its_start(tmp_path: Path) -> None:
    file = tmp_path / "events"
    log = EventLog(file)
    file.write_text('{"sequence": 0, "preludeEvent": {}}\n')
    log.read()
    file.write_text('{"sequence": 0}\n')
    log.read()
    assert log.events == [{"sequence": 0, "preludeEvent": {}}, {"sequence": 0}]
