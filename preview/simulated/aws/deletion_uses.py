"""Which resources keep AWS from deleting which others: types, and the properties that refer.

What the provider itself takes away before it deletes is missing here: associations of network ACLs and route
tables, roles of instance profiles, DHCP options of VPCs (terraform-provider-aws 6.58, resource*Delete). So is
what AWS deletes although it is used: launch templates, log groups, topics, roles that a service acts in.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Users = Mapping[str, tuple[str, ...]]

_LOAD_BALANCERS = ("aws:lb/loadBalancer:LoadBalancer", "aws:alb/loadBalancer:LoadBalancer")
_LISTENERS = ("aws:lb/listener:Listener", "aws:alb/listener:Listener")
_LISTENER_RULES = ("aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule")


@dataclass(frozen=True)
class Hold:
    """A use that keeps a resource in place.

    Attributes:
        users: properties by type, as dotted paths, where the id or the ARN of the resource stands.
        code: AWS's error code.
        words: AWS's message; `{id}` is the resource's id.
        source: where AWS says so.
        alike: properties in which both must be equal as well.
    """

    users: Users
    code: str
    words: str
    source: str
    alike: tuple[str, ...] = ()


def _of(*paths: str, types: tuple[str, ...]) -> Users:
    return dict.fromkeys(types, paths)


# Everything whose network interfaces stand in a subnet, and carry security groups.
_INTERFACES_IN_SUBNETS: Users = {
    "aws:ec2/natGateway:NatGateway": ("subnetId",),
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("subnetIds",),
    "aws:ec2/instance:Instance": ("subnetId",),
    "aws:ec2/networkInterface:NetworkInterface": ("subnetId",),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": ("subnetIds",),
    "aws:autoscaling/group:Group": ("vpcZoneIdentifiers",),
    "aws:eks/cluster:Cluster": ("vpcConfig.subnetIds",),
    "aws:eks/nodeGroup:NodeGroup": ("subnetIds",),
    "aws:efs/mountTarget:MountTarget": ("subnetId",),
    "aws:lambda/function:Function": ("vpcConfig.subnetIds",),
    **_of("subnets", "subnetMappings.subnetId", types=_LOAD_BALANCERS),
}
INTERFACES_OF_GROUPS: Users = {
    "aws:ec2/vpcEndpoint:VpcEndpoint": ("securityGroupIds",),
    "aws:ec2/instance:Instance": ("vpcSecurityGroupIds", "securityGroups"),
    "aws:ec2/networkInterface:NetworkInterface": ("securityGroups",),
    "aws:eks/cluster:Cluster": ("vpcConfig.securityGroupIds",),
    "aws:efs/mountTarget:MountTarget": ("securityGroups",),
    "aws:lambda/function:Function": ("vpcConfig.securityGroupIds",),
    "aws:rds/instance:Instance": ("vpcSecurityGroupIds",),
    "aws:rds/cluster:Cluster": ("vpcSecurityGroupIds",),
    "aws:elasticache/cluster:Cluster": ("securityGroupIds",),
    "aws:ecs/service:Service": ("networkConfiguration.securityGroups",),
    **_of("securityGroups", types=_LOAD_BALANCERS),
}

HOLDS: Mapping[str, tuple[Hold, ...]] = {
    "aws:ec2/vpc:Vpc": (
        Hold(
            {
                "aws:ec2/subnet:Subnet": ("vpcId",),
                "aws:ec2/securityGroup:SecurityGroup": ("vpcId",),
                "aws:ec2/routeTable:RouteTable": ("vpcId",),
                "aws:ec2/networkAcl:NetworkAcl": ("vpcId",),
                "aws:ec2/internetGateway:InternetGateway": ("vpcId",),
                "aws:ec2/internetGatewayAttachment:InternetGatewayAttachment": ("vpcId",),
                "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": ("vpcId",),
                "aws:ec2/vpnGateway:VpnGateway": ("vpcId",),
                "aws:ec2/vpcEndpoint:VpcEndpoint": ("vpcId",),
                "aws:ec2/natGateway:NatGateway": ("vpcId",),
                "aws:ec2transitgateway/vpcAttachment:VpcAttachment": ("vpcId",),
            },
            "DependencyViolation",
            "The vpc '{id}' has dependencies and cannot be deleted.",
            "EC2 API Reference, DeleteVpc",
        ),
    ),
    "aws:ec2/subnet:Subnet": (
        Hold(
            _INTERFACES_IN_SUBNETS,
            "DependencyViolation",
            "The subnet '{id}' has dependencies and cannot be deleted.",
            "EC2 API Reference, DeleteSubnet; the interfaces are those that each service documents",
        ),
    ),
    "aws:ec2/eip:Eip": (
        Hold(
            {"aws:ec2/natGateway:NatGateway": ("allocationId", "secondaryAllocationIds")},
            "AuthFailure",
            "You do not have permission to access the specified resource.",
            "what EC2 says of an address of a NAT gateway: kubernetes/kops issue 1604",
        ),
        Hold(
            {"aws:ec2/eipAssociation:EipAssociation": ("allocationId",)},
            "InvalidIPAddress.InUse",
            "Address {id} is in use.",
            "EC2 API Reference, ReleaseAddress",
        ),
    ),
    "aws:ebs/volume:Volume": (
        Hold(
            {"aws:ec2/volumeAttachment:VolumeAttachment": ("volumeId",)},
            "VolumeInUse",
            "Volume {id} is currently attached",
            "EC2 API Reference, DeleteVolume",
        ),
    ),
    "aws:iam/policy:Policy": (
        Hold(
            {
                "aws:iam/rolePolicyAttachment:RolePolicyAttachment": ("policyArn",),
                "aws:iam/userPolicyAttachment:UserPolicyAttachment": ("policyArn",),
                "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ("policyArn",),
                "aws:iam/policyAttachment:PolicyAttachment": ("policyArn",),
                "aws:iam/role:Role": ("managedPolicyArns",),
            },
            "DeleteConflict",
            "Cannot delete a policy attached to entities.",
            "IAM API Reference, DeletePolicy; the provider deletes its other versions itself",
        ),
    ),
    "aws:iam/group:Group": (
        Hold(
            {"aws:iam/groupPolicyAttachment:GroupPolicyAttachment": ("group",)},
            "DeleteConflict",
            "Cannot delete entity, must detach all policies first.",
            "IAM API Reference, DeleteGroup",
        ),
        Hold(
            {"aws:iam/groupPolicy:GroupPolicy": ("group",)},
            "DeleteConflict",
            "Cannot delete entity, must delete policies first.",
            "IAM API Reference, DeleteGroup",
        ),
        Hold(
            {
                "aws:iam/groupMembership:GroupMembership": ("group",),
                "aws:iam/userGroupMembership:UserGroupMembership": ("groups",),
            },
            "DeleteConflict",
            "Cannot delete entity, must remove users from group first.",
            "IAM API Reference, DeleteGroup",
        ),
    ),
    "aws:eks/cluster:Cluster": (
        Hold(
            {"aws:eks/nodeGroup:NodeGroup": ("clusterName",)},
            "ResourceInUseException",
            "Cluster has nodegroups attached",
            "EKS API Reference, DeleteCluster",
        ),
        Hold(
            {"aws:eks/fargateProfile:FargateProfile": ("clusterName",)},
            "ResourceInUseException",
            "Cluster has fargate profiles attached",
            "EKS API Reference, DeleteCluster; its words are not documented",
        ),
    ),
    "aws:cloudwatch/eventRule:EventRule": (
        Hold(
            {"aws:cloudwatch/eventTarget:EventTarget": ("rule",)},
            "ValidationException",
            "Rule can't be deleted since it has targets.",
            "EventBridge API Reference, DeleteRule; terraform-provider-aws waits for these words",
            alike=("eventBusName",),
        ),
    ),
    "aws:backup/plan:Plan": (
        Hold(
            {"aws:backup/selection:Selection": ("planId",)},
            "InvalidRequestException",
            "Related backup plan selections must be deleted prior to backup plan deletion",
            "AWS Backup API Reference, DeleteBackupPlan",
        ),
    ),
    **dict.fromkeys(
        ("aws:lb/targetGroup:TargetGroup", "aws:alb/targetGroup:TargetGroup"),
        (
            Hold(
                {
                    **_of(
                        "defaultActions.targetGroupArn",
                        "defaultActions.forward.targetGroups.arn",
                        types=_LISTENERS,
                    ),
                    **_of(
                        "actions.targetGroupArn", "actions.forward.targetGroups.arn", types=_LISTENER_RULES
                    ),
                },
                "ResourceInUse",
                "Target group '{id}' is currently in use by a listener or a rule",
                "Elastic Load Balancing API Reference, DeleteTargetGroup",
            ),
        ),
    ),
    "aws:acm/certificate:Certificate": (
        Hold(
            {
                **_of("certificateArn", types=_LISTENERS),
                "aws:lb/listenerCertificate:ListenerCertificate": ("certificateArn",),
                "aws:cloudfront/distribution:Distribution": ("viewerCertificate.acmCertificateArn",),
                "aws:apigatewayv2/domainName:DomainName": ("domainNameConfiguration.certificateArn",),
            },
            "ResourceInUseException",
            "Certificate {id} in use.",
            "ACM API Reference, DeleteCertificate",
        ),
    ),
    "aws:rds/subnetGroup:SubnetGroup": (
        Hold(
            {
                "aws:rds/instance:Instance": ("dbSubnetGroupName",),
                "aws:rds/cluster:Cluster": ("dbSubnetGroupName",),
            },
            "InvalidDBSubnetGroupStateFault",
            "Cannot delete the subnet group '{id}' because at least one database instance is still using it.",
            "RDS API Reference, DeleteDBSubnetGroup",
        ),
    ),
    "aws:rds/cluster:Cluster": (
        Hold(
            {"aws:rds/clusterInstance:ClusterInstance": ("clusterIdentifier",)},
            "InvalidDBClusterStateFault",
            "Cluster cannot be deleted, it still contains DB instances in non-deleting state.",
            "RDS API Reference, DeleteDBCluster",
        ),
    ),
    "aws:efs/fileSystem:FileSystem": (
        Hold(
            {"aws:efs/mountTarget:MountTarget": ("fileSystemId",)},
            "FileSystemInUse",
            "file system '{id}' has mount targets created in it.",
            "EFS API Reference, DeleteFileSystem",
        ),
    ),
    "aws:ecs/cluster:Cluster": (
        Hold(
            {"aws:ecs/service:Service": ("cluster",)},
            "ClusterContainsServicesException",
            "The Cluster cannot be deleted while Services are active.",
            "ECS API Reference, DeleteCluster",
        ),
    ),
}
