"""A dependency that the program does not tell is found when the stack is destroyed on Pulumi's own engine."""

from pathlib import Path

import pytest

from preview import urns
from preview.rehearsal.changes import changes, messages
from preview.rehearsal.engine import Engine
from preview.rehearsal.workspace import Workspace
from preview.simulated.store import FILE_VARIABLE, Clouds
from tests.support.shared_preview import REPOSITORY
from tests.support.warm_python import REAL_PYTHON

IDENTITY = Path("infra", "iam", "pod_identity.py")
TOLD = "aws.iam.RolePolicy(name, role=role.name,"
ROLE = "aws:iam/role:Role"


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_role_goes_after_its_policies_only_if_the_program_tells_whose_they_are(
    tmp_path: Path, stack: str, is_told: bool
) -> None:
    copy = Workspace(REPOSITORY, stack, tmp_path / "project")
    copy.set_config("protect", "false")
    copy.set_config("cluster.deletionProtection", "false")
    copy.write_stack_file()
    clouds = tmp_path / "clouds"
    variables = {FILE_VARIABLE: str(clouds)}
    engine = Engine(copy.directory, stack, tmp_path / "state", python=REAL_PYTHON, variables=variables)
    assert engine.init().exit_code == 0
    assert engine.up().exit_code == 0
    if not is_told:
        names = {urns.name_of(item.urn): item.id for item in Clouds(clouds).everything() if item.type == ROLE}
        file = copy.directory / IDENTITY
        program = file.read_text(encoding="utf-8")
        assert TOLD in program
        untold = TOLD.replace("role.name", f"{names}[name]")
        file.write_text(program.replace(TOLD, untold), encoding="utf-8")
        assert changes(engine.up().events) == []

    destroyed = engine.destroy()

    refused = [line for line in messages(destroyed.events, "error") if line.startswith(ROLE)]
    assert (destroyed.exit_code == 0) is is_told
    assert bool(refused) is not is_told
    assert all(
        "DeleteConflict: Cannot delete entity, must delete policies first." in line for line in refused
    )
