"""Assets and archives are hashed as Pulumi's engine hashes them, and what is missing is an error.

The expected hashes are those of Pulumi 3.274.1 for tests/programs/options; tests/engine compares them anew.
"""

import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from preview.assets import ARCHIVE, ASSET, AssetError, with_hashes
from preview.tar import tar_blocks
from preview.wire import SIGNATURE, secret

FILES = Path(__file__).parents[1] / "programs" / "options"
EMPTY_TAR = hashlib.sha256(bytes(1024)).hexdigest()
ONE = "2c8b08da5ce60398e1f19af0e5dccc744df274b826abe585eaba68c525434806"


def asset(**fields: Any) -> dict[str, Any]:
    return {SIGNATURE: ASSET, **fields}


def archive(**fields: Any) -> dict[str, Any]:
    return {SIGNATURE: ARCHIVE, **fields}


def hash_of(value: dict[str, Any], directory: Path = FILES) -> str:
    return with_hashes(value, directory)["hash"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (asset(text="a"), "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"),
        (asset(path="files/one.txt"), ONE),
        (asset(uri=(FILES / "files" / "one.txt").as_uri()), ONE),
        (archive(path="files"), "5a66a5ced8f5833fb99f9d29e471247cb409196ae599f560b234ac85e5f1d298"),
        (archive(path="files/below"), "ae5669dccdc37a0350dc62fc952842cea2d05793b65376a5a21abe2a64a2f7ca"),
        (archive(assets={}), EMPTY_TAR),
        (
            archive(assets={"one.txt": asset(path="files/one.txt")}),
            "3786c4865cbe5ebf21f73738c5e15aecac083ceeb11b97d9c7e64dc777fd8060",
        ),
        (
            archive(
                assets={
                    "a.txt": asset(text="a"),
                    "below": archive(assets={"one.txt": asset(path="files/one.txt")}),
                    "folder": archive(path="files/below"),
                    "größe.txt": asset(text="Größe"),
                    f"{'long/' * 30}name.txt": asset(text="below many folders"),
                    "n" * 120: asset(text="a name that is too long for its field"),
                }
            ),
            "c0a9db1ce1c919a7f972c4a56c8bb6da11e08107c46893560b2fb4adb945e025",
        ),
    ],
)
def test_hashes_are_the_engines(value: dict[str, Any], expected: str) -> None:
    assert hash_of(value) == expected


def test_assets_inside_of_an_archive_are_hashed_too() -> None:
    found = with_hashes(archive(assets={"one.txt": asset(path="files/one.txt")}), FILES)
    assert found["assets"]["one.txt"]["hash"] == ONE


def test_assets_are_found_at_any_depth() -> None:
    value = {"list": [{"file": asset(path="files/one.txt")}], "hidden": secret(asset(text="a"))}
    found = with_hashes(value, FILES)
    assert found["list"][0]["file"]["hash"] == ONE
    assert found["hidden"]["value"]["hash"] == hash_of(asset(text="a"))


def test_a_hash_that_is_there_stays() -> None:
    assert hash_of(asset(path="files/one.txt", hash="known")) == "known"


def test_an_archive_file_is_hashed_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "code.zip").write_bytes(b"whatever it holds")
    assert hash_of(archive(path="code.zip"), tmp_path) == hashlib.sha256(b"whatever it holds").hexdigest()


def test_an_archive_file_inside_of_an_archive_is_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "code.zip", "w") as packed:
        packed.writestr("one.txt", (FILES / "files" / "one.txt").read_text())
    packed_in = archive(assets={"in": archive(path="code.zip")})
    spread = archive(assets={"in": archive(assets={"one.txt": asset(path=str(FILES / "files/one.txt"))})})
    assert hash_of(packed_in, tmp_path) == hash_of(spread, tmp_path)


def test_a_folder_is_packed_in_the_order_of_its_names_without_pulumis_own(tmp_path: Path) -> None:
    (tmp_path / "given" / "a").mkdir(parents=True)
    (tmp_path / "given" / ".pulumi").mkdir()
    for name in ("a.txt", "a/z.txt", ".pulumi/state"):
        (tmp_path / "given" / name).write_text(name)
    (tmp_path / "given" / "folder").symlink_to("a", target_is_directory=True)
    (tmp_path / "given" / "link.txt").symlink_to("a.txt")
    (tmp_path / "link").symlink_to("given", target_is_directory=True)

    packed = [("a/z.txt", b"a/z.txt"), ("a.txt", b"a.txt"), ("link.txt", b"a.txt")]
    blocks = b"".join(block for name, content in packed for block in tar_blocks(name, content))
    assert hash_of(archive(path="given"), tmp_path) == hashlib.sha256(blocks + bytes(1024)).hexdigest()
    # A folder that is itself a link is taken for empty.
    assert hash_of(archive(path="link"), tmp_path) == EMPTY_TAR


def test_what_is_behind_an_http_address_has_no_hash() -> None:
    remote = asset(uri="https://example.invalid/file")
    assert with_hashes(remote, FILES) == remote
    around = archive(assets={"file": remote})
    assert with_hashes(around, FILES) == around


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            asset(path="absent"),
            r"asset hash at here\.it: failed to open asset file '(.*)/absent': open \1/absent: no such file",
        ),
        (asset(path="files"), r"asset path '.*/files' is a directory; try using an archive"),
        (asset(uri="ftp://example.invalid/x"), "Unrecognized or unsupported URI scheme: ftp"),
        (
            archive(path="absent"),
            r"archive hash at here\.it: couldn't read archive path '(.*)/absent': stat \1/absent: no such",
        ),
        (archive(path="absent.zip"), r"open .*/absent\.zip: no such file or directory"),
        (archive(path="files/one.txt"), "is neither a recognized archive type nor a directory"),
        (archive(assets={"in": asset(path="absent")}), r"failed to compute asset hash at here\.it\.in: "),
    ],
)
def test_a_file_that_cannot_be_read_is_named(value: dict[str, Any], message: str) -> None:
    with pytest.raises(AssetError, match=message):
        with_hashes({"here": {"it": value}}, FILES)
