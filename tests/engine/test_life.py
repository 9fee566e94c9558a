"""The life of a small stack on Pulumi's own engine."""

from collections.abc import Callable

from preview.rehearsal.engine import Engine, Operation


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
