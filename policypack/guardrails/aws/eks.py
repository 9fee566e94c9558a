"""What the EKS controls share: the type tokens, and a compliant cluster for their examples."""

from collections.abc import Mapping

from guardrails.core.control import Example
from guardrails.core.examples import changed
from guardrails.core.values import Value

CLUSTER = "aws:eks/cluster:Cluster"
ADDON = "aws:eks/addon:Addon"

LOG_TYPES = ("api", "audit", "authenticator", "controllerManager", "scheduler")

_CLUSTER: dict[str, Value] = {
    "name": "platform",
    "roleArn": "arn:aws:iam::111122223333:role/cluster",
    "version": "1.36",
    "vpcConfig": {
        "endpointPrivateAccess": True,
        "endpointPublicAccess": False,
        "subnetIds": ["subnet-1", "subnet-2"],
    },
    "encryptionConfig": {
        "provider": {"keyArn": "arn:aws:kms:eu-central-1:111122223333:key/1"},
        "resources": ["secrets"],
    },
    "enabledClusterLogTypes": list(LOG_TYPES),
    "accessConfig": {"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False},
}


def cluster(changes: Mapping[str, Value] | None = None) -> Example:
    """Give a compliant cluster, with some properties set otherwise."""
    return Example(changed(_CLUSTER, changes or {}))
