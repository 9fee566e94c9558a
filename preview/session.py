"""Previews a stack: both passes of the program, under the policy packs."""

import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from preview.decisions import merge
from preview.deployment import Deployment
from preview.model import Phase, Result
from preview.passes import run_pass
from preview.policy import PackOptions, PolicyHost, own_packs
from preview.project import load_project
from preview.reads import load_stack_references


def preview(
    directory: Path,
    stack: str,
    *,
    config: Mapping[str, str] | None = None,
    policy_packs: Sequence[PackOptions] | None = None,
    stack_references: Mapping[str, Path] | None = None,
    missing: Collection[str] = (),
    progress: Callable[[str], None] = lambda _: None,
) -> Result:
    """Preview a stack of a Pulumi Python project as if it did not exist yet.

    Args:
        directory: the folder that holds Pulumi.yaml.
        stack: name of the stack.
        config: configuration that goes before the stack file's.
        policy_packs: the packs that judge the stack; None for the project's own, `policypack`, if it has one.
        stack_references: a JSON file of outputs for each stack that the program refers to.
        missing: kinds of what people put into an account that are not there.
        progress: called with a line of text at each step.

    Raises:
        ProjectError: the project, the stack's configuration or a file of outputs cannot be used.
        PolicyPackError: a policy pack does not start.
    """
    from preview import simulated  # noqa: PLC0415 - the simulations are large and only a preview needs them

    progress("Reading the project")
    project = load_project(directory, stack, config)
    references = load_stack_references(stack_references or {})
    packs = own_packs(project.directory, stack) if policy_packs is None else policy_packs
    hosts: list[PolicyHost] = []
    stopped = threading.Event()

    def start_packs(deployment: Deployment) -> list[PolicyHost]:
        started: list[PolicyHost] = []
        for pack in packs:
            host = PolicyHost(
                pack,
                project=project.name,
                stack=stack,
                phase=deployment.phase,
                engine_address=deployment.engine_address,
                config=project.config,
                secret_keys=project.secret_keys,
            )
            started.append(host)
            hosts.append(host)
        return started

    progress(f"Running {project.name} for stack {stack}")
    try:
        with ThreadPoolExecutor(max_workers=2) as executor:
            try:
                passes = [
                    executor.submit(
                        run_pass,
                        project,
                        phase,
                        simulated,
                        stack_references=references,
                        start_gates=start_packs,
                        stopped=stopped,
                        missing=missing,
                    )
                    for phase in (Phase.PREVIEW, Phase.APPLIED)
                ]
                before, applied = (future.result() for future in passes)
            except BaseException:
                stopped.set()
                raise
        policies = {(policy.pack, policy.name): policy for host in hosts for policy in host.policies}
        return Result(
            project=project.name,
            stack=stack,
            preview=before,
            applied=applied,
            policies=list(policies.values()),
            decisions=merge(decision for host in hosts for decision in host.decisions),
            notices=list(dict.fromkeys(notice for host in hosts for notice in host.notices)),
        )
    finally:
        for host in hosts:
            host.close()
