"""The projects on which the engine and the preview are compared."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.shared_preview import REPOSITORY

PROGRAMS = REPOSITORY / "tests" / "programs"
PACK = REPOSITORY / "policypack"
PIN = "a-secret-of-the-configuration"


@dataclass(frozen=True)
class Case:
    """A stack of a project.

    Attributes:
        name: what the case is called.
        directory: the project's folder.
        stack: name of the stack.
        config: values over the stack file's.
        secrets: secret values over them.
        pack_config: the stack whose configuration the policy pack has.
        packages: packages without an SDK that the program uses.
        after: the case whose stack the program refers to.
    """

    name: str
    directory: Path
    stack: str = "dev"
    config: Mapping[str, str] = field(default_factory=dict[str, str])
    secrets: Mapping[str, str] = field(default_factory=dict[str, str])
    pack_config: str = "dev"
    packages: tuple[str, ...] = ()
    after: str = ""


OPTIONS = Case("options", PROGRAMS / "options", secrets={"pin": PIN}, packages=("demo", "std"))
CASES = {
    case.name: case
    for case in (
        Case("dev", REPOSITORY),
        Case("prod", REPOSITORY, stack="prod", pack_config="prod"),
        Case("consumer", REPOSITORY / "docs" / "examples" / "consumer", after="dev"),
        Case("small_platform", PROGRAMS / "small_platform"),
        Case("broken_platform", PROGRAMS / "small_platform", config={"broken": "true"}),
        Case(
            "any_resources",
            PROGRAMS / "any_resources",
            config={"resources": str(REPOSITORY / "tests" / "engine" / "resources.json")},
            packages=("demo",),
        ),
        Case("refused_at_check", PROGRAMS / "refused"),
        Case("refused_at_creation", PROGRAMS / "refused", config={"at": "creation"}),
        OPTIONS,
        Case(
            "failing",
            OPTIONS.directory,
            config={"fail": "true"},
            secrets=OPTIONS.secrets,
            packages=("demo", "std"),
        ),
    )
}
