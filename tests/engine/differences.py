"""Every difference that is left between Pulumi's engine and the preview, each with its reason."""

import re
from dataclasses import dataclass
from typing import Any

from tests.engine.comparison import ABSENT, Difference


@dataclass(frozen=True)
class Known:
    """A difference that is meant to be.

    Attributes:
        reason: why the preview does not do as the engine does.
        where, subject, path: patterns for the fields of the difference, each for the whole of it.
        real, preview: what each side has; None for anything.
        cases: the cases in which it occurs; none for all.
    """

    reason: str
    where: str
    subject: str = ".*"
    path: str = ".*"
    real: Any = None
    preview: Any = None
    cases: tuple[str, ...] = ()

    def explains(self, case: str, difference: Difference) -> bool:
        """Return whether a difference of a case is this one."""
        return (
            (not self.cases or case in self.cases)
            and re.fullmatch(self.where, difference.where) is not None
            and re.fullmatch(self.subject, difference.subject) is not None
            and re.fullmatch(self.path, difference.path) is not None
            and self.real in (None, difference.real)
            and self.preview in (None, difference.preview)
        )


# Features of the resource monitor that the preview does not offer, and why; an SDK does without them.
_FEATURES = {
    "RESOURCE_MONITOR_FEATURE_STATE_MIGRATIONS": "A new stack has no state of earlier updates to migrate",
    "RESOURCE_MONITOR_FEATURE_BYTE_STRING": "The texts of Python programs are Unicode",
    "RESOURCE_MONITOR_FEATURE_INVOKE_OUTPUT_VALUES": "The installed SDK sends no output values to functions",
    # REGISTER_RESOURCE_OUTPUT_VALUES of pulumi/pulumi 3.274, which the installed SDK does not know.
    "19": "The installed SDK sends no output values with registrations",
}

KNOWN = (
    *(
        Known(
            reason=reason,
            where="monitor",
            subject="GetDeploymentInfo",
            path=rf"answer\.supportedFeatures\.{feature}",
            preview=ABSENT,
        )
        for feature, reason in _FEATURES.items()
    ),
    Known(
        reason="A preview judges and does not remediate: level remediate counts as mandatory, as a violation "
        "that remediation leaves counts in the engine",
        where="pack",
        subject="Remediate .*",
        preview=ABSENT,
    ),
    *(
        Known(
            reason="`pulumi policy analyze` gives the whole state to packs, also what was only read; updates "
            "and previews do not (step_generator.go, GenerateReadSteps)",
            where="decision at analyze.*",
            subject=subject,
            preview=ABSENT,
            cases=(case,),
        )
        for case, subject in (
            ("options", ".*::aws:ec2/vpc:Vpc::vpc"),
            ("options", ".*::demo:index:Thing::(existing|unknown-id)"),
            ("consumer", ".*::pulumi:pulumi:StackReference::.*"),
        )
    ),
    *(
        Known(
            reason="`pulumi policy analyze` names no stack to packs, and the exemptions of Palisade's pack "
            "are those of a stack, so that it judges as if there were none",
            where="decision at analyze.*",
            subject=subject,
            path=path,
            cases=cases,
        )
        for subject, path, cases in (
            (
                ".*:Namespace::(falco|logging)",
                "kubernetes-namespace-pod-security-restricted",
                ("dev", "prod"),
            ),
            (".*aws:eks/cluster:Cluster::.*", "aws-eks-cluster-no-public-endpoint", ("dev",)),
        )
    ),
)
