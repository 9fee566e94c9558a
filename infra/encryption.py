"""The KMS keys of the platform."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.key_policies import cluster_key_policy, data_key_policy, logs_key_policy, volumes_key_policy
from infra.place import Place


@dataclass(frozen=True)
class EncryptionArgs:
    """What Encryption needs.

    Attributes:
        place: where the keys live.
        deletion_window_days: days between the deletion of a key and its end, 7 to 30.
        protect: whether Pulumi refuses to delete the keys.
    """

    place: Place
    deletion_window_days: int
    protect: bool


class Encryption(pulumi.ComponentResource):
    """The keys that encrypt what the platform stores.

    Creates a KMS key with yearly rotation and an alias for each of: the cluster's secrets, logs, data (in
    Secrets Manager) and volumes.
    """

    cluster_key_arn: pulumi.Output[str]
    logs_key_arn: pulumi.Output[str]
    data_key_arn: pulumi.Output[str]
    volumes_key_arn: pulumi.Output[str]

    def __init__(self, name: str, args: EncryptionArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Encryption", name, None, opts)
        self._args = args
        partition, account_id, region = args.place.partition, args.place.account_id, args.place.region
        self.cluster_key_arn = self._key(
            "cluster",
            "Secrets of the cluster",
            cluster_key_policy(partition=partition, account_id=account_id),
        )
        self.logs_key_arn = self._key(
            "logs", "Log groups", logs_key_policy(partition=partition, account_id=account_id, region=region)
        )
        self.data_key_arn = self._key(
            "data",
            "Secrets of the workloads",
            data_key_policy(partition=partition, account_id=account_id, region=region),
        )
        self.volumes_key_arn = self._key(
            "volumes",
            "Volumes of nodes and pods",
            volumes_key_policy(partition=partition, account_id=account_id),
        )
        self.register_outputs(
            {
                "clusterKeyArn": self.cluster_key_arn,
                "logsKeyArn": self.logs_key_arn,
                "dataKeyArn": self.data_key_arn,
                "volumesKeyArn": self.volumes_key_arn,
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
