"""EKS-03: nodes and pods reach the Kubernetes API inside the VPC."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, cluster
from guardrails.aws.properties import must_be
from guardrails.core.control import Context, Control, Finding, Reference, Resource, Severity
from guardrails.core.values import ABSENT, UNKNOWN


def _check(resource: Resource, _context: Context) -> Iterator[Finding]:
    yield from must_be(True, resource.properties, "vpcConfig.endpointPrivateAccess")


CONTROL = Control(
    id="EKS-03",
    name="aws-eks-cluster-private-endpoint",
    title="The cluster has a private API endpoint",
    rationale="Without it traffic between nodes and control plane leaves the VPC for the public endpoint.",
    remediation="Set vpcConfig.endpointPrivateAccess to true.",
    severity=Severity.HIGH,
    types=(CLUSTER,),
    references=(Reference("CIS-EKS", "5.4.2"), Reference("SOC2", "CC6.6")),
    check=_check,
    passes=(cluster(), cluster({"vpcConfig.endpointPrivateAccess": "true"})),
    fails=(
        cluster({"vpcConfig.endpointPrivateAccess": False}),
        cluster({"vpcConfig.endpointPrivateAccess": ABSENT}),
    ),
    undecided=(cluster({"vpcConfig.endpointPrivateAccess": UNKNOWN}), cluster({"vpcConfig": UNKNOWN})),
)
