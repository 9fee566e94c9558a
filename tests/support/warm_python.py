"""An interpreter that starts in no time: it hands each program to a process that has imported it all already.

Most of what a test of a program costs is the start of interpreters and the loading of SDKs. The file that
`WarmPython.start` writes takes the arguments of a Python interpreter and behaves as one: the program has a
process, a session, streams, an environment and modules of its own. Nothing of `preview` is replaced for it.
"""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

# What pytest itself runs with.
REAL_PYTHON = sys.executable

# What the language hosts of the program, the policy pack and the EKS provider import. Its children's classes
# are its own, so the AWS SDK must not be among them.
SDK = (
    "pulumi_policy",
    "pulumi.provider.server",
    "preview.session",
    "preview.simulated.eks.provider",
    "jsonschema",
)
# What Palisade's own program imports, and programs with the AWS, EKS and Kubernetes SDKs.
PALISADE = (
    "infra.composition",
    "workloads.composition",
    "workloads.settings",
    "pulumi_eks",
    "preview.runner",
)

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
    connection.connect({socket!r})
    socket.send_fds(connection, [len(request).to_bytes(8)], [0, 1, 2])
    connection.sendall(request)
    code = marshal.loads(connection.recv(64))
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


class WarmPython:
    """A warm interpreter, ready as soon as it exists; its path is `executable`."""

    def __init__(self, folder: Path, modules: Sequence[str]) -> None:
        """Start the process that will import the modules when a program first comes.

        Args:
            folder: a folder to make, with a path short enough for a socket.
            modules: what to import.
        """
        folder.mkdir()
        self.executable = folder / "python"
        address = str(folder / "socket")
        server = str(Path(__file__).with_name("warm_server.py"))
        self._process = subprocess.Popen(
            [REAL_PYTHON, "-Iu", server, address, *modules],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n"
        self.executable.write_text(_CLIENT.format(python=REAL_PYTHON, socket=address), encoding="utf-8")
        self.executable.chmod(0o755)

    def close(self) -> None:
        """End the process; programs under way go on."""
        self._process.communicate()
