"""Previews a stack: both passes of the program, under the policy packs."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from preview import simulated
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
    stopped = threading.Event()
    with ThreadPoolExecutor(max_workers=2) as executor:
        try:
            passes = [
                executor.submit(
                    run_pass, project, phase, simulated, stack_references=references, stopped=stopped
                )
                for phase in (Phase.PREVIEW, Phase.APPLIED)
            ]
            before, applied = (future.result() for future in passes)
        except BaseException:
            stopped.set()
            raise
    return Result(project=project.name, stack=stack, preview=before, applied=applied)
