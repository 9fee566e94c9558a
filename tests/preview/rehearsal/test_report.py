import json

import pytest

from preview.redaction import Redactor
from preview.rehearsal.changes import Change, Kind
from preview.rehearsal.life import Step
from preview.rehearsal.report import SHOWN_LINES, Rehearsal, render_json, render_text
from tests.support.engine_events import BUCKET, VPC, urn


def rehearsal(*steps: Step) -> Rehearsal:
    return Rehearsal("small", "dev", "v3.1.0", steps)


def text(*steps: Step, hidden: str = "") -> str:
    return render_text(rehearsal(*steps), Redactor([hidden]))


def updated(name: str, *paths: str) -> Change:
    return Change(urn(VPC, name), VPC, Kind.UPDATED, paths)


def test_the_verdict_comes_last_and_names_each_problem_with_its_step() -> None:
    said = text(Step("up", "up"), Step("destroy", "destroy", problems=["left behind: a bucket"])).splitlines()

    assert said[-2:] == ["1 problem:", "  destroy: left behind: a bucket"]
    assert text(Step("up", "up")).splitlines()[-1] == "All 1 steps went as they should."


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (Step("up", "up"), 0),
        (Step("up", "up", problems=["x"]), 1),
        (Step("preview", "preview", problems=["x"], is_broken=True), 2),
    ],
)
def test_the_exit_code_tells_a_problem_from_a_broken_program(step: Step, code: int) -> None:
    assert rehearsal(Step("up", "up"), step).exit_code == code


def test_replacements_come_first_with_their_order_and_reason() -> None:
    replaced = Change(urn(BUCKET), BUCKET, Kind.REPLACED, ("bucket",), ("bucket",), deletes_first=True)

    said = text(Step("up", "up", changed=[updated("a", "tags"), replaced]))

    assert said.index("deleted first, then created, because of bucket") < said.index(
        "aws:ec2/vpc:Vpc a: tags"
    )


def test_many_updates_of_the_same_properties_are_one_line() -> None:
    said = text(Step("up", "up", changed=[updated(f"v{n}", "tags") for n in range(100)]))

    assert "100 resources: tags" in said
    assert "v1" not in said


def test_more_changes_than_fit_are_counted() -> None:
    said = text(Step("up", "up", changed=[updated(f"v{n}", f"p{n}") for n in range(SHOWN_LINES + 5)]))

    assert "and 5 more: --format json has all" in said


def test_a_new_stack_is_told_by_its_number_of_resources() -> None:
    created = [Change(urn(VPC, f"v{n}"), VPC, Kind.CREATED) for n in range(3)]

    said = text(Step("up", "up", changed=created, lists_changes=False))

    assert "3 created, 0 unchanged" in said
    assert "v1" not in said


def test_it_says_what_cannot_be_rehearsed_and_where_to_read_more() -> None:
    assert "preview/limits.md" in text(Step("up", "up"))


def test_no_form_shows_a_secret() -> None:
    step = Step("up", "up", problems=["refused hunter22"])

    assert "hunter22" not in text(step, hidden="hunter22")
    assert "hunter22" not in render_json(rehearsal(step), Redactor(["hunter22"]))


def test_programs_read_each_step() -> None:
    step = Step("up", "up", 1.26, [updated("a", "tags")], unchanged=4, notes=["n"], warnings=["w"])

    content = json.loads(render_json(rehearsal(step), Redactor()))

    assert content["version"] == 1
    assert content["exitCode"] == 0
    assert content["steps"] == [
        {
            "title": "up",
            "operation": "up",
            "seconds": 1.3,
            "unchanged": 4,
            "changes": [
                {
                    "urn": urn(VPC, "a"),
                    "type": VPC,
                    "kind": "updated",
                    "paths": ["tags"],
                    "reasons": [],
                    "deletesFirst": False,
                    "retained": False,
                }
            ],
            "problems": [],
            "notes": ["n"],
            "warnings": ["w"],
        }
    ]
