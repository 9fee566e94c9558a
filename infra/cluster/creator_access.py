"""What the creator of a cluster may do in it: nothing."""

from collections.abc import Mapping
from typing import Any, cast

import pulumi

_SETTING = "bootstrapClusterCreatorAdminPermissions"


def refuse_creator_admin(args: pulumi.ResourceTransformArgs) -> pulumi.ResourceTransformResult | None:
    """Keep EKS from making whoever creates the cluster its administrator.

    The cluster component offers no option for it; access entries name the administrators instead. It also
    ignores later changes of the setting, which would hide one from preview and policies.

    Returns:
        The cluster with the setting off and no longer ignored; nothing for any other resource.
    """
    if args.type_ != "aws:eks/cluster:Cluster":
        return None
    props = cast("Mapping[str, Any]", args.props)
    ignored = args.opts.ignore_changes or []
    args.opts.ignore_changes = [path for path in ignored if path != f"accessConfig.{_SETTING}"]
    access = {**props.get("accessConfig", {}), _SETTING: False}
    return pulumi.ResourceTransformResult({**props, "accessConfig": access}, args.opts)
