"""The Python interpreter that a project or a policy pack asks for in its runtime options."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PLACES = ("bin/python", "Scripts/python.exe")


def interpreter(directory: Path, options: Mapping[str, Any]) -> str:
    """Give the interpreter of the virtual environment that is asked for.

    Source: pulumi/pulumi, sdk/python/toolchain/pip.go, which looks for it in the same place.

    Args:
        directory: the folder of the project or pack, which the environment's path is relative to.
        options: the runtime options, of which `virtualenv` counts.

    Returns:
        Its path, or this process's own interpreter: where none is asked for, where there is no such
        environment, and where it is the one that this process runs in.
    """
    environment = directory / str(options.get("virtualenv") or "")
    if not options.get("virtualenv") or environment.resolve() == Path(sys.prefix).resolve():
        return sys.executable
    found = (str(environment / place) for place in PLACES if (environment / place).exists())
    return next(found, sys.executable)
