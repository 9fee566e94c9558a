"""Every fault is caught by what it names."""

from pathlib import Path

import pytest

from tests.faults.catalogue import FAULTS
from tests.faults.fault import Fault, in_copy, plant


def test_every_fault_has_a_name_of_its_own() -> None:
    slugs = [fault.slug for fault in FAULTS]
    assert sorted(slugs) == sorted(set(slugs))


@pytest.mark.fault
@pytest.mark.timeout(300)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.slug)
def test_a_planted_fault_is_caught(fault: Fault, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    plant(fault, copy)

    done = in_copy(copy, fault.caught_by)

    assert done.returncode == 0, f"{fault.wrong}\n{done.stdout}\n{done.stderr}"


@pytest.mark.fault
@pytest.mark.timeout(600)
def test_without_a_fault_nobody_sees_one(tmp_path: Path) -> None:
    """Otherwise who fails in a copy would have caught nothing."""
    copy = tmp_path / "copy"
    plant(None, copy)

    done = in_copy(copy, *{fault.caught_by for fault in FAULTS if "::" in fault.caught_by})

    assert done.returncode == 1, done.stdout
    assert "not caught by" in done.stderr, done.stdout
