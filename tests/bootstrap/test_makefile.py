import os
import shutil
import subprocess

import pytest

from tests.support.shared_preview import REPOSITORY


@pytest.mark.parametrize("given", [[], ["REGION=eu-central-1"], ["ACCOUNT=111122223333"]])
def test_make_bootstrap_without_a_place_says_what_is_missing(given: list[str]):
    make = shutil.which("make")
    assert make is not None
    done = subprocess.run(
        # The packages are not what this is about: take them for installed.
        [make, "--old-file=.venv/.runtime", "bootstrap", *given],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert "make bootstrap REGION=eu-central-1 ACCOUNT=111122223333" in done.stderr
