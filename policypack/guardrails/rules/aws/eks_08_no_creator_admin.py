"""EKS-08: whoever creates the cluster is not its administrator by that."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, cluster
from guardrails.aws.properties import get, must_be
from guardrails.core.control import (
    Context,
    Control,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.values import ABSENT, UNKNOWN

_MODE = "accessConfig.authenticationMode"
_ADMIN = "accessConfig.bootstrapClusterCreatorAdminPermissions"


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    mode = get(resource.properties, _MODE)
    if mode is ABSENT or mode == "CONFIG_MAP":
        yield NotApplicable("it does not use access entries, which EKS-07 judges")
        return
    found = list(must_be(False, resource.properties, _ADMIN, "false, because EKS makes it true by default"))
    if found and mode not in ("API", "API_AND_CONFIG_MAP"):
        yield Undecided(_MODE)
    else:
        yield from found


CONTROL = Control(
    id="EKS-08",
    name="aws-eks-cluster-no-creator-admin",
    title="Creating the cluster makes nobody its administrator",
    rationale=(
        "The creator's rights stand in no access entry of the program: a pipeline's role stays administrator "
        "of a cluster without anybody having said so."
    ),
    remediation=(
        "Set accessConfig.bootstrapClusterCreatorAdminPermissions to false and declare an access entry for "
        "each administrator. The component pulumi_eks.Cluster fixes it to true; correct that by a transform."
    ),
    severity=Severity.MEDIUM,
    types=(CLUSTER,),
    references=(Reference("CIS-EKS", "4.1.1"), Reference("SOC2", "CC6.3")),
    check=_check,
    passes=(cluster(), cluster({_ADMIN: "false"})),
    fails=(cluster({_ADMIN: True}), cluster({_ADMIN: ABSENT})),
    undecided=(
        cluster({_ADMIN: UNKNOWN}),
        cluster({_ADMIN: True, _MODE: UNKNOWN}),
        cluster({"accessConfig": UNKNOWN}),
    ),
)
