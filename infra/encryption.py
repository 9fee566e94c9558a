"""The KMS keys of the platform, one for each class of data."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam import key_policies
from infra.place import Place


@dataclass(frozen=True)
class EncryptionArgs:
    """What Encryption needs.

    Attributes:
        place: where the keys live.
        administrators: ARNs of the cluster's administrators, one of whom creates it.
        deletion_window_days: days between the deletion of a key and its end, 7 to 30.
        protect: whether Pulumi refuses to delete the keys.
    """

    place: Place
    administrators: Sequence[str]
    deletion_window_days: int
    protect: bool


class Encryption(pulumi.ComponentResource):
    """The keys that encrypt what the platform stores.

    Creates a KMS key with yearly rotation and an alias for each of: the cluster's secrets, volumes and
    backups, logs, data (in Secrets Manager), images, the audit trail, and alerts.
    """

    cluster_key_arn: pulumi.Output[str]
    volumes_key_arn: pulumi.Output[str]
    logs_key_arn: pulumi.Output[str]
    data_key_arn: pulumi.Output[str]
    registry_key_arn: pulumi.Output[str]
    trail_key_arn: pulumi.Output[str]
    alerts_key_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Encryption", name, None, opts)
        self._args = args
        place = args.place
        self.cluster_key_arn = self._key(
            "cluster", "Secrets of the cluster", key_policies.cluster_key_policy(place, args.administrators)
        )
        self.volumes_key_arn = self._key(
            "volumes", "Volumes of nodes and pods, and backups", key_policies.volumes_key_policy(place)
        )
        self.logs_key_arn = self._key("logs", "Log groups", key_policies.logs_key_policy(place))
        self.data_key_arn = self._key("data", "Secrets of the workloads", key_policies.data_key_policy(place))
        self.registry_key_arn = self._key(
            "registry", "Images of the services", key_policies.registry_key_policy(place)
        )
        self.trail_key_arn = self._key("trail", "Audit trail", key_policies.trail_key_policy(place))
        self.alerts_key_arn = self._key("alerts", "Alerts", key_policies.alerts_key_policy(place))
        self.register_outputs(
            {
                "clusterKeyArn": self.cluster_key_arn,
                "volumesKeyArn": self.volumes_key_arn,
                "logsKeyArn": self.logs_key_arn,
                "dataKeyArn": self.data_key_arn,
                "registryKeyArn": self.registry_key_arn,
                "trailKeyArn": self.trail_key_arn,
                "alertsKeyArn": self.alerts_key_arn,
            }
        )

    def _key(self, name: str, description: str, policy: str) -> pulumi.Output[str]:
        key = aws.kms.Key(
            name,
            description=f"{description} of {self._args.place.name}",
            policy=policy,
            enable_key_rotation=True,
            deletion_window_in_days=self._args.deletion_window_days,
            opts=pulumi.ResourceOptions(parent=self, protect=self._args.protect),
        )
        aws.kms.Alias(
            name,
            name=f"alias/{self._args.place.name}/{name}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key.arn
