"""The process of a policy pack, started as the engine starts it."""

import os
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

import yaml

from preview.deployment import PolicyPackError
from preview.interpreter import interpreter

PACK_FILE = "PulumiPolicy.yaml"
PORT_LIMIT = 30.0  # seconds until a pack must have printed its port


def pack_python(directory: Path) -> str:
    """Give the interpreter that a pack runs with.

    Args:
        directory: the pack's folder.

    Raises:
        PolicyPackError: the folder holds no pack, or its PulumiPolicy.yaml cannot be read.
    """
    try:
        pack = yaml.safe_load((directory / PACK_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PolicyPackError(f"{directory} is no policy pack: it has no {PACK_FILE}") from None
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as error:
        raise PolicyPackError(
            f"{directory / PACK_FILE} cannot be read: {' '.join(str(error).split())}"
        ) from None
    runtime = pack.get("runtime") if isinstance(pack, dict) else None
    options = runtime.get("options") if isinstance(runtime, dict) else None
    return interpreter(directory, options if isinstance(options, dict) else {})


class PackProcess:
    """A policy pack that runs and listens at `port`."""

    def __init__(
        self,
        directory: Path,
        engine_address: str,
        environment: Mapping[str, str],
        errors: Path,
        *,
        inherited: Mapping[str, str] | None = None,
    ) -> None:
        """Start the pack and wait for its port.

        Args:
            directory: the pack's folder.
            engine_address: where the engine listens.
            environment: what the pack gets besides what it inherits.
            errors: file for what it writes to stderr.
            inherited: the environment below it; None for this process's own.

        Raises:
            PolicyPackError: the folder holds no pack, or the pack ends or prints no port in time.
        """
        python = pack_python(directory)
        below = os.environ if inherited is None else inherited
        with errors.open("w", encoding="utf-8") as stderr:
            self._process = subprocess.Popen(  # noqa: S603 - the pack the user named
                [python, "-u", "-m", "pulumi.policy", engine_address, str(directory)],
                cwd=directory,
                env={**below, "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,
            )
        self.port = self._read_port()
        if not self.port.isdigit():
            self.close()
            said = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
            reason = said[-1] if said else f"it printed no port within {PORT_LIMIT:.0f} s"
            raise PolicyPackError(f"policy pack {directory} does not start: {reason}")
        threading.Thread(target=self._drain, daemon=True).start()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()

    def _read_port(self) -> str:
        # Killing the process is what ends the read when nothing comes.
        watchdog = threading.Timer(PORT_LIMIT, self._process.kill)
        watchdog.start()
        try:
            assert self._process.stdout is not None  # noqa: S101 - a pipe was asked for
            return self._process.stdout.readline().strip()
        finally:
            watchdog.cancel()

    def _drain(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - as above
        self._process.stdout.read()
