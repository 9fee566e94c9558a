"""The life of a stack, step by step: up, nothing more to do, changes, failure and recovery, destroy."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from preview import urns
from preview.rehearsal.changes import Change, changes, messages, unchanged, violations
from preview.rehearsal.engine import Operation
from preview.rehearsal.findings import at, differences, emptiness, left_behind, loss
from preview.simulated.faults import FAILED
from preview.simulated.store import Clouds


class Engine(Protocol):
    """The operations that a life is made of, on one stack; see preview.rehearsal.engine."""

    def preview(self) -> Operation:
        """Show what an update would do, under the policy packs."""
        ...

    def up(self) -> Operation:
        """Update without a preview, under the policy packs."""
        ...

    def refresh(self) -> Operation:
        """Take over what the clouds say."""
        ...

    def destroy(self, *, skip_preview: bool = True) -> Operation:
        """Delete everything; a preview before it stops at protected resources."""
        ...

    def state(self) -> Sequence[Mapping[str, Any]]:
        """Return the resources of the state, as `pulumi stack export` has them."""
        ...


@dataclass
class Step:
    """One operation and what came of it.

    Attributes:
        title: what was done, in the user's words.
        operation: the engine's: preview, up, refresh or destroy.
        seconds: how long it took.
        changed: what happened to resources; of a preview, what would.
        unchanged: how many stayed as they were.
        problems: what is not as it should be.
        notes: what is as it should be and worth knowing, such as a refusal that was asked for.
        warnings: what the engine and the providers warned of.
    """

    title: str
    operation: str
    seconds: float = 0.0
    changed: list[Change] = field(default_factory=list[Change])
    unchanged: int = 0
    problems: list[str] = field(default_factory=list[str])
    notes: list[str] = field(default_factory=list[str])
    warnings: list[str] = field(default_factory=list[str])
    lists_changes: bool = True  # whether each change is of interest, and not their number alone
    is_failure: bool = False  # whether it was to fail
    is_blocked: bool = False  # whether a policy blocks
    is_broken: bool = False  # whether program or configuration are at fault, and not a policy or a cloud


@dataclass(frozen=True)
class Alteration:
    """A change of the program, its settings, or what people put into the account, and how to apply it.

    Attributes:
        provides: the kind of what was missing that is there from now on; empty for another change.
    """

    title: str
    apply: Callable[[], None]
    provides: str = ""


@dataclass(frozen=True)
class Fault:
    """An operation that is to fail, and the type or URN that it is about.

    `create`, `update` and `delete` are refused; with `ready` a resource is created and does not become ready.
    """

    operation: str
    target: str

    @property
    def phase(self) -> str:
        """The part of the life in which it happens: create, update or delete."""
        return "create" if self.operation == "ready" else self.operation


class Life:
    """Runs the life of a stack and keeps what was seen."""

    def __init__(
        self, engine: Engine, clouds: Clouds, progress: Callable[[str], None], fault: Fault | None = None
    ) -> None:
        """Begin.

        Args:
            engine: the engine, with an empty stack.
            clouds: what exists in the simulated clouds.
            progress: called with the title of each step as it begins.
            fault: an operation that is to fail once.
        """
        self.steps: list[Step] = []
        self._engine = engine
        self._clouds = clouds
        self._progress = progress
        self._fault = fault
        self._to_come: frozenset[str] = frozenset()

    def live(self, alterations: Sequence[Alteration], unprotect: Sequence[Alteration]) -> None:
        """Live it to its end, or to the first problem after which what follows would mean nothing.

        Args:
            alterations: changes, applied one after the other.
            unprotect: what takes the stack's protection off, applied before it is destroyed.

        Raises:
            ProjectError: a change cannot be applied.
        """
        self._to_come = _provided_by(alterations)
        if not (self._plan("preview of a new stack", "create") and self._update("up", "create")):
            return
        if not self.steps[-1].is_failure:
            self._expect_nothing("preview again", "preview", self._engine.preview)
            self._expect_nothing("refresh", "refresh", self._engine.refresh)
        for position, alteration in enumerate(alterations, 1):
            self._to_come = _provided_by(alterations[position:])
            if not self._alter(alteration):
                return
        if alterations:
            self._expect_nothing("preview again", "preview", self._engine.preview)
        self._end(unprotect)
        if self._fault:
            self.steps[-1].problems.append(_never_reached(self._fault))

    def _alter(self, alteration: Alteration) -> bool:
        alteration.apply()
        title = alteration.title
        return self._plan(f"preview of {title}", "update") and self._update(f"up with {title}", "update")

    def _plan(self, title: str, operation: str) -> bool:
        """Preview, and say what the plan loses; it goes on unless the preview fails."""
        step = self._run(title, "preview", self._engine.preview)
        step.lists_changes = operation == "update"
        if step.is_failure:
            step.lists_changes = False
            return True
        is_done = not step.problems
        step.is_broken = not is_done and not step.is_blocked
        if operation == "update":
            step.problems += [loss(change) for change in step.changed if loss(change)]
        return is_done

    def _update(self, title: str, operation: str) -> bool:
        """Update, after the failure that was asked for if there is one, and compare with the plan."""
        plan = self.steps[-1].changed
        if self._fault and self._fault.phase == operation:
            if not self._fail(title, "up", self._engine.up):
                return False
            title = f"{title}, again"
        step = self._run(title, "up", self._engine.up)
        if step.problems:
            return False
        # A plan has shown the same changes.
        step.lists_changes = False
        if not step.is_failure and not self.steps[-2].is_failure:
            step.notes += differences(plan, step.changed)
        step.problems += left_behind(self._engine.state(), self._clouds.everything())
        return True

    def _fail(self, title: str, name: str, operate: Callable[[], Operation]) -> bool:
        fault, self._fault = self._fault, None
        assert fault is not None  # noqa: S101 - the caller has looked
        self._clouds.fail_once(fault.operation, fault.target)
        what = "does not become ready" if fault.operation == "ready" else f"fails to {fault.operation}"
        step = self._run(f"{title}, where a resource {what}", name, operate)
        step.is_failure, step.lists_changes = True, False
        if self._clouds.faults():
            step.problems.append(_never_reached(fault))
            return False
        step.notes = [line for line in step.problems if FAILED in line]
        step.problems = [line for line in step.problems if FAILED not in line]
        if not step.notes:
            step.problems.append(f"the {fault.operation} of {fault.target} failed and {name} did not say so")
        step.problems += left_behind(self._engine.state(), self._clouds.everything())
        return not step.problems

    def _expect_nothing(self, title: str, name: str, operate: Callable[[], Operation]) -> None:
        step = self._run(title, name, operate)
        step.problems += [
            f"{change.type} {change.name} would be {change.kind.value} although nothing was changed"
            f"{at(change.paths)}"
            for change in step.changed
        ]

    def _end(self, unprotect: Sequence[Alteration]) -> None:
        protected = [resource for resource in self._engine.state() if resource.get("protect")]
        if protected:
            step = self._run(
                "destroy while protected", "destroy", lambda: self._engine.destroy(skip_preview=False)
            )
            if not step.problems:
                step.problems = [f"{len(protected)} resources are protected, and none was refused to go"]
                return
            step.problems, step.changed = [], []
            step.notes = [f"refused: {len(protected)} resources are protected"]
            if not unprotect:
                step.notes.append(
                    "not destroyed: --unprotect KEY=VALUE says which settings take protection off"
                )
                return
        if unprotect and not self._alter(_together(unprotect)):
            return
        if self._fault and not self._fail("destroy", "destroy", self._engine.destroy):
            return
        self._destroy()

    def _destroy(self) -> None:
        step = self._run("destroy", "destroy", self._engine.destroy)
        step.lists_changes = False
        if step.problems:
            return
        kept = {change.urn for change in step.changed if change.retained}
        step.problems += [
            f"{resource['type']} {urns.name_of(resource['urn'])} is still in the stack"
            for resource in self._engine.state()
        ]
        for item in self._clouds.everything():
            line = f"{item.type} {urns.name_of(item.urn)} ({item.id})"
            if item.urn in kept:
                step.notes.append(f"stays, as retainOnDelete says: {line}")
            else:
                step.problems.append(f"left behind: {line}")
        step.notes += [
            f"stays, as the provider was told: {item.type} {urns.name_of(item.urn)} ({item.id})"
            for item in self._clouds.everything(released=True)
        ]
        step.notes += [emptiness(change) for change in step.changed if emptiness(change)]

    def _run(self, title: str, name: str, operate: Callable[[], Operation]) -> Step:
        self._progress(title)
        self._clouds.take_asked_in_vain()
        begin = time.monotonic()
        outcome = operate()
        step = Step(title, name, time.monotonic() - begin)
        step.changed = changes(outcome.events)
        step.unchanged = unchanged(outcome.events)
        step.warnings = messages(outcome.events, "warning")
        if outcome.exit_code:
            blocking = violations(outcome.events)
            step.is_blocked = bool(blocking)
            step.problems = [*blocking, *messages(outcome.events, "error")] or [
                f"pulumi {name} ended with exit code {outcome.exit_code}: {outcome.output.strip()}"
            ]
            self._excuse(step, outcome)
        self.steps.append(step)
        return step

    def _excuse(self, step: Step, outcome: Operation) -> None:
        """Take a failure as it should be where the program asked for what is missing and comes later."""
        missing = self._clouds.take_asked_in_vain()
        if missing and self._to_come.issuperset(missing) and not step.is_blocked:
            said = messages(outcome.events, "error", as_written=True)
            step.notes = [f"stops, since {' and '.join(missing)} are missing:", *said]
            step.problems, step.is_failure = [], True


def _provided_by(alterations: Sequence[Alteration]) -> frozenset[str]:
    return frozenset(alteration.provides for alteration in alterations if alteration.provides)


def _together(alterations: Sequence[Alteration]) -> Alteration:
    """Make one change of several."""

    def apply() -> None:
        for alteration in alterations:
            alteration.apply()

    return Alteration(" and ".join(alteration.title for alteration in alterations), apply)


def _never_reached(fault: Fault) -> str:
    return f"no {fault.operation} of {fault.target} was asked for, so none could fail"
