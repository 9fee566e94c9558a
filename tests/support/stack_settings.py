"""The settings of a stack, as the program reads them."""

from functools import cache

import yaml

from infra.configuration import parse
from infra.settings import InfraSettings
from preview.project import load_project
from tests.support.shared_preview import REPOSITORY
from workloads.settings import WorkloadSettings


@cache
def stack_settings(stack: str) -> tuple[InfraSettings, WorkloadSettings]:
    """Return the settings of both layers, from the stack's file and the defaults.

    Args:
        stack: dev or prod.
    """
    project = load_project(REPOSITORY, stack)
    prefix = f"{project.name}:"
    values = {
        key.removeprefix(prefix): yaml.safe_load(value)
        for key, value in project.config.items()
        if key.startswith(prefix)
    }
    return parse(f"Pulumi.{stack}.yaml", values, frozenset(), InfraSettings, WorkloadSettings)
