"""The file of exemptions, and what is said of it."""

from datetime import date
from pathlib import Path

import pytest

from guardrails.core.exemptions import Exemptions, Ledger, load

CONTROLS = ["EKS-04", "NS-01"]
GOOD = {
    "control": "NS-01",
    "resource": "'*::falco'",
    "reason": "the sensor needs it",
    "owner": "platform",
    "expires": "2027-03-31",
}


def written(folder: Path, **changes: str | None) -> Exemptions:
    """Load a file with one entry, with some keys set otherwise or, where None, left out."""
    entry = {key: value for key, value in {**GOOD, **changes}.items() if value is not None}
    lines = "\n    ".join(f"{key}: {value}" for key, value in entry.items())
    return loaded(folder, f"exemptions:\n  - {lines}\n")


def loaded(folder: Path, text: str) -> Exemptions:
    file = folder / "dev.yaml"
    file.write_text(text, encoding="utf-8")
    return load(file, CONTROLS)


def test_a_good_entry_is_read(tmp_path: Path) -> None:
    found = written(tmp_path, finding="enforce")
    (entry,) = found.entries
    assert found.problems == ()
    assert (entry.control, entry.expires, entry.finding) == ("NS-01", date(2027, 3, 31), "enforce")


def test_a_missing_or_empty_file_holds_no_exemption(tmp_path: Path) -> None:
    assert load(tmp_path / "dev.yaml", CONTROLS) == Exemptions()
    assert loaded(tmp_path, "# none\n") == Exemptions()
    assert loaded(tmp_path, "exemptions: []\n") == Exemptions()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"control": "EKS-4"}, "there is no control 'EKS-4', did you mean EKS-04?"),
        ({"reason": None}, "reason is missing"),
        ({"owner": "''"}, "owner is ''; must be a text that is not empty"),
        ({"owner": "7"}, "owner is 7; must be a text that is not empty"),
        ({"expire": "2027-01-01"}, "unknown key 'expire', did you mean expires?"),
        ({"resource": "'**'"}, "which exempts everything"),
    ],
)
def test_a_malformed_entry_is_a_problem_that_says_which_and_why(
    tmp_path: Path, changes: dict[str, str | None], said: str
) -> None:
    found = written(tmp_path, **changes)
    assert found.entries == ()
    (problem,) = found.problems
    assert problem.startswith(f"{tmp_path.name}/dev.yaml, entry 1: ")
    assert said in problem


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exemptions:\n  - a: [", "dev.yaml, line 2: "),
        ("- control: EKS-04\n", "must hold a list under `exemptions`"),
        ("exemptions: none\n", "must hold a list under `exemptions`"),
        ("exemptions: []\nmore: 1\n", "must hold a list under `exemptions`"),
        ("exemptions:\n  - EKS-04\n", "entry 1: must be a map of control"),
    ],
)
def test_a_broken_file_is_a_problem_that_says_where(tmp_path: Path, text: str, said: str) -> None:
    (problem,) = loaded(tmp_path, text).problems
    assert said in problem


@pytest.mark.parametrize(
    "date_text", ["2027-02-30", "soon", "31.03.2027", "2027-03-31 12:00:00", "''", "null"]
)
def test_a_bad_date_counts_as_expired(tmp_path: Path, date_text: str) -> None:
    found = written(tmp_path, expires=date_text)
    (entry,) = found.entries
    assert found.problems == ()
    assert entry.expires == date.min
    assert entry.bad_date


def test_one_bad_entry_does_not_take_the_good_ones_along(tmp_path: Path) -> None:
    entry = "control: NS-01, resource: 'x*', reason: r, owner: o, expires: 2027-01-01"
    found = loaded(tmp_path, f"exemptions:\n  - {{{entry}}}\n  - {{{entry.replace('NS-01', 'NO-01')}}}\n")
    assert len(found.entries) == 1
    assert "entry 2" in found.problems[0]


def test_an_exemption_that_covers_nothing_is_reported(tmp_path: Path) -> None:
    (notice,) = Ledger(written(tmp_path), date(2026, 11, 24)).notices()
    assert notice == "Exemption of NS-01 for *::falco covers nothing: remove it (platform)"


def test_an_exemption_that_is_over_is_a_problem_whether_or_not_it_is_needed(tmp_path: Path) -> None:
    found = written(tmp_path, expires="2026-11-23")
    assert found.expired(date(2026, 11, 23)) == []
    (problem,) = found.expired(date(2026, 11, 24))
    assert problem == (
        "The exemption of NS-01 for *::falco expired on 2026-11-23: renew or remove it (owner platform)"
    )
    assert Ledger(found, date(2026, 11, 24)).notices() == []
