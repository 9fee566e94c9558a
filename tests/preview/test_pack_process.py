"""A pack that does not start ends the preview with one message, in time."""

from pathlib import Path

import pytest

from preview import pack_process
from preview.deployment import PolicyPackError
from preview.pack_process import PackProcess


def pack(folder: Path, program: str) -> Path:
    (folder / "PulumiPolicy.yaml").write_text("runtime: python\n")
    (folder / "__main__.py").write_text(program)
    return folder


def test_a_pack_that_raises_is_named_with_its_reason(tmp_path: Path) -> None:
    with pytest.raises(PolicyPackError, match="does not start: ValueError: no rules"):
        PackProcess(pack(tmp_path, 'raise ValueError("no rules")\n'), "127.0.0.1:1", {}, tmp_path / "stderr")


def test_a_pack_that_stays_silent_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_process, "PORT_LIMIT", 0.5)
    silent = pack(tmp_path, "import time\ntime.sleep(60)\n")
    with pytest.raises(PolicyPackError, match="printed no port within"):
        PackProcess(silent, "127.0.0.1:1", {}, tmp_path / "stderr")
