"""A pack runs with its own interpreter; one that does not start is one message, in time."""

import sys
from pathlib import Path

import pytest

from preview import pack_process
from preview.deployment import PolicyPackError
from preview.pack_process import PackProcess, pack_python


def pack(folder: Path, program: str, runtime: str = "python") -> Path:
    (folder / "PulumiPolicy.yaml").write_text(f"runtime: {runtime}\n")
    (folder / "__main__.py").write_text(program)
    return folder


def test_a_pack_runs_with_the_interpreter_of_its_own_environment(tmp_path: Path) -> None:
    own = pack(tmp_path, "", "{name: python, options: {toolchain: pip, virtualenv: env}}")
    python = own / "env" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho 'it was me' >&2\nexit 1\n")
    python.chmod(0o755)

    assert pack_python(own) == str(python)
    with pytest.raises(PolicyPackError, match="does not start: it was me"):
        PackProcess(own, "127.0.0.1:1", {}, tmp_path / "stderr")


@pytest.mark.parametrize(
    "runtime", ["python", "{name: python}", "{name: python, options: {virtualenv: env}}"]
)
def test_a_pack_without_an_environment_runs_with_the_interpreter_of_the_preview(
    tmp_path: Path, runtime: str
) -> None:
    assert pack_python(pack(tmp_path, "", runtime)) == sys.executable


def test_a_pack_whose_file_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text("runtime: [")
    with pytest.raises(PolicyPackError, match=r"PulumiPolicy\.yaml cannot be read"):
        pack_python(tmp_path)


def test_a_folder_without_a_pack_is_named(tmp_path: Path) -> None:
    with pytest.raises(PolicyPackError, match=r"is no policy pack: it has no PulumiPolicy\.yaml"):
        pack_python(tmp_path)


def test_a_pack_that_raises_is_named_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(PolicyPackError, match="does not start: ValueError: no rules"):
        PackProcess(pack(tmp_path, 'raise ValueError("no rules")\n'), "127.0.0.1:1", {}, tmp_path / "stderr")


def test_a_pack_that_stays_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_process, "PORT_LIMIT", 0.5)
    silent = pack(tmp_path, "import time\ntime.sleep(60)\n")
    with pytest.raises(PolicyPackError, match="printed no port within"):
        PackProcess(silent, "127.0.0.1:1", {}, tmp_path / "stderr")
