"""Protection of the cluster against its deletion by a program."""

from collections.abc import Callable

import pulumi


def protect_cluster(
    protect: bool,
) -> Callable[[pulumi.ResourceTransformArgs], pulumi.ResourceTransformResult | None]:
    """Make a transform that protects the cluster itself, and nothing else that the cluster component makes.

    The option of the component would reach all its children: then no access entry could go any more.

    Args:
        protect: whether Pulumi refuses to delete the cluster.
    """

    def transform(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
        if args.type_ != "aws:eks/cluster:Cluster":
            return None
        args.opts.protect = protect
        return pulumi.ResourceTransformResult(args.props, args.opts)

    return transform
