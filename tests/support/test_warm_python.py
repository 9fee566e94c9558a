"""The warm interpreter ends without waiting for the programs that it runs."""

import subprocess
import tempfile
from pathlib import Path

from tests.support.warm_python import WarmPython


def test_a_program_under_way_goes_on_when_the_interpreter_ends() -> None:
    with tempfile.TemporaryDirectory(prefix="warm-") as folder:  # a socket's path must be short
        program = Path(folder, "program.py")
        program.write_text("print('begun', flush=True)\nprint(input())\n", encoding="utf-8")
        warm = WarmPython(Path(folder), hosts=(), imported=())
        process = subprocess.Popen(
            [warm.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"

        warm.close()

        assert process.poll() is None
        assert process.communicate("done") == ("done\n", None)
        assert process.returncode == 0
