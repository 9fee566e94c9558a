"""The policy packs of a whole preview: one host for each pack and pass."""

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from types import TracebackType

from preview.decisions import merge
from preview.deployment import Deployment
from preview.model import Result
from preview.policy import PackOptions, PolicyHost


class Packs:
    """Starts the packs for each pass and gathers what they said. A context manager, which ends them."""

    def __init__(self, packs: Sequence[PackOptions]) -> None:
        self._packs = packs
        self._lock = threading.Lock()
        self._hosts: list[PolicyHost] = []

    def __enter__(self) -> "Packs":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for host in self._hosts:
            host.close()

    def start(self, deployment: Deployment) -> Sequence[PolicyHost]:
        """Start every pack for one pass, side by side.

        Raises:
            PolicyPackError: one of them does not start.
        """
        if not self._packs:
            return ()
        with ThreadPoolExecutor(len(self._packs)) as executor:
            return list(executor.map(partial(self._start, deployment), self._packs))

    def _start(self, deployment: Deployment, pack: PackOptions) -> PolicyHost:
        project = deployment.project
        secret = set(project.secret_keys)
        host = PolicyHost(
            pack,
            project=project.name,
            stack=project.stack,
            phase=deployment.phase,
            engine_address=deployment.engine_address,
            config={key: value for key, value in project.config.items() if key not in secret},
        )
        with self._lock:
            self._hosts.append(host)
        return host

    def complete(self, result: Result) -> None:
        """Add the policies, the merged decisions and the notices to a result."""
        result.policies = list(
            {(policy.pack, policy.name): policy for host in self._hosts for policy in host.policies}.values()
        )
        result.decisions = merge(decision for host in self._hosts for decision in host.decisions)
        result.notices = list(dict.fromkeys(notice for host in self._hosts for notice in host.notices))
