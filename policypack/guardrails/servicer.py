"""The gRPC service of the pack: the SDK's, with its own way to evaluate.

The SDK's own service decodes a resource again for every policy, and turns a mandatory policy into advice as
soon as it looks at a value that is not known yet. This one decodes once, runs only the controls that claim
the type, and gives one decision for each.
"""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from google.protobuf import empty_pb2, json_format
from pulumi.runtime.proto import analyzer_pb2
from pulumi_policy.policy import _PolicyAnalyzerServicer  # pyright: ignore[reportPrivateUsage] - no public way

from guardrails.core.configuration import Settings, level_of
from guardrails.core.control import Control, Resource, Scope
from guardrails.core.decision import Decision, Level, Outcome
from guardrails.core.decode import Decoded, decode, merged
from guardrails.core.evaluate import Evaluator
from guardrails.decision_file import DecisionFile

_LEVELS = {
    Level.ADVISORY: analyzer_pb2.ADVISORY,
    Level.MANDATORY: analyzer_pb2.MANDATORY,
}


class ControlServicer(_PolicyAnalyzerServicer):
    """Answers the engine with the decisions of the pack's controls."""

    def __init__(self, *args: Any, evaluator: Evaluator, file: DecisionFile) -> None:
        """Take the arguments that PolicyPack gives, and what evaluates."""
        super().__init__(*args)
        self._pack = str(args[0])
        self._version = str(args[1])
        self._evaluator = evaluator
        self._file = file
        # What Analyze saw of each resource: AnalyzeStack is given outputs only, which may be empty.
        self._seen: dict[str, tuple[Decoded, dict[str, Any]]] = {}
        self._lock = threading.Lock()

    def Configure(  # noqa: N802 - the protocol's name
        self, request: analyzer_pb2.ConfigureAnalyzerRequest, _context: Any
    ) -> empty_pb2.Empty:
        """Take the levels and parameters, which the engine has validated against the policies' schemas."""
        given: dict[str, Settings] = {}
        for name, policy in request.policyConfig.items():
            word = analyzer_pb2.EnforcementLevel.Name(policy.enforcementLevel).lower()
            given[name] = Settings(level_of(word), json_format.MessageToDict(policy.properties))
        configuration = replace(self._evaluator.configuration, given=given)
        self._evaluator.configuration = configuration
        for control in self._evaluator.controls:
            settings = configuration.of(control)
            if settings.level is Level.DISABLED:
                reason = settings.parameters["reason"] or "no reason given"
                self._file.notice("info", f"{control.id} ({control.title}) is disabled: {reason}")
        return empty_pb2.Empty()

    def Analyze(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeRequest, _context: Any
    ) -> analyzer_pb2.AnalyzeResponse:
        """Judge one resource by its inputs."""
        decoded = decode(request.properties)
        provider = decode(request.provider.properties).properties if request.HasField("provider") else {}
        with self._lock:
            self._seen[request.urn] = (decoded, provider)
        resource = Resource(
            type=request.type,
            name=request.name,
            urn=request.urn,
            properties=decoded.properties,
            parent=request.options.parent,
            provider=provider,
            protect=request.options.protect,
            ignore_changes=tuple(request.options.ignoreChanges),
            secrets=decoded.secrets,
        )
        return self._answer(self._evaluator.resource(resource), Scope.RESOURCE)

    def AnalyzeStack(  # noqa: N802
        self, request: analyzer_pb2.AnalyzeStackRequest, _context: Any
    ) -> analyzer_pb2.AnalyzeResponse:
        """Judge all resources together, by their outputs over their inputs."""
        resources = [self._of_stack(item) for item in request.resources]
        answer = self._answer(self._evaluator.stack(resources), Scope.STACK)
        for notice in self._evaluator.ledger.notices():
            self._file.notice("warning", notice)
        return answer

    def _of_stack(self, item: analyzer_pb2.AnalyzerResource) -> Resource:
        nothing: tuple[Decoded, dict[str, Any]] = (Decoded({}), {})
        inputs, provider = self._seen.get(item.urn, nothing)
        decoded = merged(inputs, decode(item.properties))
        if item.HasField("provider"):
            provider = decode(item.provider.properties).properties
        return Resource(
            type=item.type,
            name=item.name,
            urn=item.urn,
            properties=decoded.properties,
            parent=item.parent,
            dependencies=frozenset(item.dependencies),
            property_dependencies={key: frozenset(of.urns) for key, of in item.propertyDependencies.items()},
            provider=provider,
            protect=item.options.protect,
            ignore_changes=tuple(item.options.ignoreChanges),
            secrets=decoded.secrets,
        )

    def _answer(self, decisions: Sequence[Decision], scope: Scope) -> analyzer_pb2.AnalyzeResponse:
        self._file.decisions(decisions)
        answer = analyzer_pb2.AnalyzeResponse()
        for decision in decisions:
            if decision.outcome not in (Outcome.PASS, Outcome.NOT_APPLICABLE):
                answer.diagnostics.append(self._diagnostic(decision, scope))
        spoken = {
            decision.control.name for decision in decisions if decision.outcome is not Outcome.NOT_APPLICABLE
        }
        answer.not_applicable.extend(
            analyzer_pb2.PolicyNotApplicable(policy_name=control.name, reason=_reason(control, decisions))
            for control in self._evaluator.controls
            if control.scope is scope and control.name not in spoken and self._enabled(control)
        )
        return answer

    def _enabled(self, control: Control) -> bool:
        return self._evaluator.configuration.of(control).level is not Level.DISABLED

    def _diagnostic(self, decision: Decision, scope: Scope) -> analyzer_pb2.AnalyzeDiagnostic:
        control = decision.control
        description = f"{control.id}: {control.title}."
        return analyzer_pb2.AnalyzeDiagnostic(
            policyName=control.name,
            policyPackName=self._pack,
            policyPackVersion=self._version,
            description=description,
            message="\n".join((description, *_lines(decision))),
            enforcementLevel=_LEVELS[decision.level],
            urn=decision.urn if scope is Scope.STACK else "",
            severity=analyzer_pb2.PolicySeverity.Value(f"POLICY_SEVERITY_{control.severity.name}"),
        )


def _lines(decision: Decision) -> Iterable[str]:
    yield from decision.findings
    if decision.outcome is Outcome.EXEMPT and decision.exemption:
        exemption = decision.exemption
        yield f"Exempt until {exemption.expires} (owner {exemption.owner}): {exemption.reason}"
    elif decision.outcome is Outcome.UNDECIDED:
        yield "Undecided: the value is judged as soon as it is known."
    if decision.outcome is not Outcome.EXEMPT:
        yield f"To do: {decision.control.remediation}"


def _reason(control: Control, decisions: Iterable[Decision]) -> str:
    own = next((decision for decision in decisions if decision.control is control), None)
    return "; ".join(own.findings) if own else "it judges other resource types"
