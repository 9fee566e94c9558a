"""Fixtures that the whole suite shares."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import hypothesis
import pytest

from preview.model import Result
from tests.support.shared_preview import REPOSITORY, shared_preview
from tests.support.variants import Changes, preview_variant, refusal
from tests.support.warm_python import REAL_PYTHON, WarmPython


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cold", action="store_true", help="start a real interpreter for every program")
    parser.addoption(
        "--applied-only",
        action="store_true",
        help="run but the applied pass of the stacks, within one process",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the interpreter that the workers share, once for the whole run, and for runs inside it."""
    # How long an example takes is a matter of what else the machine does.
    hypothesis.settings.register_profile("suite", deadline=None)
    hypothesis.settings.load_profile("suite")
    if hasattr(config, "workerinput") or config.getoption("--cold") or "WARM_PYTHON" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="warm-"))
    config.add_cleanup(lambda: shutil.rmtree(folder))
    python = WarmPython(folder)
    config.add_cleanup(python.close)
    os.environ["WARM_PYTHON"] = str(python.executable)


@pytest.fixture(scope="session", autouse=True)
def warm_python() -> Iterator[None]:
    """Have tests start programs with the warm interpreter; `real_python` is the other one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "executable", os.environ.get("WARM_PYTHON", REAL_PYTHON))
        yield


@pytest.fixture
def real_python(monkeypatch: pytest.MonkeyPatch) -> str:
    """The path of the real interpreter, which the test and what it calls use for new processes."""
    monkeypatch.setattr(sys, "executable", REAL_PYTHON)
    return REAL_PYTHON


@pytest.fixture(scope="session")
def run_cache(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A directory that all workers of this test run share."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def previewed(run_cache: Path, request: pytest.FixtureRequest) -> Callable[[str], Result]:
    """Return a function that gives the preview of a stack."""
    if not request.config.getoption("--applied-only"):
        return lambda stack: shared_preview(stack, run_cache)

    def applied(stack: str) -> Result:
        result = preview_variant(stack, {}, run_cache)
        errors = [problem.message for problem in result.applied.diagnostics if problem.severity == "error"]
        if errors:
            pytest.exit(f"the program does not run: {errors}", pytest.ExitCode.INTERNAL_ERROR)
        return result

    return applied


@pytest.fixture(scope="session")
def dev(previewed: Callable[[str], Result]) -> Result:
    """The preview of the dev stack."""
    return previewed("dev")


@pytest.fixture(scope="session")
def prod(previewed: Callable[[str], Result]) -> Result:
    """The preview of the prod stack."""
    return previewed("prod")


@pytest.fixture(scope="session", params=["dev", "prod"])
def either_stack(request: pytest.FixtureRequest, previewed: Callable[[str], Result]) -> Result:
    """The previews of both stacks, one after the other."""
    return previewed(str(request.param))


@pytest.fixture(scope="session")
def variant(run_cache: Path) -> Callable[..., Result]:
    """Return a function that previews a stack under changed settings; see preview_variant.

    A test is skipped where a service of today, and not the change, is what would be refused.
    """

    def run(stack: str, changes: Changes, missing: Collection[str] = ()) -> Result:
        if refused := refusal(stack, changes):
            pytest.skip(refused)
        return preview_variant(stack, changes, run_cache, missing)

    return run


@pytest.fixture(scope="session")
def reference_material() -> Path:
    """The folder of reference material beside the checkout; a test that needs it skips where it is absent."""
    folder = REPOSITORY.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the reference material beside the checkout (../shared) is absent")
    return folder
