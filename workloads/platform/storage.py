"""The storage class that volumes get unless they ask for another."""

import pulumi
from pulumi_kubernetes.meta.v1 import ObjectMetaArgs
from pulumi_kubernetes.storage.v1 import StorageClass

from infra.foundation import Platform
from infra.providers import default_tags

NAME = "gp3-encrypted"
# What the API server forbids to change (kubernetes pkg/apis/storage/validation) and Pulumi's provider does
# not replace by itself. Volumes that exist do not depend on their class.
IMMUTABLE = ("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")


def declare_default_class(foundation: Platform, opts: pulumi.ResourceOptions) -> StorageClass:
    """Register the default storage class: gp3 volumes of the EBS driver, under the volumes key.

    A volume is made in the zone of the pod that uses it first. In a protected stack it stays when its claim
    is deleted, until somebody deletes it. The gp2 class that EKS brings along is not the default.
    Source: aws-ebs-csi-driver, docs/parameters.md and docs/tagging.md.

    Args:
        foundation: the AWS side.
        opts: options of the resource.
    """
    # The driver makes the volumes, out of reach of the default tags of Pulumi's provider.
    tags = {**default_tags(foundation.settings.tags), "ManagedBy": "aws-ebs-csi-driver"}
    return StorageClass(
        NAME,
        metadata=ObjectMetaArgs(
            name=NAME, annotations={"storageclass.kubernetes.io/is-default-class": "true"}
        ),
        provisioner="ebs.csi.aws.com",
        parameters={
            "type": "gp3",
            "encrypted": "true",
            "kmsKeyId": foundation.volumes_key_arn,
            "csi.storage.k8s.io/fstype": "ext4",
            **{f"tagSpecification_{n}": f"{key}={value}" for n, (key, value) in enumerate(tags.items(), 1)},
        },
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
        reclaim_policy="Retain" if foundation.settings.protect else "Delete",
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(
                depends_on=list(foundation.ready),
                replace_on_changes=list(IMMUTABLE),
                delete_before_replace=True,
            ),
        ),
    )
