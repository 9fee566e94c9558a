"""Computed outputs of small packages that many programs use: random, tls, command, time, docker-build."""

import base64
from collections.abc import Callable, Mapping
from typing import Any

from preview import wire
from preview.model import Properties
from preview.simulated.made_up import TIMESTAMP, hexadecimal, letters, number, universally_unique

Outputs = Callable[[str, Properties], Properties]

_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_SPECIAL = "!@#$%&*()-_=+[]{}<>:?"
# Marks a PEM text as made up; the length of a real key is of no use to anyone.
_PEM = "-----BEGIN {kind}-----\n{body}\n-----END {kind}-----\n"


def _characters(seed: str, inputs: Properties) -> str:
    """Return text of the length and the classes of characters that were asked for."""
    alphabet = "".join(
        characters
        for key, characters in (
            ("lower", _LOWER),
            ("upper", _LOWER.upper()),
            ("numeric", _DIGITS),
            ("special", str(inputs.get("overrideSpecial") or _SPECIAL)),
        )
        if inputs.get(key, inputs.get("number", True) if key == "numeric" else True) is not False
    )
    length = int(inputs.get("length", 0))
    return "".join(alphabet[number(f"{seed}{index}", len(alphabet))] for index in range(length))


def _string(urn: str, inputs: Properties) -> Properties:
    return {"result": _characters(urn, inputs)}


def _password(urn: str, inputs: Properties) -> Properties:
    result = _characters(urn, inputs)
    return {"result": wire.secret(result), "bcryptHash": wire.secret(f"$2a$10${hexadecimal(urn, 53)}")}


def _identifier(urn: str, inputs: Properties) -> Properties:
    prefix = str(inputs.get("prefix") or "")
    text = hexadecimal(urn, 2 * int(inputs.get("byteLength", 8)))
    raw = bytes.fromhex(text)
    url = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return {
        "hex": prefix + text,
        "dec": prefix + str(int(text, 16)),
        "b64Std": prefix + base64.b64encode(raw).decode(),
        "b64Url": prefix + url,
    }


def _bytes(urn: str, inputs: Properties) -> Properties:
    text = hexadecimal(urn, 2 * int(inputs.get("length", 8)))
    encoded = base64.b64encode(bytes.fromhex(text)).decode()
    return {"hex": wire.secret(text), "base64": wire.secret(encoded)}


def _pet(urn: str, inputs: Properties) -> Properties:
    del urn
    words = ("calm", "brave", "otter")
    length = max(1, int(inputs.get("length") or 2))
    chosen = [*(["very"] * max(0, length - len(words))), *words[-length:]]
    parts = [*filter(None, [inputs.get("prefix")]), *chosen]
    return {"id": "-".join(parts), "separator": inputs.get("separator") or "-"}


def _uuid(urn: str, inputs: Properties) -> Properties:
    del inputs
    return {"result": universally_unique(urn)}


def _integer(urn: str, inputs: Properties) -> Properties:
    low, high = int(inputs["min"]), int(inputs["max"])
    return {"result": low + number(urn, high - low + 1)}


def _shuffle(urn: str, inputs: Properties) -> Properties:
    given = list(inputs.get("inputs") or [])
    ordered = sorted(enumerate(given), key=lambda item: hexadecimal(f"{urn}{item[0]}", 16))
    count = int(inputs.get("resultCount") or len(given))
    return {"results": [item for _, item in ordered][:count]}


def _pem(kind: str, urn: str) -> str:
    body = base64.b64encode(f"simulated {kind.lower()} {hexadecimal(urn, 24)}".encode()).decode()
    return _PEM.format(kind=kind, body=body)


def _private_key(urn: str, inputs: Properties) -> Properties:
    del inputs
    return {
        "privateKeyPem": wire.secret(_pem("PRIVATE KEY", urn)),
        "privateKeyOpenssh": wire.secret(_pem("OPENSSH PRIVATE KEY", urn)),
        "privateKeyPemPkcs8": wire.secret(_pem("PRIVATE KEY", urn)),
        "publicKeyPem": _pem("PUBLIC KEY", urn),
        "publicKeyOpenssh": f"ssh-rsa {base64.b64encode(urn.encode()).decode()[:64]}\n",
        "publicKeyFingerprintMd5": hexadecimal(urn, 32),
        "publicKeyFingerprintSha256": f"SHA256:{letters(urn, 43)}",
    }


