"""A database for the billing service, on the platform's network and under the platform's keys."""

import pulumi
import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
from platform_outputs import read_platform

PORT = 5432

config = pulumi.Config()
platform = read_platform(config.require("platformStack"))

aws_opts = pulumi.ResourceOptions(
    provider=aws.Provider("aws", region=platform.region, allowed_account_ids=[platform.account_id])
)
cluster_opts = pulumi.ResourceOptions(
    provider=kubernetes.Provider("kubernetes", kubeconfig=platform.kubeconfig)
)

group = aws.ec2.SecurityGroup(
    "database", vpc_id=platform.vpc_id, description="Database of billing", opts=aws_opts
)
aws.vpc.SecurityGroupIngressRule(
    "database-from-pods",
    security_group_id=group.id,
    referenced_security_group_id=platform.node_security_group_id,
    ip_protocol="tcp",
    from_port=PORT,
    to_port=PORT,
    description="Pods of the platform",
    opts=aws_opts,
)
aws.vpc.SecurityGroupEgressRule(
    "pods-to-database",
    security_group_id=platform.node_security_group_id,
    referenced_security_group_id=group.id,
    ip_protocol="tcp",
    from_port=PORT,
    to_port=PORT,
    description="Database of billing",
    opts=aws_opts,
)
database = aws.rds.Instance(
    "billing",
    engine="postgres",
    engine_version="17",
    instance_class="db.t4g.small",
    allocated_storage=20,
    storage_encrypted=True,
    multi_az=config.require_bool("multiZone"),
    db_subnet_group_name=aws.rds.SubnetGroup(
        "billing", subnet_ids=platform.private_subnet_ids, opts=aws_opts
    ).name,
    vpc_security_group_ids=[group.id],
    username="billing",
    # AWS makes and rotates the password of the master, in Secrets Manager under the platform's key. It is for
    # administrators: the platform's External Secrets reads below its prefix alone.
    manage_master_user_password=True,
    master_user_secret_kms_key_id=platform.data_key_arn,
    iam_database_authentication_enabled=True,
    deletion_protection=config.require_bool("deletionProtection"),
    copy_tags_to_snapshot=True,
    final_snapshot_identifier="billing-final",
    opts=aws_opts,
)
# The service reads the address from here. It signs in as a user of its own, whose password is the secret
# "database" of its declaration: the platform makes it below its prefix, and brings its value to the pods.
kubernetes.core.v1.ConfigMap(
    "billing-database",
    metadata={"namespace": platform.services_namespace},
    data={"host": database.address, "port": str(PORT)},
    opts=cluster_opts,
)
pulumi.export("databaseAddress", database.address)
pulumi.export("databasePasswordSecret", pulumi.Output.concat(platform.secrets_prefix, "/billing/database"))
