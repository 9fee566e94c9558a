"""EKS-07: access to the cluster is granted by access entries."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, cluster
from guardrails.aws.properties import get
from guardrails.core.control import Context, Control, Fail, Finding, Reference, Resource, Severity, Undecided
from guardrails.core.values import ABSENT, UNKNOWN

_MODES = ("API", "API_AND_CONFIG_MAP")


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    path = "accessConfig.authenticationMode"
    mode = get(resource.properties, path)
    if mode is ABSENT or mode == "CONFIG_MAP":
        yield Fail(path, mode, "API or API_AND_CONFIG_MAP")
    elif mode not in _MODES:
        yield Undecided(path)


CONTROL = Control(
    id="EKS-07",
    name="aws-eks-cluster-access-entries",
    title="Access to the cluster is granted by access entries, not by the aws-auth config map",
    rationale=(
        "Whoever may write the config map makes himself administrator, one typing error in it locks "
        "everybody out, and CloudTrail sees none of it."
    ),
    remediation="Set accessConfig.authenticationMode to API.",
    severity=Severity.MEDIUM,
    types=(CLUSTER,),
    references=(
        Reference("CIS-EKS", "4.1.7"),
        Reference("CIS-EKS", "5.5.1"),
        Reference("SOC2", "CC6.3"),
    ),
    check=_check,
    passes=(cluster(), cluster({"accessConfig.authenticationMode": "API_AND_CONFIG_MAP"})),
    fails=(
        cluster({"accessConfig.authenticationMode": "CONFIG_MAP"}),
        cluster({"accessConfig.authenticationMode": ABSENT}),
        cluster({"accessConfig": ABSENT}),
    ),
    undecided=(cluster({"accessConfig.authenticationMode": UNKNOWN}), cluster({"accessConfig": UNKNOWN})),
)
