"""The commands of a document are found as a reader would type them."""

import pytest

from tests.docs.markdown_commands import Command, read


def block(text: str, language: str = "console") -> list[str]:
    return [command.text for command in read(f"```{language}\n{text}\n```\n")]


def test_a_line_with_a_prompt_is_a_command_and_the_rest_of_a_console_is_output() -> None:
    assert block("$ make preview      # the dev stack\nResources\n$ make  test") == [
        "make preview",
        "make test",
    ]


@pytest.mark.parametrize("language", ["sh", "bash"])
def test_every_line_of_a_script_is_a_command(language: str) -> None:
    assert block("make preview\n\nmake test", language) == ["make preview", "make test"]


def test_a_command_goes_on_after_a_backslash_and_within_quotes() -> None:
    assert block("$ aws iam \\\n    create-role '{\"a\":\n    1}' --path /\n$ make test") == [
        "aws iam create-role '{\"a\": 1}' --path /",
        "make test",
    ]


@pytest.mark.parametrize("language", ["python", "yaml", "json", ""])
def test_other_languages_hold_no_commands(language: str) -> None:
    assert block("$ make test", language) == []


def test_code_in_a_sentence_is_a_command_when_it_begins_with_a_program_and_goes_on() -> None:
    text = "Run `pulumi up\n  --stack dev`, not `pulumi` or `region`; `make` has `make help`.\n"
    assert list(read(text)) == [
        Command("pulumi up --stack dev", in_block=False),
        Command("make help", in_block=False),
    ]


def test_a_block_inside_of_a_list_is_read() -> None:
    assert list(read("1. First:\n\n   ```console\n   $ make setup\n   ```\n2. `make test`\n")) == [
        Command("make setup", in_block=True),
        Command("make test", in_block=False),
    ]
