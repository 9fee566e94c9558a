"""EKS-05: the control plane writes its logs."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, LOG_TYPES, cluster
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    everything = Part("", resource.properties)
    enabled = everything.part("enabledClusterLogTypes")
    values = [item.value for item in everything.parts(enabled.path)]
    missing = [kind for kind in context.parameters["requiredTypes"] if kind not in values]
    if not missing:
        return
    if any(not isinstance(value, str) for value in values):
        yield Undecided(enabled.path)
    else:
        yield Fail(enabled.path, enabled.value, f"with {', '.join(missing)} as well")


CONTROL = Control(
    id="EKS-05",
    name="aws-eks-cluster-control-plane-logs",
    title="The control plane of the cluster writes every required type of log",
    rationale="Without the audit and authenticator logs nobody can tell afterwards who did what.",
    remediation=f"Set enabledClusterLogTypes to {', '.join(LOG_TYPES)}.",
    severity=Severity.HIGH,
    types=(CLUSTER,),
    references=(
        Reference("CIS-EKS", "2.1.1"),
        Reference("SH", "EKS.8"),
        Reference("NSA", "audit-logging"),
        Reference("SOC2", "CC7.2"),
    ),
    check=_check,
    parameters={
        "requiredTypes": {
            "type": "array",
            "items": {"type": "string", "enum": list(LOG_TYPES)},
            "default": list(LOG_TYPES),
            "description": "Types of log that must be enabled.",
        }
    },
    passes=(
        cluster(),
        cluster({"enabledClusterLogTypes": [*LOG_TYPES, UNKNOWN]}),
        Example({"enabledClusterLogTypes": ["audit"]}, parameters={"requiredTypes": ["audit"]}),
    ),
    fails=(
        cluster({"enabledClusterLogTypes": ABSENT}),
        cluster({"enabledClusterLogTypes": []}),
        cluster({"enabledClusterLogTypes": list(LOG_TYPES[:-1])}),
    ),
    undecided=(
        cluster({"enabledClusterLogTypes": UNKNOWN}),
        cluster({"enabledClusterLogTypes": ["audit", UNKNOWN]}),
    ),
)
