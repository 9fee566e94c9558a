"""The preview says to programs and packs what Pulumi's own engine says, but for a list with reasons."""

from pathlib import Path

import pytest

from preview.model import Phase
from tests.engine.cases import CASES
from tests.engine.comparison import Difference, differences
from tests.engine.differences import KNOWN
from tests.engine.readings import judged
from tests.engine.runs import offline, real

ENDS = {
    "broken_platform": "blocked",
    "failing": "broken",
    "refused_at_check": "broken",
    "refused_at_creation": "broken",
}


def found(case: str, cache: Path) -> list[Difference]:
    """Compare a case."""
    return differences(real(case, cache), offline(case, cache))


@pytest.mark.parametrize("case", CASES)
def test_every_difference_has_its_reason(case: str, run_cache: Path) -> None:
    unexplained = [
        str(item) for item in found(case, run_cache) if not any(known.explains(case, item) for known in KNOWN)
    ]
    assert unexplained == []


@pytest.mark.parametrize("case", CASES)
def test_something_was_compared(case: str, run_cache: Path) -> None:
    engine, preview = real(case, run_cache), offline(case, run_cache)
    registered = [call for call in engine.monitor[Phase.PREVIEW] if call.method == "RegisterResource"]
    assert len(registered) >= 3
    assert engine.pack["preview"]
    assert preview.pack["preview"]
    assert engine.decisions["preview"]
    if case not in ENDS:
        assert engine.update is not None
        assert engine.pack["update"]
        assert engine.decisions["update"]
        assert len(engine.state) >= len(registered)
        assert all(engine.decisions[occasion] for occasion in ("analyze", "analyze --file"))


@pytest.mark.parametrize("case", CASES)
def test_both_end_in_the_same_way(case: str, run_cache: Path) -> None:
    engine, preview = real(case, run_cache), offline(case, run_cache)
    wanted = ENDS.get(case, "clean")
    last = engine.update or engine.preview
    assert (last.exit_code == 0) is (wanted == "clean")
    assert preview.result.exit_code == {"clean": 0, "blocked": 1, "broken": 2}[wanted]


def test_what_is_refused_at_its_creation_passes_a_preview_before(run_cache: Path) -> None:
    engine = real("refused_at_creation", run_cache)
    preview = offline("refused_at_creation", run_cache).result
    assert (engine.preview.exit_code, preview.preview.exit_code) == (0, 0)
    reason = "The specified log group already exists"
    assert engine.update is not None
    assert reason in engine.update.output
    assert [
        reason in entry.message for entry in preview.applied.diagnostics if entry.severity == "error"
    ] == [True]


def test_what_its_provider_refuses_at_check_is_judged_all_the_same(run_cache: Path) -> None:
    for calls in (real("refused_at_check", run_cache).pack, offline("refused_at_check", run_cache).pack):
        assert any(name.endswith("::refused") for name in judged(calls["preview"]))


def test_both_refuse_a_missing_file_in_the_same_words(run_cache: Path) -> None:
    # Requests that were under way when the monitor was shut down get another error.
    engine, preview = (
        {call.error for call in side[Phase.PREVIEW] if call.error and "missing.txt" in call.error}
        for side in (real("failing", run_cache).monitor, offline("failing", run_cache).monitor)
    )
    assert engine == preview
    assert len(engine) == 1
    assert "files/missing.txt: no such file or directory" in engine.pop()


def test_no_reason_is_for_nothing(run_cache: Path) -> None:
    everything = [(case, item) for case in CASES for item in found(case, run_cache)]
    idle = [
        known.reason for known in KNOWN if not any(known.explains(case, item) for case, item in everything)
    ]
    assert idle == []
