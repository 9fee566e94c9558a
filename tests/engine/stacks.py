"""The project's own stacks on Pulumi's engine, without the policy pack."""

from dataclasses import dataclass
from pathlib import Path

from preview.rehearsal.engine import Engine
from preview.rehearsal.workspace import Workspace
from preview.simulated.store import FILE_VARIABLE, Clouds
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

# What lets a stack be destroyed.
UNPROTECTED = {"protect": "false", "cluster.deletionProtection": "false"}


@dataclass(frozen=True)
class Stack:
    """A stack that is not created yet: the engine, the copy of the project, what exists in the clouds."""

    engine: Engine
    copy: Workspace
    clouds: Clouds


def new_stack(name: str, folder: Path) -> Stack:
    """Make a stack in a folder of its own.

    Args:
        name: dev or prod; it is not protected.
        folder: where everything goes.
    """
    copy = Workspace(REPOSITORY, name, folder / "project")
    for setting, value in UNPROTECTED.items():
        copy.set_config(setting, value)
    copy.write_stack_file()
    variables = {FILE_VARIABLE: str(folder / "clouds")}
    engine = Engine(copy.directory, name, folder / "state", python=REAL_PYTHON, variables=variables)
    made = engine.init()
    assert made.exit_code == 0, made.output
    return Stack(engine, copy, Clouds(folder / "clouds"))
