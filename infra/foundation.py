"""What the AWS side offers to the workloads."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from infra.place import Place
from infra.settings import InfraSettings


@dataclass(frozen=True)
class Foundation:
    """What the workloads need to know of the AWS side.

    Attributes:
        settings: the settings it was made from.
        place: where it lives, known at preview.
        aws_provider, kubernetes_provider: the providers for AWS and for objects inside the cluster.
        cluster_name, cluster_arn, cluster_endpoint, cluster_version: the cluster.
        kubeconfig: how to reach it; secret.
        vpc_id, vpc_cidr: the network.
        public_subnet_ids, private_subnet_ids, intra_subnet_ids: its subnets, one per zone.
        public_subnet_cidrs, private_subnet_cidrs, intra_subnet_cidrs: their addresses.
        node_security_group_id: the group of nodes and the pods on them.
        load_balancer_security_group_id: the group of load balancers in front of services.
        data_key_arn, logs_key_arn, volumes_key_arn: KMS keys for secrets and data, for logs, for volumes.
        alerts_topic_arn: the SNS topic that alarms and findings go to.
        trail_bucket: name of the bucket with the trail's events; None where the stack has no trail.
        repository_urls: host and path of each service's image repository, by path.
        image_copies: host of the registry with copies of the charts' images, where nodes reach no other;
            else None.
        ready: what objects inside the cluster must wait for, and what must outlive them.
    """

    settings: InfraSettings
    place: Place
    aws_provider: aws.Provider
    kubernetes_provider: kubernetes.Provider
    cluster_name: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    cluster_endpoint: pulumi.Output[str]
    cluster_version: str
    kubeconfig: pulumi.Output[str]
    vpc_id: pulumi.Output[str]
    vpc_cidr: str
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    intra_subnet_ids: list[pulumi.Output[str]]
    public_subnet_cidrs: tuple[str, ...]
    private_subnet_cidrs: tuple[str, ...]
    intra_subnet_cidrs: tuple[str, ...]
    node_security_group_id: pulumi.Output[str]
    load_balancer_security_group_id: pulumi.Output[str]
    data_key_arn: pulumi.Output[str]
    logs_key_arn: pulumi.Output[str]
    volumes_key_arn: pulumi.Output[str]
    alerts_topic_arn: pulumi.Output[str]
    trail_bucket: pulumi.Output[str] | None
    repository_urls: Mapping[str, str]
    image_copies: str | None
    ready: tuple[pulumi.Resource, ...]
