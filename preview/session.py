"""Previews a stack: both passes of the program, under the policy packs."""

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from preview.deployment import Deployment, PolicyGate
from preview.model import Phase, Result
from preview.passes import run_pass
from preview.project import load_project
from preview.reads import load_stack_references


def preview(
    directory: Path,
    stack: str,
    *,
    config: Mapping[str, str] | None = None,
    stack_references: Mapping[str, Path] | None = None,
    start_gates: Callable[[Deployment], Sequence[PolicyGate]] = lambda _: (),
    progress: Callable[[str], None] = lambda _: None,
) -> Result:
    """Preview a stack of a Pulumi Python project as if it did not exist yet.

    Args:
        directory: the folder that holds Pulumi.yaml.
        stack: name of the stack.
        config: configuration that goes before the stack file's.
        stack_references: a JSON file of outputs for each stack that the program refers to.
        start_gates: starts the policy packs for a pass; the caller closes them.
        progress: called with a line of text at each step.

    Raises:
        ProjectError: the project, the stack's configuration or a file of outputs cannot be used.
    """
    from preview import simulated  # noqa: PLC0415 - the simulations are large and only a preview needs them

    progress("Reading the project")
    project = load_project(directory, stack, config)
    references = load_stack_references(stack_references or {})
    progress(f"Running {project.name} for stack {stack}")
    stopped = threading.Event()
    with ThreadPoolExecutor(max_workers=2) as executor:
        try:
            passes = [
                executor.submit(
                    run_pass,
                    project,
                    phase,
                    simulated,
                    stack_references=references,
                    start_gates=start_gates,
                    stopped=stopped,
                )
                for phase in (Phase.PREVIEW, Phase.APPLIED)
            ]
            before, applied = (future.result() for future in passes)
        except BaseException:
            stopped.set()
            raise
    return Result(project=project.name, stack=stack, preview=before, applied=applied)
