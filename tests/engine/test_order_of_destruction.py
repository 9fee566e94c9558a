"""A dependency that the program does not tell is found when the stack is destroyed on Pulumi's own engine."""

from pathlib import Path

import pytest

from preview import urns
from preview.rehearsal.changes import changes, messages
from tests.engine.stacks import new_stack

IDENTITY = Path("infra", "iam", "pod_identity.py")
TOLD = "aws.iam.RolePolicy(name, role=role.name,"
ROLE = "aws:iam/role:Role"


@pytest.mark.parametrize("is_told", [True, False])
@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_a_role_goes_after_its_policies_only_if_the_program_tells_whose_they_are(
    tmp_path: Path, stack: str, is_told: bool
) -> None:
    made = new_stack(stack, tmp_path)
    engine = made.engine
    assert engine.up().exit_code == 0
    if not is_told:
        names = {urns.name_of(item.urn): item.id for item in made.clouds.everything() if item.type == ROLE}
        file = made.copy.directory / IDENTITY
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
