from collections.abc import Callable, Sequence
from typing import Any

import pytest

from preview.rehearsal.engine import Operation
from preview.rehearsal.life import Alteration, Fault, Life, Step
from preview.simulated.store import Clouds, Store
from tests.support.engine_events import BUCKET, VPC, said, step, urn, violation

DONE = Operation(0, "")


class StandIn:
    """An engine that holds one VPC; `answers` maps operations to what it answers next instead."""

    def __init__(self) -> None:
        self.clouds = Clouds()
        self.answers: dict[str, list[Operation]] = {}
        self.protected = False
        self.refuses_protected = True
        self.beside_a_failure: dict[str, Any] | None = None
        self._resources: list[dict[str, Any]] = []
        self.asked: list[str] = []

    def preview(self) -> Operation:
        return self._answer("preview", [step("same" if self._resources else "create")])

    def up(self) -> Operation:
        if self.clouds.take_fault("create", VPC, urn(VPC)):
            told = said("error", "this create was told to fail, once", urn(VPC))
            return Operation(1, "", (told, *filter(None, [self.beside_a_failure])))
        operation = "same" if self._resources else "create"
        self._resources = [
            {"type": VPC, "id": "vpc-1", "urn": urn(VPC), "custom": True, "protect": self.protected}
        ]
        Store(self.clouds).put(VPC, urn(VPC), "vpc-1", {}, {})
        return self._answer("up", [step(operation)])

    def refresh(self) -> Operation:
        return self._answer("refresh", [step("refresh")])

    def destroy(self, *, skip_preview: bool = True) -> Operation:
        if self.clouds.take_fault("delete", VPC, urn(VPC)):
            return Operation(1, "", (said("error", "this delete was told to fail, once", urn(VPC)),))
        if self.protected and self.refuses_protected and not skip_preview:
            return Operation(1, "", (said("error", "resource is protected", urn(VPC)),))
        self._resources = []
        Store(self.clouds).remove(VPC, "vpc-1")
        return self._answer("destroy", [step("delete", old={})])

    def state(self) -> Sequence[dict[str, Any]]:
        return self._resources

    def unprotect(self) -> None:
        self.protected = False
        for resource in self._resources:
            resource["protect"] = False

    def _answer(self, name: str, events: list[dict[str, Any]]) -> Operation:
        self.asked.append(name)
        answers = self.answers.get(name, [])
        return answers.pop(0) if answers else Operation(0, "", tuple(events))


@pytest.fixture
def engine() -> StandIn:
    return StandIn()


def lived(
    engine: StandIn,
    *alterations: Alteration,
    fault: Fault | None = None,
    unprotect: Callable[[], None] | None = None,
) -> list[Step]:
    life = Life(engine, engine.clouds, lambda _: None, fault)
    life.live(list(alterations), [Alteration("protect=false", unprotect)] if unprotect else [])
    return life.steps


def nothing(*alterations: str) -> Alteration:
    return Alteration("size=2", lambda: None)


def operation(*events: dict[str, Any], exit_code: int = 0, output: str = "") -> Operation:
    return Operation(exit_code, output, events)


def problems(steps: Sequence[Step]) -> list[str]:
    return [problem for item in steps for problem in item.problems]


def test_a_life_goes_from_a_preview_to_an_empty_account(engine: StandIn) -> None:
    steps = lived(engine)

    assert [item.title for item in steps] == [
        "preview of a new stack",
        "up",
        "preview again",
        "refresh",
        "destroy",
    ]
    assert problems(steps) == []
    assert engine.clouds.everything() == []


def providing(engine: StandIn, kind: str) -> Alteration:
    return Alteration(f"--provide {kind}", lambda: engine.clouds.provide(kind), provides=kind)


def asks(engine: StandIn, name: str, *kinds: str) -> None:
    """Have the next operation of a name ask for what is missing, and fail as long as it is."""
    operate = getattr(engine, name)

    def asking() -> Operation:
        lacking = [kind for kind in kinds if engine.clouds.lacks(kind)]
        return Operation(1, "", (said("error", "Put it:\n  there", ""),)) if lacking else operate()

    setattr(engine, name, asking)


