"""The change that docs/adding-a-service.md tells: a service of one file and its sizes in the stack files."""

import subprocess
from pathlib import Path

import yaml

from tests.support.shared_preview import REPOSITORY

NAME = "ledger"
_DECLARATION = '''"""Ledger: keeps what appointments cost."""

from workloads.service_spec import ServiceSpec

SPEC = ServiceSpec(
    name="ledger", repository="palisade/ledger", callers=("appointment",), secrets=("api-key",)
)
'''
_SIZES = {
    "imageDigest": f"sha256:{'1' * 64}",
    "replicas": {"min": 1, "max": 2},
    "resources": {"cpu": "100m", "cpuLimit": "500m", "memory": "256Mi", "ephemeralStorage": "64Mi"},
}
_QUOTA = {"pods": 60, "cpuLimit": "30", "memoryLimit": "24Gi"}


def write_patch(folder: Path) -> Path:
    """Write the change as a patch of the repository, as `git diff` does.

    Args:
        folder: where it is made.
    """
    stacks = ("Pulumi.dev.yaml", "Pulumi.prod.yaml")
    service = Path("workloads", "services", f"{NAME}.py")
    for side in ("a", "b"):
        for stack in stacks:
            copy = folder / side / stack
            copy.parent.mkdir(exist_ok=True)
            copy.write_text((REPOSITORY / stack).read_text(encoding="utf-8"), encoding="utf-8")
    for stack in stacks:
        file = folder / "b" / stack
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        content["config"]["palisade:services"][NAME] = _SIZES
        content["config"]["palisade:quota"] = _QUOTA
        file.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    (folder / "b" / service).parent.mkdir(parents=True)
    (folder / "b" / service).write_text(_DECLARATION, encoding="utf-8")
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
