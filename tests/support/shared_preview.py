"""One preview of each stack for the whole test run, shared by the workers of pytest-xdist."""

import fcntl
import pickle
from pathlib import Path

from preview.model import Result
from preview.session import preview

REPOSITORY = Path(__file__).resolve().parents[2]


def shared_preview(stack: str, cache: Path) -> Result:
    """Preview a Palisade stack, or load what another worker has already previewed.

    Args:
        stack: dev or prod.
        cache: a directory that all workers of this run see, and no other run.
    """
    stored = cache / f"{stack}.pickle"
    with (cache / f"{stack}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            stored.write_bytes(pickle.dumps(preview(REPOSITORY, stack)))
    result = pickle.loads(stored.read_bytes())  # noqa: S301 - written by this very test run
    assert isinstance(result, Result)
    return result
