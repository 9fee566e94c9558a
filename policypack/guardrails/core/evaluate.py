"""Evaluation: resources and controls in, decisions out. Nothing here knows the policy SDK."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePath

from guardrails.core.configuration import Configuration
from guardrails.core.control import (
    Broken,
    Context,
    Control,
    Fail,
    Finding,
    NotApplicable,
    Resource,
    Scope,
    Undecided,
)
from guardrails.core.decision import Decision, Level, Outcome
from guardrails.core.exemptions import Exemptions, Ledger
from guardrails.core.findings import describe


class Evaluator:
    """Takes the decisions of a set of controls. Several threads may use it at once."""

    def __init__(self, controls: Sequence[Control], configuration: Configuration, ledger: Ledger) -> None:
        self.controls = tuple(controls)
        self.configuration = configuration
        self.ledger = ledger
        self._claiming: dict[str, tuple[Control, ...]] = {}

    def claiming(self, type_token: str) -> tuple[Control, ...]:
        """List the controls that judge resources of a type."""
        found = self._claiming.get(type_token)
        if found is None:
            found = tuple(control for control in self.controls if control.claims(type_token))
            self._claiming[type_token] = found
        return found

    def resource(self, resource: Resource) -> list[Decision]:
        """Decide by every resource control that claims the resource's type, save disabled ones."""
        return self._decide(resource, Scope.RESOURCE, ())

    def stack(self, resources: Sequence[Resource]) -> list[Decision]:
        """Decide by every stack control on each resource of a type it claims, save disabled ones."""
        company = tuple(resources)
        return [decision for resource in company for decision in self._decide(resource, Scope.STACK, company)]

    def _decide(self, resource: Resource, scope: Scope, company: tuple[Resource, ...]) -> list[Decision]:
        claiming = self.claiming(resource.type)
        decisions: list[Decision] = []
        for control in claiming:
            settings = self.configuration.of(control)
            if control.scope is scope and settings.level is not Level.DISABLED:
                context = Context(settings.parameters, company, claiming)
                decision = decide(control, resource, context, self.configuration)
                decisions.append(self.ledger.apply(decision))
        return decisions


def decide(control: Control, resource: Resource, context: Context, configuration: Configuration) -> Decision:
    """Take the one decision of a control on a resource, before exemptions.

    One Broken makes it ERROR, otherwise one Fail FAIL, otherwise one Undecided UNDECIDED, otherwise one
    NotApplicable NOT_APPLICABLE, otherwise it is PASS. An exception makes it ERROR as well. An error always
    blocks, because a control that cannot judge must not let through. It names the place in the code and not
    the exception's text, which may quote a property.
    """
    level = configuration.of(control).level
    decision = Decision(control, resource.urn, resource.type, Outcome.PASS, level)
    try:
        found = list(control.check(resource, context))
        for kind, outcome in _OUTCOMES.items():
            sentences = _sentences(found, kind, resource)
            if sentences:
                if outcome is Outcome.ERROR:
                    level = Level.MANDATORY
                elif outcome is Outcome.UNDECIDED:
                    level = configuration.undecided_level(control)
                return replace(decision, outcome=outcome, findings=sentences, level=level)
    except Exception as error:  # noqa: BLE001 - whatever a check raises is contained and reported as its error
        broken = f"the check itself is broken: {type(error).__name__} in {_place(error)}"
        return replace(decision, outcome=Outcome.ERROR, findings=(broken,), level=Level.MANDATORY)
    return decision


# In the order in which they count.
_OUTCOMES: Mapping[type[Finding], Outcome] = {
    Broken: Outcome.ERROR,
    Fail: Outcome.FAIL,
    Undecided: Outcome.UNDECIDED,
    NotApplicable: Outcome.NOT_APPLICABLE,
}


def _sentences(found: Iterable[Finding], kind: type[Finding], resource: Resource) -> tuple[str, ...]:
    # Several unknown parts of one list make the same sentence.
    return tuple(dict.fromkeys(describe(finding, resource) for finding in found if isinstance(finding, kind)))


def _place(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{PurePath(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "its code"


def evaluate(
    resources: Sequence[Resource],
    controls: Sequence[Control],
    configuration: Configuration | None = None,
    exemptions: Exemptions | None = None,
    today: date | None = None,
) -> list[Decision]:
    """Decide on a list of resources, by resource controls and by stack controls.

    Args:
        resources: the resources of a stack.
        controls: the controls to judge by.
        configuration: levels and parameters; by default all mandatory, with default parameters.
        exemptions: the stack's exemptions; by default none.
        today: the day on which exemptions must hold; by default the day of the call.

    Returns:
        One decision for each control and resource of a type that it claims, save disabled controls.
    """
    day = today or date.today()  # noqa: DTZ011 - a calendar day, where the reader is
    ledger = Ledger(exemptions or Exemptions(), day)
    evaluator = Evaluator(controls, configuration or Configuration(), ledger)
    return [
        *(decision for resource in resources for decision in evaluator.resource(resource)),
        *evaluator.stack(resources),
    ]
