"""What the documentation shows works."""

from pathlib import Path
from typing import Any

import yaml

from guardrails.core import exemptions
from guardrails.core.control import Control, Example
from guardrails.core.evaluate import evaluate
from guardrails.core.examples import judged
from tests.support.code_blocks import code_block
from tests.support.judge import CONTROLS

ROOT = Path(__file__).resolve().parents[2]


def test_the_rule_that_the_guide_shows_decides_its_examples_as_it_says() -> None:
    names: dict[str, Any] = {}
    exec(code_block("docs/adding-a-rule.md", "python"), names)  # noqa: S102 - the guide's own code
    control = names["CONTROL"]
    assert isinstance(control, Control)

    def outcomes(examples: tuple[Example, ...]) -> set[str]:
        return {evaluate([judged(control, example)], [control])[0].outcome.value for example in examples}

    assert outcomes(control.passes) == {"pass"}
    assert outcomes(control.fails) == {"fail"}
    assert outcomes(control.undecided) == {"undecided"}


def test_the_exemption_that_the_readme_shows_is_valid(tmp_path: Path) -> None:
    text = code_block("policypack/README.md", "yaml")
    (tmp_path / "dev.yaml").write_text(text, encoding="utf-8")
    found = exemptions.load(tmp_path / "dev.yaml", list(CONTROLS))
    assert found.problems == ()
    assert len(found.entries) == len(yaml.safe_load(text)["exemptions"])


def test_the_stacks_own_exemptions_are_valid() -> None:
    for stack in ("dev", "prod"):
        found = exemptions.load(ROOT / "policypack" / "exemptions" / f"{stack}.yaml", list(CONTROLS))
        assert found.problems == ()
        assert not any(entry.bad_date for entry in found.entries)