def test_what_stops_for_what_is_provided_later_is_as_it_should_be(engine: StandIn) -> None:
    engine.clouds.withhold("images")
    asks(engine, "up", "images")

    steps = lived(engine, providing(engine, "images"))

    assert [item.title for item in steps] == [
        "preview of a new stack",
        "up",
        "preview of --provide images",
        "up with --provide images",
        "preview again",
        "destroy",
    ]
    assert problems(steps) == []
    assert steps[1].notes == ["stops, since images are missing:", "Put it:\n  there"]


def test_a_change_that_stops_for_what_is_missing_goes_on_when_it_is_provided(engine: StandIn) -> None:
    engine.clouds.withhold("images")

    def change() -> None:
        for name in ("preview", "up"):
            asks(engine, name, "images")

    steps = lived(engine, Alteration("stage=2", change), providing(engine, "images"))

    assert problems(steps) == []
    stopped = [item.title for item in steps if item.is_failure]
    assert stopped == ["preview of stage=2", "up with stage=2"]


@pytest.mark.parametrize("later", ["secret-values", ""])
def test_what_is_missing_and_never_provided_is_a_problem(engine: StandIn, later: str) -> None:
    engine.clouds.withhold("images")
    asks(engine, "up", "images")

    steps = lived(engine, *([providing(engine, later)] if later else []))

    assert problems(steps) == ["Put it: there"]
    assert steps[-1].title == "up"


def test_a_failure_for_another_reason_is_a_problem_while_something_is_missing(engine: StandIn) -> None:
    engine.clouds.withhold("images")
    engine.answers["up"] = [operation(said("error", "no rights", ""), exit_code=1)]

    assert problems(lived(engine, providing(engine, "images"))) == ["no rights"]


def test_a_change_is_applied_before_its_preview_and_the_end_is_previewed_again(engine: StandIn) -> None:
    steps = lived(engine, Alteration("size=2", lambda: engine.asked.append("applied")))

    assert [item.title for item in steps][4:7] == ["preview of size=2", "up with size=2", "preview again"]
    assert engine.asked[4:8] == ["applied", "preview", "up", "preview"]


def test_a_stack_that_would_change_by_itself_is_a_problem(engine: StandIn) -> None:
    engine.answers["preview"] = [DONE, operation(step("update", diffs={"tags": "update"}))]

    assert problems(lived(engine)) == [
        "aws:ec2/vpc:Vpc main would be updated although nothing was changed (tags)"
    ]


def test_a_difference_at_a_refresh_is_a_problem(engine: StandIn) -> None:
    engine.answers["refresh"] = [operation(step("delete"))]

    assert problems(lived(engine)) == ["aws:ec2/vpc:Vpc main would be deleted although nothing was changed"]


def test_a_change_that_replaces_data_is_a_problem_and_the_life_goes_on(engine: StandIn) -> None:
    replaced = operation(step("replace", BUCKET, diffs={"bucket": "update-replace"}))
    engine.answers["preview"] = [DONE, DONE, replaced]

    steps = lived(engine, nothing())

    assert problems(steps) == [
        "aws:s3/bucket:Bucket main is replaced (bucket): its objects and their versions are lost"
    ]
    assert steps[-1].title == "destroy"


def test_a_policy_that_blocks_ends_it_and_is_no_fault_of_the_program(engine: StandIn) -> None:
    engine.answers["preview"] = [operation(violation("no-ssh", "mandatory", "open"), exit_code=1)]

    (only,) = lived(engine)

    assert only.problems == ["policy no-ssh: open"]
    assert only.is_blocked
    assert not only.is_broken


def test_a_program_that_fails_ends_it(engine: StandIn) -> None:
    engine.answers["preview"] = [operation(exit_code=255, output="no such project")]

    (only,) = lived(engine)

    assert only.problems == ["pulumi preview ended with exit code 255: no such project"]
    assert only.is_broken


@pytest.mark.parametrize("target", [VPC, urn(VPC)])
def test_a_creation_that_fails_is_tried_again_and_nothing_is_left_behind(
    engine: StandIn, target: str
) -> None:
    steps = lived(engine, fault=Fault("create", target))

    assert [item.title for item in steps][1:3] == ["up, where a resource fails to create", "up, again"]
    assert steps[1].notes == ["aws:ec2/vpc:Vpc main: this create was told to fail, once"]
    assert problems(steps) == []


