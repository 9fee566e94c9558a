"""Settings by which a resource protects itself from deletion, and what the provider asks for first."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from preview.simulated.aws.rule_values import described, flag, refuse, text, whole
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Stored


@dataclass(frozen=True)
class Protection:
    """A setting that keeps a resource from being deleted.

    Attributes:
        setting: the property.
        code: AWS's error code.
        words: AWS's message; `{id}` is the resource's id.
        value: what the setting is when it protects.
        lifted_by: a property with which the provider takes the protection off first.
    """

    setting: str
    code: str
    words: str
    value: Any = True
    lifted_by: str = ""


_LOAD_BALANCER = Protection(
    "enableDeletionProtection",
    "OperationNotPermitted",
    "Load balancer '{id}' cannot be deleted because deletion protection is enabled",
)
_DATABASE_CLUSTER = Protection(
    "deletionProtection",
    "InvalidParameterCombination",
    "Cannot delete protected Cluster, please disable deletion protection and try again.",
)
# The operations that delete, in the API reference of each service; EKS and CloudWatch Logs document no words.
PROTECTIONS: Mapping[str, Protection] = {
    "aws:eks/cluster:Cluster": Protection(
        "deletionProtection",
        "InvalidRequestException",
        "The cluster {id} cannot be deleted unless deletion protection is first disabled.",
    ),
    "aws:lb/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "aws:rds/instance:Instance": Protection(
        "deletionProtection",
        "InvalidParameterCombination",
        "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    ),
    "aws:rds/cluster:Cluster": _DATABASE_CLUSTER,
    "aws:docdb/cluster:Cluster": _DATABASE_CLUSTER,
    "aws:neptune/cluster:Cluster": _DATABASE_CLUSTER,
    "aws:dynamodb/table:Table": Protection(
        "deletionProtectionEnabled",
        "ValidationException",
        "Resource cannot be deleted as it is currently protected against deletion. "
        "Disable deletion protection first.",
    ),
    "aws:cognito/userPool:UserPool": Protection(
        "deletionProtection",
        "InvalidParameterException",
        "The user pool cannot be deleted because deletion protection is activated. "
        "Deletion protection must be inactivated first.",
        value="ACTIVE",
    ),
    "aws:ec2/instance:Instance": Protection(
        "disableApiTermination",
        "OperationNotPermitted",
        "The instance '{id}' may not be terminated. Modify its 'disableApiTermination' instance attribute "
        "and try again.",
        lifted_by="forceDestroy",
    ),
    "aws:cloudwatch/logGroup:LogGroup": Protection(
        "deletionProtectionEnabled",
        "ValidationException",
        "The log group {id} cannot be deleted while its deletion protection is enabled.",
    ),
}
# What the provider says where a last snapshot has no name (terraform-provider-aws, internal/service/rds).
_FINAL_SNAPSHOT: Mapping[str, str] = {
    "aws:rds/instance:Instance": "final_snapshot_identifier is required when skip_final_snapshot is false",
    "aws:rds/cluster:Cluster": "RDS Cluster final_snapshot_identifier is required when skip_final_snapshot "
    "is false",
}


def refuse_protected(stored: Stored) -> None:
    """Refuse to delete what protects itself.

    Raises:
        SimulationError: a setting of the resource keeps it from being deleted.
    """
    properties, protection = whole(stored), PROTECTIONS.get(stored.type)
    named = flag(properties.get("skipFinalSnapshot")) or text(properties, "finalSnapshotIdentifier")
    if stored.type in _FINAL_SNAPSHOT and not named:
        raise SimulationError(f"{_FINAL_SNAPSHOT[stored.type]} ({described(stored)})")
    if protection is None or (protection.lifted_by and flag(properties.get(protection.lifted_by))):
        return
    value = properties.get(protection.setting)
    if value == protection.value or (protection.value is True and flag(value)):
        refuse(
            protection.code,
            protection.words.format(id=stored.id),
            f"{protection.setting} of {described(stored)} is {value}",
        )
