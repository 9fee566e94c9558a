"""Files among a program's values: assets and archives, which the engine hashes when it receives them.

Sources: pulumi/pulumi sdk/go/common/resource/asset/asset.go and archive/archive.go, and
pkg/resource/plugin/property_filter.go.
"""

import hashlib
import os
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from preview.tar import tar_blocks
from preview.wire import SIGNATURE

ASSET = "c44067f5952c0a294b673a41bacd8c17"
ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7"
# Endings of files that are archives themselves, which are hashed as they are.
_TARS = (".tar", ".tgz", ".tar.gz")
_ZIPS = (".zip", ".jar")
# Pulumi's own folder in a project, which no archive takes in.
_BOOKKEEPING = ".pulumi"
_REMOTE = ("http", "https")


class AssetError(Exception):
    """A file that cannot be read; the message says where it is named, and why."""


def with_hashes(value: Any, directory: Path, path: str = "") -> Any:
    """Return a value with the hash of every asset and archive inside of it.

    What is behind an http address stays without: a preview uses no network.

    Args:
        value: the value.
        directory: the program's folder, which paths are relative to.
        path: where the value is, for messages.

    Raises:
        AssetError: a file is missing or of the wrong kind.
    """
    if isinstance(value, list):
        return [with_hashes(item, directory, f"{path}[{index}]") for index, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    kind = value.get(SIGNATURE)
    if kind in (ASSET, ARCHIVE):
        return _hashed(value, directory, path)
    inside = kind is None
    return {
        key: with_hashes(item, directory, f"{path}.{key}".lstrip(".") if inside else path)
        for key, item in value.items()
    }


def _hashed(value: Mapping[str, Any], directory: Path, path: str) -> dict[str, Any]:
    """Hash an asset or archive, and first what an archive is made of; empty fields are left out."""
    found = {key: item for key, item in value.items() if item or key == "assets"}
    archive = value[SIGNATURE] == ARCHIVE
    if isinstance(found.get("assets"), dict):
        found["assets"] = {
            name: _hashed(item, directory, f"{path}.{name}") for name, item in found["assets"].items()
        }
    if found.get("hash") or urlsplit(str(found.get("uri", ""))).scheme in _REMOTE:
        return found
    if any("hash" not in item for item in found.get("assets", {}).values()):
        return found  # of something that is not read, nothing is known
    try:
        found["hash"] = _archive_hash(found, directory) if archive else _digest(_content(found, directory))
    except (OSError, ValueError, tarfile.TarError, zipfile.BadZipFile) as error:
        what = "archive" if archive else "asset"
        raise AssetError(f"failed to compute {what} hash at {path}: {error}") from error
    return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _content(asset: Mapping[str, Any], directory: Path) -> bytes:
    file = _file(asset, directory)
    if file is None:
        return str(asset.get("text", "")).encode()
    if file.is_dir():
        raise ValueError(f"asset path '{file}' is a directory; try using an archive")
    try:
        return _read(file)
    except ValueError as error:
        raise ValueError(f"failed to open asset file '{file}': {error}") from error


def _file(value: Mapping[str, Any], directory: Path) -> Path | None:
    if value.get("path"):
        # An absolute path stays as it is.
        return Path(os.path.normpath(directory / str(value["path"])))
    if value.get("uri"):
        parts = urlsplit(str(value["uri"]))
        if parts.scheme != "file":
            raise ValueError(f"Unrecognized or unsupported URI scheme: {parts.scheme}")
        return Path(url2pathname(parts.path))
    return None


def _archive_hash(archive: Mapping[str, Any], directory: Path) -> str:
    file = _file(archive, directory)
    if file is not None and file.name.endswith((*_TARS, *_ZIPS)):
        return _digest(_read(file))
    digest = hashlib.sha256()
    seen: set[str] = set()
    for name, content in _members(archive, directory):
        if name not in seen:
            seen.add(name)
            for block in tar_blocks(name, content):
                digest.update(block)
    digest.update(bytes(1024))  # two blocks of zeros end a tar
    return digest.hexdigest()


def _members(archive: Mapping[str, Any], directory: Path) -> Iterator[tuple[str, bytes]]:
    """Name the files of an archive in the order in which the engine packs them."""
    file = _file(archive, directory)
    if file is None:
        return _of_assets(archive.get("assets") or {}, directory)
    if file.name.endswith(_ZIPS):
        return _of_zip(file)
    return _of_tar(file) if file.name.endswith(_TARS) else _of_folder(file)


def _of_assets(assets: Mapping[str, Any], directory: Path) -> Iterator[tuple[str, bytes]]:
    for name in sorted(assets, key=str.encode):
        if assets[name][SIGNATURE] == ASSET:
            yield name, _content(assets[name], directory)
        else:
            for below, content in _members(assets[name], directory):
                yield os.path.normpath(f"{name}/{below}"), content


def _of_zip(file: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(file) as packed:
        for entry in packed.infolist():
            if not entry.is_dir():
                yield os.path.normpath(entry.filename), packed.read(entry)


def _of_tar(file: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(file) as packed:
        for entry in packed:
            stream = packed.extractfile(entry)
            if stream is not None:
                yield os.path.normpath(entry.name), stream.read()


def _of_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    try:
        folder.stat()
    except OSError as error:
        raise ValueError(
            f"couldn't read archive path '{folder}': {_reason('stat', folder, error)}"
        ) from error
    if not folder.is_dir():
        raise ValueError(f"'{folder}' is neither a recognized archive type nor a directory")
    for file in _walk(folder):
        yield file.relative_to(folder).as_posix(), file.read_bytes()


def _walk(folder: Path) -> Iterator[Path]:
    """Give the files below a folder, each folder's entries in the order of their names' bytes.

    Links to folders are not followed, links to files are.
    """
    if folder.is_symlink():
        return
    for entry in sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name)):
        if entry.name == _BOOKKEEPING:
            continue
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ValueError(_reason("open", file, error)) from error


def _reason(call: str, file: Path, error: OSError) -> str:
    """Say what the system said in Go's words."""
    return f"{call} {file}: {str(error.strerror).lower()}"
