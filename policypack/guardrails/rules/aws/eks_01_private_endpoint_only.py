"""EKS-01: the Kubernetes API is not reachable from the internet."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, cluster
from guardrails.aws.properties import must_be
from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import ABSENT, UNKNOWN


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    path = "vpcConfig.endpointPublicAccess"
    yield from must_be(
        False, resource.properties, path, "false, because EKS makes the endpoint public by default"
    )


CONTROL = Control(
    id="EKS-01",
    name="aws-eks-cluster-no-public-endpoint",
    title="The API endpoint of the cluster is not public",
    rationale="A public endpoint puts the cluster's authentication in reach of whoever finds a flaw in it.",
    remediation=(
        "Set vpcConfig.endpointPublicAccess to false and endpointPrivateAccess to true, and reach the API "
        "from inside the VPC."
    ),
    severity=Severity.HIGH,
    types=(CLUSTER,),
    references=(
        Reference("CIS-EKS", "5.4.2"),
        Reference("SH", "EKS.1"),
        Reference("SOC2", "CC6.6"),
    ),
    check=_check,
    passes=(cluster(), cluster({"vpcConfig.endpointPublicAccess": "false"})),
    fails=(
        cluster({"vpcConfig.endpointPublicAccess": True}),
        cluster({"vpcConfig.endpointPublicAccess": ABSENT}),
        cluster({"vpcConfig": ABSENT}),
    ),
    undecided=(cluster({"vpcConfig.endpointPublicAccess": UNKNOWN}), cluster({"vpcConfig": UNKNOWN})),
)
