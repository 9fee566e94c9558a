"""Hosts a policy pack as the engine does: a process of its own that judges every registration."""

import contextlib
import tempfile
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc

from preview import urns, wire
from preview.channels import CHANNEL_OPTIONS
from preview.decision_log import DecisionLog
from preview.deployment import PolicyPackError
from preview.model import Decision, Diagnostic, Outcome, Phase, Policy, Resource
from preview.pack_process import PackProcess
from preview.policy_config import read_config, reconcile

START_LIMIT = 60.0  # seconds that a pack may take to answer a call of its configuration
CALL_LIMIT = 60.0  # seconds that a pack may take to judge a resource, or the stack
# How pulumi_policy reports that a policy looked at an unknown value (policy.py, Analyze).
UNKNOWN_VALUE = "can't be known during preview"


@dataclass(frozen=True)
class PackOptions:
    """A policy pack: its folder, and the file that configures it."""

    directory: Path
    config_file: Path | None = None


def own_packs(directory: Path, stack: str) -> list[PackOptions]:
    """Return a project's own policy pack, the folder `policypack`, if it has one."""
    folder = directory / "policypack"
    return [configured(folder, stack)] if (folder / "PulumiPolicy.yaml").is_file() else []


def configured(directory: Path, stack: str) -> PackOptions:
    """Return a pack with its own configuration of a stack, `config/STACK.json`, if it has one."""
    config_file = directory / "config" / f"{stack}.json"
    return PackOptions(directory, config_file if config_file.is_file() else None)


