"""The pack can be installed by itself: its own lock has what it imports, as the project's lock has it."""

import ast
import re
import sys
from pathlib import Path

from tests.support.pack_process import PACK
from tests.support.shared_preview import REPOSITORY

# The package that a module comes with.
PACKAGES = {
    "google": "protobuf",
    "pulumi": "pulumi",
    "pulumi_policy": "pulumi-policy",
    "yaml": "pyyaml",
}


def imported(file: Path) -> set[str]:
    """Name the modules that a file imports, without their parts."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.add(str(node.module).partition(".")[0])
    return found


def locked(file: Path) -> dict[str, tuple[str, int]]:
    """Give the version of each package in a lock, and how many hashes it has."""
    entries = re.findall(r"^([a-z0-9-]+)==(\S+)(.*?)(?=^\S|\Z)", file.read_text(), re.MULTILINE | re.DOTALL)
    return {name: (version, rest.count("--hash=sha256:")) for name, version, rest in entries}


def test_the_pack_asks_for_what_it_imports_and_for_nothing_else() -> None:
    modules: set[str] = set()
    for file in (PACK / "__main__.py", *(PACK / "guardrails").rglob("*.py")):
        modules |= imported(file)
    asked = {line for line in (PACK / "requirements.in").read_text().split("\n") if re.match(r"\w", line)}
    assert asked == {PACKAGES[name] for name in modules - sys.stdlib_module_names - {"guardrails"}}


def test_the_packs_lock_has_the_projects_versions_with_hashes() -> None:
    own, of_the_project = locked(PACK / "requirements.txt"), locked(REPOSITORY / "requirements.txt")
    assert set(PACKAGES.values()) <= set(own)
    assert all(hashes for _, hashes in own.values())
    assert own == {name: of_the_project[name] for name in own}
