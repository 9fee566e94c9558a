"""Runs Python programs in forks of a process that has imported their packages already.

Run by file name and isolated: `python -Iu warm_server.py SOCKET MODULE...`. It imports the modules at the
first request, and ends when its standard input does. See warm_python.py for the other side.
"""

import contextlib
import gc
import importlib
import marshal
import os
import runpy
import select
import signal
import socket
import sys
import threading
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

REPOSITORY = str(Path(__file__).resolve().parents[2])
# Where an interpreter finds packages when nobody adds a place.
INSTALLED = tuple(sys.path)


def main(address: str, modules: Sequence[str]) -> None:
    """Serve requests; each comes with the standard streams of the program that is to be run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen(64)
        print("ready")  # noqa: T201 - who starts this waits for it
        while sys.stdin not in (ready := select.select([server, sys.stdin], [], [])[0]):
            assert ready
            connection, _ = server.accept()
            _warm_up(modules)
            _reap()
            if os.fork() == 0:
                server.close()
                _keep(connection)
            connection.close()
    _reap()


def _warm_up(modules: Sequence[str]) -> None:
    if gc.get_freeze_count():
        return
    gc.disable()
    sys.path[:0] = [REPOSITORY, f"{REPOSITORY}/policypack"]
    for module in modules:
        loaded = importlib.import_module(module)
        hasattr(loaded, "__all__")  # a part of an SDK loads itself when something in it is asked for
    assert threading.active_count() == 1, "a process with threads cannot be forked"
    gc.enable()
    gc.freeze()  # a collection in a fork would copy all memory that it looks at


def _reap() -> None:
    """Take note of the keepers that have ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _keep(connection: socket.socket) -> NoReturn:
    """Run the program in a child, end it when its client ends, and tell the client its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    size, streams, _, _ = socket.recv_fds(connection, 8, 3)
    with connection.makefile("rb") as file:
        request: dict[str, Any] = marshal.loads(file.read(int.from_bytes(size)))  # noqa: S302 - from our client
    child = os.fork()
    if child == 0:
        connection.close()
        os.setsid()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        _run(**request)
    for stream in streams:
        os.close(stream)
    _let_go_of_streams()

    def end_with_client() -> None:
        connection.recv(1)
        _kill_session(child)

    threading.Thread(target=end_with_client, daemon=True).start()
    _, status = os.waitpid(child, 0)
    _kill_session(child)  # nothing that a program leaves behind outlives it
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(marshal.dumps(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _let_go_of_streams() -> None:
    """Drop the streams of the server, at whose end whoever started it waits."""
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, sys.stdin.fileno())
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _kill_session(leader: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _run(
    executable: str, arguments: Sequence[str], directory: str, environment: Mapping[str, str]
) -> NoReturn:
    """Do what `python -m MODULE ARGUMENT...` or `python FILE ARGUMENT...` does."""
    is_module = arguments[0] == "-m"
    target, *sys.argv[1:] = arguments[1:] if is_module else arguments
    sys.argv[0] = target
    sys.executable = executable
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(directory)
    own = directory if is_module else str(Path(target).resolve().parent)
    sys.path[:] = [own, *filter(None, environment.get("PYTHONPATH", "").split(os.pathsep)), *INSTALLED]
    # What starts programs puts the program's own folder on the path, after this.
    if REPOSITORY not in sys.path and f'"root_directory": "{REPOSITORY}"' not in arguments[-1]:
        _forget_repository()
    try:
        if is_module:
            runpy.run_module(target, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(target, run_name="__main__")
    except Exception as error:  # noqa: BLE001 - as the interpreter does at its end
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename in (__file__, "<frozen runpy>"):
            frames = frames.tb_next
        traceback.print_exception(error.with_traceback(frames))
        sys.exit(1)
    sys.exit(0)


def _forget_repository() -> None:
    """Unload modules that the program would not find by itself."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        if file.startswith(REPOSITORY) and "site-packages" not in file:
            del sys.modules[name]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
