"""Which AWS APIs can have an endpoint in the VPC, and who of the platform calls them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    """An AWS API.

    Attributes:
        service: the end of its service name, such as ecr.api.
        callers: who calls it, and what for.
        needed_without_nat: whether the platform does not work when nobody can call it.
        takes_policy: whether its service is known to take an endpoint policy; the endpoint of another is made
            without one, so that no refusal stops a deployment.
        china: whether its service name begins with cn. in the regions of China.
    """

    service: str
    callers: str
    needed_without_nat: bool
    takes_policy: bool = True
    china: bool = False


# By the setting's name. Nodes ask EC2 for their name, and EKS for the cluster's DNS address where their user
# data has none. Nobody calls KMS: services that hold a key's data call it themselves, outside the VPC. Load
# balancers, metrics and topics wait for who will use them. GuardDuty's endpoint has no setting: without it,
# GuardDuty would make one where no rule of this VPC leads, and which is in the way when the VPC is deleted.
# Of eks, AWS's pages say that it takes endpoint policies and that it does not, and of eks-auth neither; EC2
# tells it as VpcEndpointPolicySupported (DescribeVpcEndpointServices).
# Sources: EKS user guide, "Deploy private clusters with limited internet access"; Bottlerocket, pluto;
# GuardDuty user guide, "How the security agent connects to GuardDuty"; for the names in China AWS CDK,
# InterfaceVpcEndpointAwsService; EKS user guide, "Access Amazon EKS using AWS PrivateLink", old and new.
CATALOGUE: Mapping[str, Endpoint] = {
    "s3": Endpoint("s3", "layers of images", needed_without_nat=True),
    "ec2": Endpoint("ec2", "network plugin and volume driver", needed_without_nat=True, china=True),
    "ecr_api": Endpoint("ecr.api", "pulling images", needed_without_nat=True, china=True),
    "ecr_dkr": Endpoint("ecr.dkr", "pulling images", needed_without_nat=True, china=True),
    "sts": Endpoint("sts", "roles of secret stores", needed_without_nat=True, china=True),
    "logs": Endpoint("logs", "findings of Falco and logs of containers", needed_without_nat=True),
    "eks": Endpoint(
        "eks", "nodes that join the cluster", needed_without_nat=True, takes_policy=False, china=True
    ),
    "eks_auth": Endpoint("eks-auth", "Pod Identity", needed_without_nat=True, takes_policy=False),
    "secretsmanager": Endpoint("secretsmanager", "External Secrets", needed_without_nat=True),
    "kms": Endpoint("kms", "services that encrypt data themselves", needed_without_nat=False),
    "elasticloadbalancing": Endpoint(
        "elasticloadbalancing", "AWS Load Balancer Controller", needed_without_nat=False
    ),
    "monitoring": Endpoint("monitoring", "metrics of services", needed_without_nat=False, china=True),
    "sns": Endpoint("sns", "messages of services and of Falco", needed_without_nat=False),
    "sqs": Endpoint("sqs", "Karpenter, for interruptions of nodes", needed_without_nat=False, china=True),
    "ssm": Endpoint("ssm", "Karpenter, for images of nodes", needed_without_nat=False, china=True),
    "guardduty_data": Endpoint("guardduty-data", "agents of GuardDuty", needed_without_nat=False),
}

# Without NAT nothing works that has no endpoint. By the setting's name, what needs it.
NEEDED_WITHOUT_NAT: Mapping[str, str] = {
    name: endpoint.callers for name, endpoint in CATALOGUE.items() if endpoint.needed_without_nat
}

# What else is needed without NAT where Karpenter scales nodes. IAM and prices have no endpoint, and it can do
# without. Source: Karpenter 1.14, "Getting Started", "Private Clusters".
NEEDED_BY_SCALING = ("sqs", "ssm")


def service_name(name: str, *, partition: str, region: str) -> str:
    """Name the service of an endpoint, as EC2 knows it.

    Args:
        name: a key of the catalogue.
        partition: AWS partition, such as aws.
        region: such as eu-central-1.
    """
    endpoint = CATALOGUE[name]
    prefix = "cn.com.amazonaws" if endpoint.china and partition == "aws-cn" else "com.amazonaws"
    return f"{prefix}.{region}.{endpoint.service}"
