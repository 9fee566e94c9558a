"""Palisade under changed settings: the whole program, run once, judged by the real controls."""

import fcntl
import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from guardrails.core import configuration, exemptions
from guardrails.core.control import Resource as JudgedResource
from guardrails.core.decision import Decision as Verdict
from guardrails.core.decode import decode, merged
from guardrails.core.evaluate import Evaluator
from guardrails.core.exemptions import Ledger
from guardrails.core.registry import discover
from guardrails.core.soundness import soundness
from infra.configuration import ConfigurationError, parse
from infra.settings import InfraSettings
from preview.model import Decision, Outcome, Pass, Phase, Policy, Resource, Result
from preview.project import Project, load_project
from tests.support.shared_preview import REPOSITORY
from workloads.catalogue import CatalogueError, check_reach, find_specs
from workloads.destinations import declared_paths
from workloads.settings import WorkloadSettings

# A changed setting by its dotted path, as the stack's file writes it; None takes it out of the file.
Changes = Mapping[str, Any]


def preview_variant(stack: str, changes: Changes, folder: Path, missing: Collection[str] = ()) -> Result:
    """Run Palisade's program with changed settings, or load what another test has already run.

    The program, the monitor and the providers are those of a preview, within one process (variant_run.py);
    only the applied pass is run. The controls are the pack's, with the stack's configuration and exemptions,
    without a process of their own.

    Args:
        stack: dev or prod.
        changes: what differs from the stack's file, such as `{"network.nat": "none"}`.
        folder: a directory that all workers of this run see, and no other run.
        missing: kinds of what people put into an account that are not there.

    Returns:
        What a preview returns, with an empty first pass.
    """
    key = hashlib.sha256(repr((stack, sorted(changes.items()), sorted(missing))).encode()).hexdigest()[:16]
    stored = folder / f"variant-{key}.pickle"
    with (folder / f"variant-{key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stored.exists():
            _run(stack, changes, stored, missing)
    applied = pickle.loads(stored.read_bytes())  # noqa: S301 - written by this very test run
    assert isinstance(applied, Pass)
    return Result("palisade", stack, Pass(Phase.PREVIEW), applied, decisions=_decisions(stack, applied))


def refusal(stack: str, changes: Changes) -> str | None:
    """Say why the services of today cannot live under changed settings, if that is so.

    A service that calls an API of AWS is refused in a stack without a way to it, as it should be; that is no
    fault of the change that a test is about.

    Args:
        stack: dev or prod.
        changes: what differs from the stack's file.
    """
    project = load_project(REPOSITORY, stack)
    prefix = f"{project.name}:"
    values = {
        key.removeprefix(prefix): yaml.safe_load(value)
        for key, value in _changed(project, changes).items()
        if key.startswith(prefix)
    }
    try:
        infra, _ = parse(stack, values, frozenset(), InfraSettings, WorkloadSettings)
        check_reach(find_specs(), declared_paths(infra), file="the changed settings")
    except CatalogueError as error:
        return str(error)
    except ConfigurationError:
        return None  # the change is wrong by itself, which its test is about
    return None


def _run(stack: str, changes: Changes, file: Path, missing: Collection[str]) -> None:
    project = load_project(REPOSITORY, stack)
    request = {
        "stack": stack,
        "config": _changed(project, changes),
        "file": str(file),
        "missing": sorted(missing),
    }
    runner = _runner()
    assert runner.stdin is not None
    assert runner.stdout is not None
    runner.stdin.write(f"{json.dumps(request)}\n")
    runner.stdin.flush()
    assert runner.stdout.readline() == "done\n", "the run of a variant has failed; see its traceback"


@cache
def _runner() -> subprocess.Popen[str]:
    """Start the process that runs variants for this worker; it ends with us, when its input does."""
    return subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("variant_run.py"))],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(REPOSITORY), str(REPOSITORY / "policypack")))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _changed(project: Project, changes: Changes) -> dict[str, str]:
    config = dict(project.config)
    for path, value in changes.items():
        area, *keys = path.split(".")
        if not keys and isinstance(value, str):
            config[f"{project.name}:{area}"] = value
            continue
        document = {"": json.loads(config[f"{project.name}:{area}"])}
        inner: dict[str, Any] = document
        *parents, last = ("", *keys)
        for key in parents:
            inner = inner[key]
        if value is None:
            inner.pop(last, None)
        else:
            inner[last] = value
        config[f"{project.name}:{area}"] = json.dumps(document[""])
    return config


def _decisions(stack: str, applied: Pass) -> list[Decision]:
    pack = REPOSITORY / "policypack"
    registry = discover()
    granted = exemptions.load(pack / "exemptions" / f"{stack}.yaml", [c.id for c in registry.controls])
    today = date.today()  # noqa: DTZ011 - the reader's day, as in the pack
    problems = (*registry.problems, *granted.problems, *granted.expired(today))
    controls = (*registry.controls, soundness(problems))
    evaluator = Evaluator(
        controls,
        configuration.load(pack / "config" / f"{stack}.json", controls, preview=False),
        Ledger(granted, today),
    )
    registered = [resource for resource in applied.resources.values() if not resource.external]
    verdicts: list[Verdict] = []
    for resource in registered:
        verdicts += evaluator.resource(_judged(resource, applied, with_outputs=False))
    verdicts += evaluator.stack([_judged(resource, applied, with_outputs=True) for resource in registered])
    return list(_told(verdicts))


def _judged(resource: Resource, applied: Pass, *, with_outputs: bool) -> JudgedResource:
    """Give a resource as the pack sees it: before its creation, or with its outputs over its inputs."""
    provider = applied.resources.get(resource.provider.rpartition("::")[0])
    decoded = decode(resource.inputs)
    if with_outputs:
        decoded = merged(decoded, decode(resource.outputs))
    return JudgedResource(
        type=resource.type,
        name=resource.name,
        urn=resource.urn,
        properties=decoded.properties,
        parent=resource.parent,
        dependencies=frozenset(resource.dependencies) if with_outputs else frozenset(),
        property_dependencies={key: frozenset(urns) for key, urns in resource.property_dependencies.items()}
        if with_outputs
        else {},
        provider=decode(provider.inputs).properties if provider else {},
        protect=resource.protect,
        ignore_changes=tuple(resource.ignore_changes),
        secrets=decoded.secrets,
    )


def _told(verdicts: Iterable[Verdict]) -> Iterable[Decision]:
    """Tell the pack's decisions in the preview's words, which hold no functions and can be stored."""
    for verdict in verdicts:
        control = verdict.control
        policy = Policy(
            "palisade",
            control.name,
            control.id,
            control.title,
            control.severity,
            verdict.level,
            control.remediation,
        )
        yield Decision(
            policy,
            verdict.urn,
            verdict.type,
            Outcome(verdict.outcome),
            verdict.level,
            verdict.findings,
            phase=Phase.APPLIED,
        )
