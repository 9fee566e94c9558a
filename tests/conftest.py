"""Fixtures that the whole suite shares."""

from pathlib import Path

import pytest

from preview.model import Result
from tests.support.shared_preview import REPOSITORY, shared_preview


@pytest.fixture(scope="session")
def run_cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory that all workers of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def dev(run_cache: Path) -> Result:
    """The preview of the dev stack."""
    return shared_preview("dev", run_cache)


@pytest.fixture(scope="session")
def prod(run_cache: Path) -> Result:
    """The preview of the prod stack."""
    return shared_preview("prod", run_cache)


@pytest.fixture(scope="session", params=["dev", "prod"])
def either_stack(request: pytest.FixtureRequest, run_cache: Path) -> Result:
    """The previews of both stacks, one after the other."""
    return shared_preview(str(request.param), run_cache)


@pytest.fixture(scope="session")
def reference_material() -> Path:
    """The folder of reference material beside the checkout; a test that needs it skips where it is absent."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference material beside the checkout (../shared) is absent")
    return folder
