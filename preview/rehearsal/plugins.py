"""Provider plugins for the engine: scripts that start the simulated providers.

The engine takes an executable `pulumi-resource-NAME` on PATH for the provider of package NAME before it looks
for an installed one (pulumi/pulumi sdk/go/common/workspace/plugins.go).
"""

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

# Printed as JSON: the Pulumi packages that an interpreter can import.
_LIST_PACKAGES = """
import json, pathlib, sys
found = set()
for entry in sys.path:
    for file in pathlib.Path(entry or ".").glob("*/pulumi-plugin.json"):
        about = json.loads(file.read_text(encoding="utf-8"))
        if about.get("resource"):
            found.add(about.get("name") or file.parent.name.removeprefix("pulumi_").replace("_", "-"))
print(json.dumps(sorted(found)))
"""
GENERIC = "preview.simulated.generic"
# Folder of files that are named by the process that a script has become, so that none outlives a rehearsal.
RUNNING = "running"


class PluginError(Exception):
    """An interpreter that cannot be asked for its packages; the message is the user's."""


def installed_packages(python: str) -> list[str]:
    """List the Pulumi packages with a provider that an interpreter has installed.

    Args:
        python: the project's interpreter.

    Raises:
        PluginError: it does not run.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the project's own interpreter
            [python, "-c", _LIST_PACKAGES], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise PluginError(f"{python} cannot be asked for its Pulumi packages: {error}") from error
    return json.loads(done.stdout)


def write_plugins(folder: Path, packages: Iterable[str], module_of: Callable[[str], str | None]) -> None:
    """Write a script for each package.

    Args:
        folder: where they go; made if it is not there.
        packages: names of Pulumi packages, such as `aws`.
        module_of: gives the module that runs as the provider of a package, None for the generic one.
    """
    (folder / RUNNING).mkdir(parents=True, exist_ok=True)
    root = Path(__file__).parents[2]
    for package in packages:
        script = folder / f"pulumi-resource-{package}"
        module = module_of(package) or GENERIC
        script.write_text(
            "#!/bin/sh\n"
            f": > {shlex.quote(str(folder / RUNNING))}/$$\n"
            f"PYTHONPATH={shlex.quote(str(root))} "
            f'exec {shlex.quote(sys.executable)} -u -m {module} "$@"\n',
            encoding="utf-8",
        )
        script.chmod(0o755)


def running(folder: Path) -> list[int]:
    """Return the processes that the scripts of a folder have become, and forget them."""
    files = list((folder / RUNNING).iterdir())
    for file in files:
        file.unlink()
    return [int(file.name) for file in files]