def _certificate(urn: str, inputs: Properties) -> Properties:
    del inputs
    return {
        "certPem": _pem("CERTIFICATE", urn),
        "validityStartTime": TIMESTAMP,
        "validityEndTime": "2027-01-01T00:00:00Z",
        "readyForRenewal": False,
    }


def _request(urn: str, inputs: Properties) -> Properties:
    del inputs
    return {"certRequestPem": _pem("CERTIFICATE REQUEST", urn), "keyAlgorithm": "RSA"}


def _command(urn: str, inputs: Properties) -> Properties:
    del urn, inputs
    # No command is run, so it prints nothing.
    return {"stdout": "", "stderr": ""}


def _time(urn: str, inputs: Properties) -> Properties:
    del urn, inputs
    return {
        "rfc3339": TIMESTAMP,
        "unix": 1767225600,
        "year": 2026,
        "month": 1,
        "day": 1,
        "hour": 0,
        "minute": 0,
        "second": 0,
    }


def _built_image(urn: str, inputs: Properties) -> Properties:
    digest = f"sha256:{hexadecimal(urn, 64)}"
    tag = str(next(iter(inputs.get("tags") or []), "simulated"))
    return {"digest": digest, "ref": f"{tag}@{digest}", "contextHash": hexadecimal(urn, 64)}


def _docker_image(urn: str, inputs: Properties) -> Properties:
    name = str(inputs.get("imageName") or inputs.get("name") or "simulated")
    digest = f"sha256:{hexadecimal(urn, 64)}"
    return {
        "baseImageName": name,
        "imageName": name,
        "imageId": digest,
        "repoDigest": f"{name.rsplit(':', 1)[0]}@{digest}",
        "latest": digest,
    }


_OUTPUTS: Mapping[str, Outputs] = {
    "random:index/randomString:RandomString": _string,
    "random:index/randomPassword:RandomPassword": _password,
    "random:index/randomId:RandomId": _identifier,
    "random:index/randomBytes:RandomBytes": _bytes,
    "random:index/randomPet:RandomPet": _pet,
    "random:index/randomUuid:RandomUuid": _uuid,
    "random:index/randomUuid4:RandomUuid4": _uuid,
    "random:index/randomUuid7:RandomUuid7": _uuid,
    "random:index/randomInteger:RandomInteger": _integer,
    "random:index/randomShuffle:RandomShuffle": _shuffle,
    "tls:index/privateKey:PrivateKey": _private_key,
    "tls:index/selfSignedCert:SelfSignedCert": _certificate,
    "tls:index/locallySignedCert:LocallySignedCert": _certificate,
    "tls:index/certRequest:CertRequest": _request,
    "command:local:Command": _command,
    "command:remote:Command": _command,
    "command:remote:CopyFile": lambda _urn, _inputs: {},
    "command:remote:CopyToRemote": lambda _urn, _inputs: {},
    "time:index/static:Static": _time,
    "time:index/offset:Offset": _time,
    "time:index/rotating:Rotating": _time,
    "time:index/sleep:Sleep": lambda _urn, _inputs: {},
    "docker-build:index:Image": _built_image,
    "docker:index/image:Image": _docker_image,
    "docker:index/remoteImage:RemoteImage": _docker_image,
}
SIMULATED_TYPES = frozenset(_OUTPUTS)


def outputs_of(type_token: str, urn: str, inputs: Properties) -> dict[str, Any]:
    """Return the computed outputs of a type, none if it is not one of these.

    Args:
        type_token: the resource's type.
        urn: the resource, on which everything random depends.
        inputs: its inputs without secret marks.
    """
    outputs = _OUTPUTS.get(type_token)
    return {} if outputs is None else outputs(urn, inputs)
