import json
from typing import Any

from preview.model import UNKNOWN, Pass, Phase, Result
from preview.redaction import Redactor
from preview.render.json_report import render_json
from preview.render.text_report import render_text


def shown(output: Any) -> str:
    """How the text names an output."""
    first = Pass(Phase.PREVIEW, outputs={"it": output})
    text = render_text(Result("site", "dev", first, Pass(Phase.APPLIED)), Redactor())
    return next(line for line in text.splitlines() if line.strip().startswith("it:")).strip()


def test_what_is_unknown_in_a_list_is_said_to_be() -> None:
    assert shown(["a", UNKNOWN]) == "it: [a, (known after deployment)]"


def test_a_long_text_is_named_by_its_first_line() -> None:
    assert shown("# Title\n\nMore") == "it: # Title (and 2 more lines)"


def test_other_values_are_shown_as_json() -> None:
    assert shown({"a": ["b"]}) == 'it: {"a": ["b"]}'
    assert shown("") == "it:"


def test_what_a_preview_cannot_know_is_said_before_the_verdict() -> None:
    result = Result("site", "dev", Pass(Phase.PREVIEW), Pass(Phase.APPLIED))

    lines = render_text(result, Redactor()).splitlines()

    assert "preview/limits.md" in lines[-3]
    assert "limits.md" in json.loads(render_json(result, Redactor()))["limits"]
