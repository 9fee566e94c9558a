"""One pass: the program under a monitor of its own, with its providers and policy packs."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence

from pulumi.runtime.proto import engine_pb2_grpc, resource_pb2_grpc

from preview import wire
from preview.channels import new_server
from preview.default_providers import DefaultProviders
from preview.deployment import Deployment, PolicyGate
from preview.engine import EngineService, Log
from preview.invokes import Invokes
from preview.model import Diagnostic, Pass, Phase, Properties
from preview.monitor import MonitorService
from preview.program import TIME_LIMIT, run_program
from preview.project import Project
from preview.providers import Providers, Simulations
from preview.reads import Reads
from preview.registration import Registrations
from preview.transforms import Transforms

# What the SDK says when the monitor has ended the pass; the reason is reported already.
SHUTDOWN = "Resource monitor has terminated, shutting down"


def run_pass(
    project: Project,
    phase: Phase,
    simulations: Simulations,
    *,
    stack_references: Mapping[str, Properties] | None = None,
    start_gates: Callable[[Deployment], Sequence[PolicyGate]] = lambda _: (),
    time_limit: float = TIME_LIMIT,
    stopped: threading.Event | None = None,
    missing: Collection[str] = (),
) -> Pass:
    """Run the program once.

    Args:
        project: the project and the stack's configuration.
        phase: which of the two passes.
        simulations: the simulated providers.
        stack_references: outputs of other stacks, by stack.
        start_gates: starts the policy packs, which judge what is registered. The caller closes them.
        time_limit: seconds that the program may take.
        stopped: set by the caller to end the pass early.
        missing: kinds of what people put into an account that are not there.
    """
    log = Log()
    deployment = Deployment(project, phase, log)
    deployment.stopped = stopped or deployment.stopped
    engine_server, deployment.engine_address = new_server()
    monitor_server, deployment.monitor_address = new_server()
    providers = Providers(deployment, simulations, missing)
    transforms = Transforms(deployment.received)
    defaults = DefaultProviders(deployment, providers)
    monitor = MonitorService(
        deployment,
        Registrations(deployment, providers, defaults, transforms),
        Reads(deployment, providers, defaults, stack_references or {}),
        Invokes(deployment, providers, defaults, transforms),
        transforms,
    )
    engine_pb2_grpc.add_EngineServicer_to_server(EngineService(log), engine_server)
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, monitor_server)
    engine_server.start()
    monitor_server.start()
    try:
        deployment.gates = start_gates(deployment)
        exit_code = run_program(deployment, time_limit)
        if exit_code == 0:
            deployment.analyze_stack()
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
