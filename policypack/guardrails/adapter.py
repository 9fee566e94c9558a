"""Serving the pack to the engine of Pulumi."""

import os
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pulumi_policy import EnforcementLevel
from pulumi_policy import policy as sdk

from guardrails.core import exemptions
from guardrails.core.configuration import Configuration
from guardrails.core.evaluate import Evaluator
from guardrails.core.exemptions import Ledger
from guardrails.core.registry import discover
from guardrails.core.soundness import soundness
from guardrails.decision_file import DecisionFile
from guardrails.policies import policy
from guardrails.servicer import ControlServicer

PACK = "palisade"


def pack_arguments(directory: Path) -> dict[str, Any]:
    """Prepare the pack: find the controls, read the stack's exemptions, put the pack's own service in place.

    Args:
        directory: the folder of the pack, which holds `exemptions/<stack>.yaml`.

    Returns:
        The arguments of PolicyPack.
    """
    registry = discover()
    stack = os.environ.get("PULUMI_STACK", "")
    known = [control.id for control in registry.controls]
    granted = exemptions.load(directory / "exemptions" / f"{stack}.yaml", known)
    today = date.today()  # noqa: DTZ011 - a calendar day where the reader is
    problems = (*registry.problems, *granted.problems, *granted.expired(today))
    controls = (*registry.controls, soundness(problems))
    ledger = Ledger(granted, today)
    written = os.environ.get("POLICY_DECISIONS_FILE")
    _install(
        Evaluator(controls, Configuration(preview=_previewing()), ledger),
        DecisionFile(Path(written) if written else None),
    )
    return {
        "name": PACK,
        "policies": [policy(control) for control in controls],
        "enforcement_level": EnforcementLevel.MANDATORY,
    }


def _previewing() -> bool:
    """Tell whether resources are judged before they exist; the language host of the engine says so."""
    return os.environ.get("PULUMI_DRY_RUN") == "true"


def _install(evaluator: Evaluator, file: DecisionFile) -> None:
    """Have PolicyPack serve the pack's own servicer: it has no parameter for that."""
    setattr(sdk, "_PolicyAnalyzerServicer", partial(ControlServicer, evaluator=evaluator, file=file))  # noqa: B010 - private
