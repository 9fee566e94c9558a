"""The life of a small stack on Pulumi's own engine."""

import json
from collections.abc import Callable
from pathlib import Path

from preview.rehearsal.changes import changes as rehearsed_changes
from preview.rehearsal.engine import Engine, Operation
from preview.simulated.store import Clouds


def changes(operation: Operation) -> dict[str, int]:
    """Say how many resources an operation concerned, by what it did."""
    assert operation.exit_code == 0, operation.output
    (summary,) = (event["summaryEvent"] for event in operation.events if "summaryEvent" in event)
    return summary["resourceChanges"]


def test_a_stack_is_created_stays_as_it_is_and_ends(engine_of: Callable[[str], Engine]) -> None:
    engine = engine_of("small_platform")
    assert changes(engine.preview()) == {"create": 11}
    assert changes(engine.up()) == {"create": 11}
    assert changes(engine.preview()) == {"same": 11}
    assert changes(engine.refresh()) == {"same": 11}
    assert changes(engine.destroy()) == {"delete": 11}


def test_a_refresh_finds_what_was_changed_and_deleted_by_hand(
    engine_of: Callable[[str], Engine], tmp_path: Path
) -> None:
    engine = engine_of("small_platform")
    assert changes(engine.up()) == {"create": 11}
    clouds = Clouds(tmp_path / "clouds")
    with clouds.transaction():
        (vpc,) = (item for item in clouds.everything() if item.type == "aws:ec2/vpc:Vpc")
        changed = (json.dumps({**part, "enableDnsSupport": False}) for part in (vpc.inputs, vpc.outputs))
        clouds.run("UPDATE existing SET inputs = ?, outputs = ? WHERE id = ?", *changed, vpc.id)
        clouds.run("UPDATE existing SET deleted = 1 WHERE type = ?", "aws:kms/key:Key")

    found = rehearsed_changes(engine.refresh().events)
    assert sorted((change.kind, change.type) for change in found) == [
        ("deleted", "aws:kms/key:Key"),
        ("updated", "aws:ec2/vpc:Vpc"),
    ]
