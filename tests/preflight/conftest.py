"""The account that the preflight looks at: moto, in this process."""

from collections.abc import Iterator

import pytest

from preview.model import Result
from tests.support.preflight_account import SoundAccount, sound_account


@pytest.fixture(autouse=True)
def no_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep moto from loading thousands of machine images into every account; the preflight looks at none."""
    monkeypatch.setenv("MOTO_EC2_LOAD_DEFAULT_AMIS", "false")


@pytest.fixture
def account(either_stack: Result) -> Iterator[SoundAccount]:
    """An account in which nothing stands in the way, once for each stack."""
    with sound_account(either_stack) as account:
        yield account


@pytest.fixture
def account_of_prod(prod: Result) -> Iterator[SoundAccount]:
    """The same for prod, which has everything switched on."""
    with sound_account(prod) as account:
        yield account
