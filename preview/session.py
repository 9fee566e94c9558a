"""Previews a stack: both passes of the program, under the policy packs."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from preview import wire
from preview.channels import new_server
from preview.default_providers import DefaultProviders
from preview.deployment import Deployment, PolicyGate
from preview.engine import EngineService, Log
from preview.invokes import Invokes
from preview.model import Diagnostic, Pass, Phase, Properties, Result
from preview.monitor import MonitorService
from preview.program import run_program
from preview.project import Project, load_project
from preview.providers import Providers
from preview.reads import Reads, load_stack_references
from preview.registration import Registrations
from preview.transforms import Transforms

# What the SDK says when the monitor has ended the pass; the reason is reported already.
SHUTDOWN = "Resource monitor has terminated, shutting down"


def preview(
    directory: Path,
    stack: str,
    *,
    config: Mapping[str, str] | None = None,
    stack_references: Mapping[str, Path] | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Result:
    """Preview a stack of a Pulumi Python project as if it did not exist yet.

    Args:
        directory: the folder that holds Pulumi.yaml.
        stack: name of the stack.
        config: configuration that goes before the stack file's.
        stack_references: a JSON file of outputs for each stack that the program refers to.
        progress: called with a line of text at each step.

    Raises:
        ProjectError: the project, the stack's configuration or a file of outputs cannot be used.
    """
    progress("Reading the project")
    project = load_project(directory, stack, config)
    references = load_stack_references(stack_references or {})
    progress(f"Running {project.name} for stack {stack}")
    with ThreadPoolExecutor(max_workers=2) as executor:
        passes = [
            executor.submit(run_pass, project, phase, references) for phase in (Phase.PREVIEW, Phase.APPLIED)
        ]
        before, applied = (future.result() for future in passes)
    return Result(project=project.name, stack=stack, preview=before, applied=applied)


def run_pass(
    project: Project,
    phase: Phase,
    stack_references: Mapping[str, Properties],
    gates: Sequence[PolicyGate] = (),
) -> Pass:
    """Run the program once.

    Args:
        project: the project and the stack's configuration.
        phase: which of the two passes.
        stack_references: outputs of other stacks, by stack.
        gates: the policy packs.
    """
    log = Log()
    deployment = Deployment(project, phase, log, gates)
    engine_server, deployment.engine_address = new_server()
    monitor_server, deployment.monitor_address = new_server()
    providers = Providers(deployment)
    transforms = Transforms()
    defaults = DefaultProviders(deployment, providers)
    monitor = MonitorService(
        deployment,
        Registrations(deployment, providers, defaults, transforms),
        Reads(deployment, providers, defaults, stack_references),
        Invokes(deployment, providers, defaults, transforms),
        transforms,
    )
    engine_pb2_grpc.add_EngineServicer_to_server(EngineService(log), engine_server)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, monitor_server)
    engine_server.start()
    monitor_server.start()
    try:
        exit_code = run_program(deployment)
    finally:
        providers.close()
        transforms.close()
        monitor_server.stop(None)
        engine_server.stop(None)
    return Pass(
        phase=phase,
        resources=deployment.resources,
        outputs=wire.lower_properties(deployment.raw_outputs.get(deployment.stack_urn, {})),
        diagnostics=_told_once(log.entries()),
        exit_code=exit_code,
    )


def _told_once(entries: Sequence[Diagnostic]) -> list[Diagnostic]:
    reasons = [entry for entry in entries if SHUTDOWN not in entry.message]
    return reasons if any(entry.severity == "error" for entry in reasons) else list(entries)
