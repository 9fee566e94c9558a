"""The connection to the API, to a TLS server on this machine."""

import contextlib
import datetime
import socket
import ssl
import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from preflight.checks.reach import connect_over_tls

_HOST = "localhost"


def certificate(folder: Path) -> tuple[str, Path]:
    """Make a certificate of an authority of its own; give it in PEM, and the file with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, _HOST)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(_HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    text = made.public_bytes(serialization.Encoding.PEM).decode()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = folder / f"{made.serial_number}.pem"
    file.write_text(text + private.decode(), encoding="utf-8")
    return text, file


@contextlib.contextmanager
def server(file: Path) -> Generator[int]:
    """Listen on a free port of this machine for one TLS connection."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("localhost", 0)) as listener:

        def answer() -> None:
            connection, _ = listener.accept()
            with contextlib.suppress(OSError), connection:
                context.wrap_socket(connection, server_side=True).close()

        thread = threading.Thread(target=answer)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join()


def test_a_server_under_the_authority_answers(tmp_path: Path):
    authority, file = certificate(tmp_path)
    with server(file) as port:
        connect_over_tls(_HOST, authority, port)


def test_a_server_under_another_authority_is_not_the_api(tmp_path: Path):
    _, file = certificate(tmp_path)
    other, _ = certificate(tmp_path)
    with server(file) as port, pytest.raises(OSError, match="certificate verify failed"):
        connect_over_tls(_HOST, other, port)


def test_a_host_where_nobody_listens_is_an_error_of_the_system(tmp_path: Path):
    authority, _ = certificate(tmp_path)
    with socket.create_server(("localhost", 0)) as listener:
        port = int(listener.getsockname()[1])
    with pytest.raises(OSError, match="refused"):
        connect_over_tls(_HOST, authority, port)
