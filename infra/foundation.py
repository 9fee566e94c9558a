"""What the workloads need of the AWS side, and what it offers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes

from infra.cluster.node_scaling import NodeScaling
from infra.place import Place
from infra.settings import InfraSettings


@dataclass(frozen=True)
class Needs:
    """What the workloads need of the AWS side.

    Attributes:
        repositories: path of each image repository in the account's registry.
        service_ports: where the services listen that load balancers send to.
        secrets: name of each secret of the services.
    """

    repositories: Sequence[str]
    service_ports: Sequence[int]
    secrets: Sequence[str]


@dataclass(frozen=True)
class Foundation:
    """What exists without a cluster.

    Attributes:
        settings: the settings it was made from.
        place: where it lives, known at preview.
        aws_provider: the provider for AWS.
        vpc_id, vpc_cidr: the network.
        public_subnet_ids, private_subnet_ids, intra_subnet_ids: its subnets, one per zone.
        route_table_ids: its route tables by tier.
        transit_gateway_attachment_id, peering_connection_id: its ways to networks outside; None without.
        public_subnet_cidrs, private_subnet_cidrs, intra_subnet_cidrs: their addresses.
        node_security_group_id: the group of nodes and the pods on them.
        load_balancer_security_group_id: the group of load balancers in front of services.
        runner_security_group_id: the group of deployments that run inside the VPC; None where none do.
        data_key_arn, logs_key_arn, volumes_key_arn: KMS keys for secrets and data, for logs, for volumes.
        alerts_topic_arn: the SNS topic that alarms and findings go to.
        trail_bucket: name of the bucket with the trail's events; None where the stack has no trail.
        repository_urls: host and path of each service's image repository, by path.
        repository_arns: ARN of each of them, by path; of another stack's where that one creates them.
        image_copies: host of the registry with copies of the charts' images, where nodes reach no other;
            else None.
        secret_arns: ARN of each secret of the services, by name.
    """

    settings: InfraSettings
    place: Place
    aws_provider: aws.Provider
    vpc_id: pulumi.Output[str]
    vpc_cidr: str
    public_subnet_ids: list[pulumi.Output[str]]
    private_subnet_ids: list[pulumi.Output[str]]
    intra_subnet_ids: list[pulumi.Output[str]]
    route_table_ids: Mapping[str, list[pulumi.Output[str]]]
    transit_gateway_attachment_id: pulumi.Output[str] | None
    peering_connection_id: pulumi.Output[str] | None
    public_subnet_cidrs: tuple[str, ...]
    private_subnet_cidrs: tuple[str, ...]
    intra_subnet_cidrs: tuple[str, ...]
    node_security_group_id: pulumi.Output[str]
    load_balancer_security_group_id: pulumi.Output[str]
    runner_security_group_id: pulumi.Output[str] | None
    data_key_arn: pulumi.Output[str]
    logs_key_arn: pulumi.Output[str]
    volumes_key_arn: pulumi.Output[str]
    alerts_topic_arn: pulumi.Output[str]
    trail_bucket: pulumi.Output[str] | None
    repository_urls: Mapping[str, str]
    repository_arns: Mapping[str, pulumi.Output[str]]
    image_copies: str | None
    secret_arns: Mapping[str, pulumi.Output[str]]


@dataclass(frozen=True)
class Platform(Foundation):
    """A foundation with a cluster on it.

    Attributes:
        kubernetes_provider: the provider for objects inside the cluster.
        cluster_name, cluster_arn, cluster_endpoint, cluster_version: the cluster.
        kubeconfig: how to reach it; secret.
        node_releases: the release of the image that each node group runs, by the group's name.
        node_scaling: what Karpenter needs of AWS; None where nothing scales nodes.
        ready: what objects inside the cluster must wait for, and what must outlive them.
    """

    kubernetes_provider: kubernetes.Provider
    cluster_name: pulumi.Output[str]
    cluster_arn: pulumi.Output[str]
    cluster_endpoint: pulumi.Output[str]
    cluster_version: str
    kubeconfig: pulumi.Output[str]
    node_releases: Mapping[str, pulumi.Output[str]]
    node_scaling: NodeScaling | None
    ready: tuple[pulumi.Resource, ...]
