"""Which AWS APIs have an endpoint in the VPC, and who of the platform calls them."""

from collections.abc import Mapping

# Without NAT nothing works that has no endpoint. By the setting's name, what needs it.
# Source: EKS user guide, "Deploy private clusters with limited internet access".
NEEDED_WITHOUT_NAT: Mapping[str, str] = {
    "s3": "layers of images",
    "ec2": "network plugin and volume driver",
    "ecr_api": "pulling images",
    "ecr_dkr": "pulling images",
    "sts": "roles of secret stores",
    "logs": "findings of Falco",
    "eks": "nodes that join the cluster",
    "eks_auth": "Pod Identity",
    "secretsmanager": "External Secrets",
}
