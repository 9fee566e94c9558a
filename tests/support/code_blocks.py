"""Code that the documentation shows."""

import re

from tests.support.shared_preview import REPOSITORY


def code_block(file: str, language: str) -> str:
    """Give the first code block of a language in a document."""
    text = (REPOSITORY / file).read_text(encoding="utf-8")
    found = re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)
    assert found
    return found.group(1)
