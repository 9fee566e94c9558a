"""Entries of a tar file, byte for byte as Go's archive/tar writes them, by which the engine hashes archives.

Source: Go's archive/tar, writer.go, format.go and strconv.go: USTAR where a name fits it, PAX otherwise.
"""

from collections.abc import Iterator

BLOCK = 512
_NAME, _PREFIX = 100, 155
_REGULAR, _EXTENDED = b"0", b"x"
_MODE = 0o600


def tar_blocks(name: str, content: bytes) -> Iterator[bytes]:
    """Give the bytes of one regular file of mode 600, with all that precedes it.

    Args:
        name: its path in the archive.
        content: what it holds.
    """
    parts = _split(name) if name.isascii() else None
    if parts is None:
        folder, _, file = name.rpartition("/")
        records = _record("path", name)
        extended = "/".join(filter(None, [folder, "PaxHeaders.0", file]))
        yield _header(_ascii(extended)[:_NAME].rstrip("/"), "", 0, len(records), _EXTENDED)
        yield _padded(records)
        parts = "", _ascii(name)[:_NAME].rstrip("/")
    prefix, suffix = parts
    yield _header(suffix, prefix, _MODE, len(content), _REGULAR)
    yield _padded(content)


def _split(name: str) -> tuple[str, str] | None:
    """Split a path into USTAR's prefix and name; None if it does not fit."""
    if len(name) <= _NAME:
        return "", name
    length = min(len(name), _PREFIX + 1)
    if name.endswith("/"):
        length -= 1
    at = name.rfind("/", 0, length)
    rest = len(name) - at - 1
    if at <= 0 or rest > _NAME or rest == 0 or at > _PREFIX:
        return None
    return name[:at], name[at + 1 :]


def _ascii(text: str) -> str:
    return "".join(character for character in text if character.isascii())


def _record(key: str, value: str) -> bytes:
    """Write a PAX record, which begins with its own length."""
    body = f" {key}={value}\n".encode()
    size = len(body) + len(str(len(body)))
    size = len(body) + len(str(size))
    return str(size).encode() + body


def _header(name: str, prefix: str, mode: int, size: int, kind: bytes) -> bytes:
    fields = [
        _text(name, _NAME),
        _octal(mode, 8),
        _octal(0, 8),  # user
        _octal(0, 8),  # group
        _octal(size, 12),
        _octal(0, 12),  # time
        b" " * 8,  # checksum, as it counts in the checksum
        kind,
        bytes(_NAME),  # link
        b"ustar\x0000",
        bytes(32),  # user's name
        bytes(32),  # group's name
        _octal(0, 8) if kind == _REGULAR else bytes(8),  # device, twice
        _octal(0, 8) if kind == _REGULAR else bytes(8),
        _text(prefix, _PREFIX),
    ]
    header = b"".join(fields).ljust(BLOCK, b"\0")
    return header[:148] + _octal(sum(header), 7) + b" " + header[156:]


def _text(text: str, size: int) -> bytes:
    return text.encode().ljust(size, b"\0")


def _octal(number: int, size: int) -> bytes:
    return f"{number:0{size - 1}o}".encode() + b"\0"


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % BLOCK)
