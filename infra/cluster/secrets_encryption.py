"""Encryption of Kubernetes secrets, stated so that a first preview can see it."""

from collections.abc import Callable, Mapping
from typing import Any, cast

import pulumi


def state_encryption(
    key_arn: pulumi.Input[str],
) -> Callable[[pulumi.ResourceTransformArgs], pulumi.ResourceTransformResult | None]:
    """Make a transform that writes the cluster's encryption down property by property.

    The cluster component computes the whole block from the key, so that with a new key all of it is unknown
    at a preview, and no policy can tell that secrets are encrypted. Here the ARN alone is unknown.

    Args:
        key_arn: the KMS key for Kubernetes secrets.
    """

    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != "aws:eks/cluster:Cluster":
            return None
        props = cast("Mapping[str, Any]", args.props)
        encryption = {"provider": {"keyArn": key_arn}, "resources": ["secrets"]}
        return pulumi.ResourceTransformResult({**props, "encryptionConfig": encryption}, args.opts)

    return transform
