"""An interpreter that starts in no time: it hands each program to a process that has imported it all already.

Most of what a test of a program costs is the start of interpreters and the loading of SDKs. The file that
`WarmPython.start` writes takes the arguments of a Python interpreter and behaves as one: the program has a
process, a session, streams, an environment and modules of its own. Nothing of `preview` is replaced for it.
"""

import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
# A part of an SDK as a program names it, such as `aws.ec2.Vpc` or `kubernetes.core.v1.Namespace`.
_PART = re.compile(r"\b((?:aws|kubernetes)\.[a-z0-9_]+(?:\.v[a-z0-9]+)?)\.[A-Z]")
# What pytest itself runs with.
REAL_PYTHON = sys.executable

# What the hosts of policy packs and of the EKS provider import, and the preview itself. The EKS provider has
# classes of its own for the AWS resources that it registers, so the AWS SDK must not be among them.
HOSTS = (
    "jsonschema",
    "pulumi_policy",
    "pulumi.provider.server",
    "preview.session",
    "preview.simulated.eks.provider",
)
# What Palisade's program imports of its own.
PALISADE = (
    "infra.composition",
    "infra.configuration",
    "infra.outputs",
    "workloads.composition",
    "workloads.settings",
)
# What a program imports that runs a preview in its own process.
PREVIEW = ("preview.session", "preview.simulated.aws.provider", "preview.simulated.kubernetes.provider")


def programs() -> list[str]:
    """List what programs import: Palisade's own, and small ones of the tests.

    The SDKs load their parts when a program first names them, so the parts stand in its source only.
    """
    found: set[str] = set()
    for layer in ("infra", "workloads"):
        for file in (REPOSITORY / layer).rglob("*.py"):
            found.update(_PART.findall(file.read_text(encoding="utf-8")))
    parts = sorted(f"pulumi_{part}" for part in found)
    return [*parts, "pulumi_eks", *PALISADE, *PREVIEW]


# Options that it does not know go to a real interpreter.
_CLIENT = """\
#!{python} -IS
import marshal, os, signal, socket, sys

arguments = sys.argv[1:]
if arguments[:1] == ["-u"]:
    del arguments[0]
if not arguments or (arguments[0].startswith("-") and arguments[0] != "-m"):
    os.execv({python!r}, [{python!r}, *sys.argv[1:]])
request = marshal.dumps({{
    "executable": __file__,
    "arguments": arguments,
    "directory": os.getcwd(),
    "environment": dict(os.environ),
}})
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({hosts!r} if arguments[0] == "-m" else {programs!r})
    socket.send_fds(connection, [len(request).to_bytes(8)], [0, 1, 2])
    connection.sendall(request)
    code = marshal.loads(connection.recv(64))
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


class WarmPython:
    """A warm interpreter, ready as soon as it exists; its path is `executable`."""

    def __init__(
        self, folder: Path, hosts: Sequence[str] = HOSTS, imported: Sequence[str] | None = None
    ) -> None:
        """Start the processes that will import modules when a program first comes.

        Args:
            folder: an empty folder, with a path short enough for a socket.
            hosts: what programs import that are started by module.
            imported: what programs import that are started by file; programs() by default.
        """
        addresses = folder / "hosts", folder / "programs"
        self._processes = [
            _serve(addresses[0], hosts),
            _serve(addresses[1], programs() if imported is None else imported),
        ]
        self.executable = folder / "python"
        client = _CLIENT.format(python=REAL_PYTHON, hosts=str(addresses[0]), programs=str(addresses[1]))
        self.executable.write_text(client, encoding="utf-8")
        self.executable.chmod(0o755)

    def close(self) -> None:
        """End the processes; programs under way go on."""
        for process in self._processes:
            process.communicate()


def _serve(address: Path, modules: Sequence[str]) -> subprocess.Popen[bytes]:
    server = Path(__file__).with_name("warm_server.py")
    process = subprocess.Popen(
        [REAL_PYTHON, "-Iu", str(server), str(address), *modules],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process
