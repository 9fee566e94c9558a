"""Levels and parameters by stack."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from guardrails.core.configuration import Configuration, ConfigurationError, load, parameters_of
from guardrails.core.decision import Level
from tests.support.judge import CONTROLS

CONFIG = Path(__file__).resolve().parents[3] / "policypack" / "config"
WINDOW = CONTROLS["KMS-02"]


def written(folder: Path, content: Any) -> Path:
    file = folder / "dev.json"
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def test_a_level_for_all_holds_where_no_other_is_given(tmp_path: Path) -> None:
    file = written(
        tmp_path, {"all": "advisory", WINDOW.name: {"enforcementLevel": "mandatory", "minimumDays": 20}}
    )
    configuration = load(file, CONTROLS.values())
    assert configuration.of(WINDOW).level is Level.MANDATORY
    assert configuration.of(WINDOW).parameters["minimumDays"] == 20
    assert configuration.of(CONTROLS["KMS-01"]).level is Level.ADVISORY


def test_a_pack_without_configuration_blocks() -> None:
    assert {Configuration().of(control).level for control in CONTROLS.values()} == {Level.MANDATORY}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([], "must be an object of policy names"),
        ({"no-such-policy": "advisory"}, "there is no policy 'no-such-policy'"),
        ({WINDOW.name: "loud"}, "'loud' is no level"),
        ({WINDOW.name: 7}, "must be a level or an object"),
        ({WINDOW.name: {"days": 7}}, "has no parameter 'days'"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(tmp_path: Path, content: Any, said: str) -> None:
    with pytest.raises(ConfigurationError, match="dev") as caught:
        load(written(tmp_path, content), CONTROLS.values())
    assert said in str(caught.value)


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_stacks_block_everywhere_or_say_why_not(stack: str) -> None:
    configuration = load(CONFIG / f"{stack}.json", CONTROLS.values())
    for control in CONTROLS.values():
        settings = configuration.of(control)
        assert settings.level is Level.MANDATORY or settings.parameters["reason"]


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_stacks_parameters_fit_their_schemas(stack: str) -> None:
    given = json.loads((CONFIG / f"{stack}.json").read_text(encoding="utf-8"))
    by_name = {control.name: control for control in CONTROLS.values()}
    for name, entry in given.items():
        if isinstance(entry, dict):
            schema = {"properties": dict(parameters_of(by_name[name]))}
            jsonschema.validate(entry, schema)


def test_every_default_fits_its_own_schema() -> None:
    for control in CONTROLS.values():
        for schema in parameters_of(control).values():
            jsonschema.validate(schema["default"], dict(schema))
