"""Encryption of EBS volumes that nobody asks to encrypt."""

import pulumi
import pulumi_aws as aws


def encrypt_new_volumes(opts: pulumi.ResourceOptions) -> aws.ebs.EncryptionByDefault:
    """Have EC2 encrypt every new volume of the account and region.

    Volumes that name no key get the account's own one for EBS, not the stack's: other volumes of the account
    must not depend on a key that goes with this stack. The setting stays when the stack is destroyed or no
    longer asks for it, as its end would loosen the account. Source: EBS user guide, "Enable Amazon EBS
    encryption by default"; the provider, which switches it off with the resource.
    """
    return aws.ebs.EncryptionByDefault(
        "ebs-encryption",
        enabled=True,
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(retain_on_delete=True)),
    )