class PolicyHost:
    """One policy pack in one pass."""

    def __init__(
        self,
        pack: PackOptions,
        *,
        project: str,
        stack: str,
        phase: Phase,
        engine_address: str,
        config: Mapping[str, str],
        secret_keys: Collection[str] = (),
    ) -> None:
        """Start the pack.

        Args:
            pack: the pack.
            project, stack: what it judges.
            phase: which of the two passes.
            engine_address: where the engine listens.
            config: the stack's configuration.
            secret_keys: keys of it whose values are secret.

        Raises:
            PolicyPackError: the pack does not start, or its configuration does not fit it.
        """
        given = read_config(pack.config_file)
        self._phase = phase
        self._stack_urn = f"urn:pulumi:{stack}::{project}::pulumi:pulumi:Stack::{project}-{stack}"
        self._lock = threading.Lock()
        self._from_protocol: list[Decision] = []
        self._folder = tempfile.TemporaryDirectory(prefix="policy-")
        folder = Path(self._folder.name)
        self._log = DecisionLog(folder / "decisions.jsonl", phase)
        self._process: PackProcess | None = None
        self._channel: grpc.Channel | None = None
        environment = {
            "PULUMI_PROJECT": project,
            "PULUMI_STACK": stack,
            "PULUMI_DRY_RUN": str(phase is Phase.PREVIEW).lower(),
            "POLICY_DECISIONS_FILE": str(self._log.file),
        }
        try:
            self._process = PackProcess(
                pack.directory.resolve(), engine_address, environment, folder / "stderr"
            )
            self._channel = grpc.insecure_channel(f"127.0.0.1:{self._process.port}", options=CHANNEL_OPTIONS)
            self._stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)
            self._configure(given, project, stack, config, secret_keys)
        except grpc.RpcError as error:
            self.close()
            raise PolicyPackError(
                f"policy pack {pack.directory} does not answer: {_details(error)}"
            ) from None
        except BaseException:
            self.close()
            raise

    @property
    def decisions(self) -> list[Decision]:
        """What the pack decided: by its own file when it writes one, and by its answers.

        Raises:
            PolicyPackError: the pack's own file is malformed.
        """
        pack = self.policies[0].pack if self.policies else ""
        written = self._log.decisions(pack, {policy.name: policy.level for policy in self.policies})
        if not written:
            return list(self._from_protocol)
        known = {(d.policy.name, d.urn) for d in written if d.blocks}
        unwritten = [d for d in self._from_protocol if d.blocks and (d.policy.name, d.urn) not in known]
        return written + unwritten

    @property
    def notices(self) -> list[Diagnostic]:
        """News of the pack that belongs to no resource.

        Raises:
            PolicyPackError: the pack's own file is malformed.
        """
        return self._log.notices()

    def analyze(self, resource: Resource, provider: Resource | None) -> None:
        """Give one registration to the pack.

        Raises:
            PolicyPackError: the pack fails instead of answering.
        """
        request = analyzer_pb2.AnalyzeRequest(
            type=resource.type,
            urn=resource.urn,
            name=resource.name,
            properties=wire.to_struct(resource.inputs),
            options=_options(resource),
        )
        if provider:
            request.provider.CopyFrom(_provider(provider))
        answer = self._call("Analyze", request)
        self._collect(answer, resource.urn, resource.type, analyzer_pb2.POLICY_TYPE_RESOURCE)

    def analyze_stack(self, resources: Sequence[Resource]) -> None:
        """Give all that was registered to the pack, with its outputs.

        Raises:
            PolicyPackError: the pack fails instead of answering.
        """
        request = analyzer_pb2.AnalyzeStackRequest()
        known = {resource.urn: resource for resource in resources}
        for resource in resources:
            item = request.resources.add(
                type=resource.type,
                urn=resource.urn,
                name=resource.name,
                parent=resource.parent,
                properties=wire.to_struct(resource.outputs),
                options=_options(resource),
                dependencies=resource.dependencies,
            )
            for key, found in resource.property_dependencies.items():
                item.propertyDependencies[key].urns.extend(found)
            provider = known.get(urns.split_reference(resource.provider)[0])
            if provider:
                item.provider.CopyFrom(_provider(provider))
        answer = self._call("AnalyzeStack", request)
        self._collect(answer, self._stack_urn, "pulumi:pulumi:Stack", analyzer_pb2.POLICY_TYPE_STACK)

    def close(self) -> None:
        """End the pack's process."""
        if self._channel:
            self._channel.close()
        if self._process:
            self._process.close()
        with contextlib.suppress(OSError):
            self._folder.cleanup()

    def _configure(
        self,
        given: Mapping[str, Any],
        project: str,
        stack: str,
        config: Mapping[str, str],
        secret_keys: Collection[str],
    ) -> None:
        self._stub.ConfigureStack(
            analyzer_pb2.AnalyzerStackConfigureRequest(
                stack=stack,
                project=project,
                organization="organization",
                dry_run=self._phase is Phase.PREVIEW,
                config=dict(config),
                config_secret_keys=sorted(secret_keys),
            ),
            timeout=START_LIMIT,
        )
        info = self._stub.GetAnalyzerInfo(empty_pb2.Empty(), timeout=START_LIMIT)
        settings = reconcile(info, given)
        request = analyzer_pb2.ConfigureAnalyzerRequest()
        for name, setting in settings.items():
            entry = request.policyConfig[name]
            entry.enforcementLevel = analyzer_pb2.EnforcementLevel.Value(setting.level.upper())
            entry.properties.CopyFrom(wire.to_struct(setting.parameters))
        self._stub.Configure(request, timeout=START_LIMIT)
        self._kinds = {policy.name: policy.policy_type for policy in info.policies}
        self._by_name = {
            policy.name: Policy(
                pack=info.name,
                name=policy.name,
                control=policy.name,
                title=policy.displayName or policy.description,
                severity=_severity(policy.severity),
                level=settings[policy.name].level,
                remediation=policy.remediation_steps,
            )
            for policy in info.policies
        }
        self.policies = list(self._by_name.values())

    def _call(self, method: str, request: Any) -> Any:
        try:
            return getattr(self._stub, method)(request, timeout=CALL_LIMIT)
        except grpc.RpcError as error:
            raise PolicyPackError(f"the policy pack failed in {method}: {_details(error)}") from None

    def _collect(self, answer: analyzer_pb2.AnalyzeResponse, urn: str, kind: str, scope: int) -> None:
        said: list[Decision] = []
        for diagnostic in answer.diagnostics:
            policy = self._by_name[diagnostic.policyName]
            level = analyzer_pb2.EnforcementLevel.Name(diagnostic.enforcementLevel).lower()
            unknown = UNKNOWN_VALUE in diagnostic.message
            about = diagnostic.urn or urn
            said.append(
                Decision(
                    policy=policy,
                    urn=about,
                    type=kind if about == urn else about.split("::")[2].rsplit("$", 1)[-1],
                    outcome=Outcome.UNDECIDED if unknown else Outcome.FAIL,
                    level=level,
                    findings=(diagnostic.message.removeprefix(diagnostic.description).strip(),),
                    phase=self._phase,
                )
            )
        spoken = {decision.policy.name for decision in said}
        skipped = {entry.policy_name: entry.reason for entry in answer.not_applicable}
        for name, policy in self._by_name.items():
            if name in spoken or self._kinds[name] != scope or policy.level == "disabled":
                continue
            outcome = Outcome.NOT_APPLICABLE if name in skipped else Outcome.PASS
            reason = (skipped[name],) if skipped.get(name) else ()
            said.append(Decision(policy, urn, kind, outcome, policy.level, reason, phase=self._phase))
        with self._lock:
            self._from_protocol.extend(said)


def _provider(provider: Resource) -> analyzer_pb2.AnalyzerProviderResource:
    return analyzer_pb2.AnalyzerProviderResource(
        type=provider.type,
        urn=provider.urn,
        name=provider.name,
        properties=wire.to_struct(provider.inputs),
    )


def _options(resource: Resource) -> analyzer_pb2.AnalyzerResourceOptions:
    # The engine sends but the alias by which it found a resource in the state: for a new stack, none.
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=resource.protect,
        ignoreChanges=resource.ignore_changes,
        deleteBeforeReplace=bool(resource.delete_before_replace),
        deleteBeforeReplaceDefined=resource.delete_before_replace is not None,
        additionalSecretOutputs=resource.additional_secret_outputs,
        customTimeouts=analyzer_pb2.AnalyzerResourceOptions.CustomTimeouts(**resource.custom_timeouts),
        parent=resource.parent,
    )


def _severity(value: analyzer_pb2.PolicySeverity.ValueType) -> str:
    name = analyzer_pb2.PolicySeverity.Name(value).removeprefix("POLICY_SEVERITY_").lower()
    return "" if name == "unspecified" else name


def _details(error: grpc.RpcError) -> str:
    details = getattr(error, "details", lambda: "")() or type(error).__name__
    return str(details).strip().splitlines()[-1]