def test_an_error_beside_the_failure_that_was_asked_for_is_a_problem(engine: StandIn) -> None:
    engine.beside_a_failure = said("error", "no such zone", urn(BUCKET))

    steps = lived(engine, fault=Fault("create", VPC))

    assert problems(steps) == ["aws:s3/bucket:Bucket main: no such zone"]
    assert steps[-1].title == "up, where a resource fails to create"


def test_what_a_failure_leaves_behind_is_found_at_once(engine: StandIn) -> None:
    Store(engine.clouds).put(BUCKET, urn(BUCKET), "lost", {}, {})

    steps = lived(engine, fault=Fault("create", VPC))

    assert "left behind" in steps[1].problems[0]


def test_a_deletion_that_fails_is_tried_again(engine: StandIn) -> None:
    steps = lived(engine, fault=Fault("delete", VPC))

    assert [item.title for item in steps][-2:] == ["destroy, where a resource fails to delete", "destroy"]
    assert problems(steps) == []


def test_a_failure_of_what_nobody_creates_is_a_problem(engine: StandIn) -> None:
    assert problems(lived(engine, fault=Fault("create", BUCKET))) == [
        f"no create of {BUCKET} was asked for, so none could fail"
    ]


def test_a_failure_that_is_never_reached_is_a_problem(engine: StandIn) -> None:
    assert problems(lived(engine, fault=Fault("update", BUCKET))) == [
        f"no update of {BUCKET} was asked for, so none could fail"
    ]


def test_what_the_stack_does_not_know_is_found_after_an_update(engine: StandIn) -> None:
    Store(engine.clouds).put(BUCKET, urn(BUCKET), "lost", {}, {})

    assert "left behind: aws:s3/bucket:Bucket main (lost) exists, and the stack does not know it" in problems(
        lived(engine)
    )


def test_an_update_that_differs_from_its_preview_says_so(engine: StandIn) -> None:
    engine.answers["preview"] = [DONE]

    steps = lived(engine)

    assert steps[1].notes == ["aws:ec2/vpc:Vpc main was previewed as unchanged and is created"]


def test_protection_is_respected_and_taken_off_as_told(engine: StandIn) -> None:
    engine.protected = True

    steps = lived(engine, unprotect=engine.unprotect)

    assert [item.title for item in steps][-4:] == [
        "destroy while protected",
        "preview of protect=false",
        "up with protect=false",
        "destroy",
    ]
    assert steps[-4].notes == ["refused: 1 resources are protected"]
    assert problems(steps) == []


def test_a_protected_stack_is_left_as_it_is_where_nobody_says_how_to_unprotect_it(engine: StandIn) -> None:
    engine.protected = True

    steps = lived(engine)

    assert steps[-1].title == "destroy while protected"
    assert steps[-1].notes[-1].startswith("not destroyed: --unprotect KEY=VALUE")
    assert [item.id for item in engine.clouds.everything()] == ["vpc-1"]


def test_protection_that_does_not_hold_is_a_problem(engine: StandIn) -> None:
    engine.protected = True
    engine.refuses_protected = False

    assert problems(lived(engine)) == ["1 resources are protected, and none was refused to go"]


def test_what_is_retained_or_released_stays_and_is_told(engine: StandIn) -> None:
    store = Store(engine.clouds)
    store.put(BUCKET, urn(BUCKET), "kept", {}, {})
    store.put(BUCKET, urn(BUCKET, "released"), "released", {}, {})
    store.release(BUCKET, "released")
    engine.answers["destroy"] = [operation(step("delete", BUCKET, old={"retainOnDelete": True}))]

    last = lived(engine)[-1]

    assert "stays, as retainOnDelete says: aws:s3/bucket:Bucket main (kept)" in last.notes
    assert "stays, as the provider was told: aws:s3/bucket:Bucket released (released)" in last.notes
    assert last.problems == []


def test_what_a_destroy_leaves_behind_is_a_problem(engine: StandIn) -> None:
    Store(engine.clouds).put(BUCKET, urn(BUCKET), "lost", {}, {})

    assert lived(engine)[-1].problems == ["left behind: aws:s3/bucket:Bucket main (lost)"]
