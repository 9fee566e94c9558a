import json
from collections.abc import Callable
from pathlib import Path

import pytest

from preview.configuration import SECRET_PLACEHOLDER
from preview.project import load_project
from preview.project_files import ProjectError, stacks

WriteProject = Callable[..., Path]
SCHEMA = """
config:
  size: {type: integer, default: 3}
  zones: {type: array, items: {type: string}, default: [a, b]}
  owner: {type: string, description: who answers for it}
  aws:region: eu-central-1
"""


def test_values_come_from_overrides_then_the_stack_then_the_project(write_project: WriteProject) -> None:
    directory = write_project("", SCHEMA, "config:\n  small:owner: me\n  small:size: 4\n")

    project = load_project(directory, "dev", {"size": "5"})

    assert project.name == "small"
    assert project.config == {
        "small:owner": "me",
        "small:size": "5",
        "small:zones": '["a","b"]',
        "aws:region": "eu-central-1",
    }
    assert project.secret_keys == ()


def test_an_object_reaches_the_program_with_its_keys_in_order(write_project: WriteProject) -> None:
    stack = "config: {small:owner: me, small:limits: {upper: 3, lower: {b: 1, a: 2}}}"
    project = load_project(write_project("", SCHEMA, stack), "dev")
    assert project.config["small:limits"] == '{"lower":{"a":2,"b":1},"upper":3}'


def test_ciphertext_is_stood_in_for_and_stays_secret(write_project: WriteProject) -> None:
    stack = "config:\n  small:owner: {secure: AAAB}\n  small:deep: {user: me, password: {secure: AAAB}}\n"

    project = load_project(write_project("", SCHEMA, stack), "dev")

    assert project.secret_keys == ("small:deep", "small:owner")
    assert project.config["small:owner"] == SECRET_PLACEHOLDER
    assert json.loads(project.config["small:deep"]) == {"user": "me", "password": SECRET_PLACEHOLDER}


def test_a_key_declared_secret_is_secret_in_plain_text_too(write_project: WriteProject) -> None:
    directory = write_project("", "config: {token: {type: string, secret: true}}", "config: {small:token: x}")

    assert load_project(directory, "dev").secret_keys == ("small:token",)


def test_a_missing_value_is_named_with_its_file_and_description(write_project: WriteProject) -> None:
    with pytest.raises(ProjectError, match=r"Pulumi\.dev\.yaml: small:owner: no value.*who answers for it"):
        load_project(write_project("", SCHEMA), "dev")


@pytest.mark.parametrize("found", ["many", "1.5", "true", "[1]"])
def test_a_value_of_another_type_is_refused(write_project: WriteProject, found: str) -> None:
    directory = write_project("", SCHEMA, f"config: {{small:owner: me, small:size: {found}}}")

    with pytest.raises(
        ProjectError, match=r"Pulumi\.dev\.yaml: small:size: .* found; .* integer is expected"
    ):
        load_project(directory, "dev")


def test_a_secret_of_another_type_is_refused_without_being_shown(write_project: WriteProject) -> None:
    directory = write_project("", "config: {n: {type: integer, secret: true}}", "config: {small:n: hidden}")

    with pytest.raises(ProjectError) as refused:
        load_project(directory, "dev")

    assert "hidden" not in str(refused.value)


def test_an_unknown_stack_is_refused_with_those_that_exist(write_project: WriteProject) -> None:
    directory = write_project("")

    assert stacks(directory) == ["dev"]
    with pytest.raises(ProjectError, match=r"no Pulumi\.production\.yaml .* stacks with a file: dev"):
        load_project(directory, "production")


def test_a_project_without_stack_files_takes_any_stack(write_project: WriteProject) -> None:
    directory = write_project("", "config: {size: {type: integer, default: 3}}")
    (directory / "Pulumi.dev.yaml").unlink()

    assert load_project(directory, "any").config == {"small:size": "3"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("runtime: python", "name is required"),
        ("name: x\nruntime: nodejs", "'nodejs' found; only python"),
        ("name: [", r"Pulumi\.yaml cannot be read"),
        ("- a", "a mapping of keys is expected"),
        ("name: x\nruntime: python\nmain: absent", "no Python program at"),
        ("name: x\nruntime: python\nconfig: {a: {type: strnig}}", "did you mean string"),
    ],
)
def test_a_broken_project_file_is_one_message(write_project: WriteProject, text: str, message: str) -> None:
    directory = write_project("", stack_yaml="config: {x:a: 1}")
    (directory / "Pulumi.yaml").write_text(text)

    with pytest.raises(ProjectError, match=message):
        load_project(directory, "dev")


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no Pulumi\.yaml in"):
        load_project(tmp_path, "dev")


def test_the_projects_own_interpreter_is_used_where_it_exists(write_project: WriteProject) -> None:
    directory = write_project("")
    (directory / "Pulumi.yaml").write_text("name: x\nruntime: {name: python, options: {virtualenv: env}}")
    without = load_project(directory, "dev").python
    (directory / "env" / "bin").mkdir(parents=True)
    (directory / "env" / "bin" / "python").touch()

    assert load_project(directory, "dev").python == str(directory / "env" / "bin" / "python")
    assert without != str(directory / "env" / "bin" / "python")
