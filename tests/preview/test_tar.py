"""Tar entries are well-formed, whatever the name: what reads tar files reads them."""

import io
import tarfile

import pytest

from preview.tar import tar_blocks

NAMES = [
    "a.txt",
    "below/a.txt",
    "n" * 100,
    "n" * 101,
    f"{'p' * 155}/{'n' * 100}",
    f"{'p' * 156}/name",
    f"{'long/' * 60}name",
    "größe.txt",
    f"{'größe/' * 30}größe.txt",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [b"", b"x" * 512, b"x" * 513])
def test_an_entry_is_read_back(name: str, content: bytes) -> None:
    written = b"".join(tar_blocks(name, content)) + bytes(1024)
    assert len(written) % 512 == 0
    with tarfile.open(fileobj=io.BytesIO(written)) as archive:
        (entry,) = archive.getmembers()
        stream = archive.extractfile(entry)
        assert stream is not None
        assert (entry.name, entry.mode, entry.mtime, stream.read()) == (name, 0o600, 0, content)


def test_a_name_that_fits_needs_no_extension() -> None:
    assert len(list(tar_blocks(f"{'p' * 155}/{'n' * 100}", b""))) == 2
    assert len(list(tar_blocks("n" * 101, b""))) == 4
