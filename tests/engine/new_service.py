"""The change that `make new-service` makes: a service of one file and its sizes in the stack files."""

import subprocess
from pathlib import Path

import yaml

from scaffold.service_file import NewService, source
from scaffold.stack_file import with_service
from tests.support.shared_preview import REPOSITORY
from workloads.catalogue import find_specs

NAME = "ledger"
_SERVICE = NewService(NAME, callers=(find_specs()[0].name,), secrets=("api-key",))


def write_patch(folder: Path) -> Path:
    """Write the change as a patch of the repository, as `git diff` does.

    Args:
        folder: where it is made.
    """
    project = yaml.safe_load((REPOSITORY / "Pulumi.yaml").read_text(encoding="utf-8"))
    quota = project["config"]["palisade:quota"]["default"]
    for stack in ("Pulumi.dev.yaml", "Pulumi.prod.yaml"):
        text = (REPOSITORY / stack).read_text(encoding="utf-8")
        _write(folder / "a" / stack, text)
        _write(folder / "b" / stack, with_service(text, NAME, file=stack, default_quota=quota))
    _write(folder / "b" / "workloads" / "services" / f"{NAME}.py", source(_SERVICE))
    found = subprocess.run(
        ["git", "diff", "--no-index", "--no-prefix", "a", "b"],  # noqa: S607 - the developer's own git
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    patch = folder / "new-service.patch"
    patch.write_text(found.stdout, encoding="utf-8")
    return patch


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
