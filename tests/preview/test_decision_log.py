"""A pack's decisions file is read line by line; a malformed line is an error without its content."""

import json
from pathlib import Path

import pytest

from preview.decision_log import DecisionLog
from preview.deployment import PolicyPackError
from preview.model import Outcome, Phase

RECORD = {
    "kind": "decision",
    "policy": "doors-closed",
    "control": "DOOR-01",
    "title": "Doors are closed",
    "severity": "high",
    "level": "mandatory",
    "urn": "urn:pulumi:dev::p::a:b:C::d",
    "type": "a:b:C",
    "outcome": "fail",
    "findings": ["open is true"],
}


def log(folder: Path, *lines: str) -> DecisionLog:
    file = folder / "decisions.jsonl"
    file.write_text("\n".join(lines))
    return DecisionLog(file, Phase.PREVIEW)


def test_a_record_becomes_a_decision_that_blocks(tmp_path: Path) -> None:
    (decision,) = log(tmp_path, json.dumps(RECORD)).decisions("pack", {})
    assert (decision.policy.control, decision.outcome, decision.blocks) == ("DOOR-01", Outcome.FAIL, True)


def test_a_notice_is_no_decision(tmp_path: Path) -> None:
    both = log(tmp_path, json.dumps(RECORD), '{"kind": "notice", "severity": "info", "message": "m"}')
    assert len(both.decisions("pack", {})) == 1
    assert [notice.message for notice in both.notices()] == ["m"]


def test_a_pack_that_writes_no_file_has_said_nothing(tmp_path: Path) -> None:
    assert DecisionLog(tmp_path / "none", Phase.PREVIEW).decisions("pack", {}) == []


@pytest.mark.parametrize(
    "line",
    [
        "planted-value-4711",
        "[]",
        '"planted-value-4711"',
        "{}",
        '{"kind": "decision"}',
        json.dumps(RECORD | {"outcome": "planted-value-4711"}),
    ],
)
def test_a_malformed_line_is_named_by_its_number_alone(tmp_path: Path, line: str) -> None:
    with pytest.raises(PolicyPackError, match="malformed line 2") as caught:
        log(tmp_path, json.dumps(RECORD), line).decisions("pack", {})
    assert "planted" not in str(caught.value)
