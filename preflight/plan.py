"""What a stack would create, read from its files without asking anybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from infra.configuration import parse, values_of
from infra.settings import InfraSettings
from preview import simulated
from preview.model import Phase, Properties, Resource
from preview.passes import run_pass
from preview.project import load_project
from workloads.settings import WorkloadSettings

# Tags of the AWS provider by which a stack knows what is its own.
_OWN = ("Project", "Stack")


class PlanError(Exception):
    """The program does not run under the stack's settings; the message is the program's own."""


@dataclass(frozen=True)
class Plan:
    """What a stack would create.

    Attributes:
        project, stack: its names in Pulumi.
        settings: of the AWS side.
        resources: everything that the program registers.
    """

    project: str
    stack: str
    settings: InfraSettings
    resources: Sequence[Resource]

    def of(self, token: str) -> list[Resource]:
        """Give the resources of a type."""
        return [resource for resource in self.resources if resource.type == token]

    def inputs(self, token: str) -> list[Properties]:
        """Give the inputs of the resources of a type."""
        return [resource.inputs for resource in self.of(token)]

    def owns(self, tags: Mapping[str, str]) -> bool:
        """Tell whether tags of something in the account say that this stack has made it."""
        return all(
            tags.get(key) == value for key, value in zip(_OWN, (self.project, self.stack), strict=True)
        )


def read_plan(directory: Path, stack: str, config: Mapping[str, str]) -> Plan:
    """Read the files of a stack as the preview does, and run its program against simulated clouds.

    Args:
        directory: the folder that holds Pulumi.yaml.
        stack: name of the stack.
        config: values that go before the stack file's.

    Raises:
        ProjectError: a file cannot be used.
        ConfigurationError: a setting is wrong.
        PlanError: the program fails.
    """
    project = load_project(directory, stack, config)
    settings, _ = parse(
        f"Pulumi.{stack}.yaml",
        values_of(project.name, project.config),
        frozenset(key.removeprefix(f"{project.name}:") for key in project.secret_keys),
        InfraSettings,
        WorkloadSettings,
    )
    run = run_pass(project, Phase.APPLIED, simulated)
    errors = [entry.message for entry in run.diagnostics if entry.severity == "error"]
    if run.exit_code or errors:
        raise PlanError("\n".join(errors) or f"the program ended with exit code {run.exit_code}")
    return Plan(project.name, stack, settings, tuple(run.resources.values()))
