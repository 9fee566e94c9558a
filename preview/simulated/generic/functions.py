"""Functions of packages that need no cloud: std's on texts, http and command refused with a reason."""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from preview.model import Properties
from preview.simulated.simulation import SimulationError

Function = Callable[[Properties], Properties]


def _on_text(function: Callable[[str], Any]) -> Function:
    return lambda arguments: {"result": function(str(arguments.get("input", "")))}


def _join(arguments: Properties) -> Properties:
    return {"result": str(arguments.get("separator", "")).join(map(str, arguments.get("input") or []))}


def _split(arguments: Properties) -> Properties:
    return {"result": str(arguments.get("text", "")).split(str(arguments.get("separator", "")))}


def _replace(arguments: Properties) -> Properties:
    text = str(arguments.get("text", ""))
    return {"result": text.replace(str(arguments.get("search", "")), str(arguments.get("replace", "")))}


def _jsonencode(arguments: Properties) -> Properties:
    return {"result": json.dumps(arguments.get("input"), separators=(",", ":"))}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse(token: str, reason: str) -> Function:
    def refuse(arguments: Properties) -> Properties:
        del arguments
        raise SimulationError(f"{token} is not run: {reason}")

    return refuse


FUNCTIONS: Mapping[str, Function] = {
    "std:index:base64encode": _on_text(lambda text: base64.b64encode(text.encode()).decode()),
    "std:index:base64decode": _on_text(lambda text: base64.b64decode(text).decode()),
    "std:index:base64sha256": _on_text(
        lambda text: base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    ),
    "std:index:lower": _on_text(str.lower),
    "std:index:upper": _on_text(str.upper),
    "std:index:trimspace": _on_text(str.strip),
    "std:index:sha256": _on_text(_sha256),
    "std:index:jsondecode": _on_text(json.loads),
    "std:index:jsonencode": _jsonencode,
    "std:index:join": _join,
    "std:index:split": _split,
    "std:index:replace": _replace,
    "command:local:run": _refuse("command:local:run", "a preview runs no commands"),
    "http:index/getHttp:getHttp": _refuse("http:index/getHttp:getHttp", "a preview uses no network"),
}
