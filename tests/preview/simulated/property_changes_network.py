"""What a change of an input does to AWS resources of either stack: networks.

Written down from the sources that the rows name, not from the simulation's tables: functions in
hashicorp/terraform-provider-aws v6.58.0 internal/service, and `bridge` for pulumi/pulumi-terraform-bridge
nameRequiresDeleteBeforeReplace.
"""

from preview.model import Properties
from tests.preview.simulated.property_change import (
    DELETE_FIRST,
    NOTHING,
    REPLACE,
    UPDATE,
    PropertyChange,
    of,
)

_SUBNETS = ["subnet-1", "subnet-2"]
_RULE: Properties = {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}
_FROM_CIDR: Properties = {**_RULE, "cidrIpv4": "10.0.0.0/16"}
NETWORK: tuple[PropertyChange, ...] = (
    *of(
        "aws:ec2/vpc:Vpc",
        {"cidrBlock": "10.0.0.0/16"},
        ({"cidrBlock": "10.1.0.0/16"}, REPLACE, "ec2 resourceVPC: cidr_block ForceNew"),
    ),
    *of(
        "aws:ec2/vpc:Vpc",
        {"cidrBlock": "10.0.0.0/16", "enableDnsHostnames": False},
        ({"enableDnsHostnames": True}, UPDATE, "ec2 resourceVPC: enable_dns_hostnames"),
    ),
    *of(
        "aws:ec2/vpc:Vpc",
        {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "default"},
        ({"instanceTenancy": "dedicated"}, REPLACE, "ec2 resourceVPCCustomizeDiff: instance_tenancy"),
    ),
    *of(
        "aws:ec2/vpc:Vpc",
        {"cidrBlock": "10.0.0.0/16", "instanceTenancy": "dedicated"},
        ({"instanceTenancy": "default"}, UPDATE, "ec2 resourceVPCCustomizeDiff: instance_tenancy"),
    ),
    *of(
        "aws:ec2/subnet:Subnet",
        {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/20", "availabilityZone": "eu-central-1a"},
        ({"availabilityZone": "eu-central-1b"}, REPLACE, "ec2 resourceSubnet: availability_zone ForceNew"),
        ({"availabilityZone": None}, NOTHING, "ec2 resourceSubnet: availability_zone Optional and Computed"),
    ),
    *of(
        "aws:ec2/subnet:Subnet",
        {"vpcId": "vpc-1", "cidrBlock": "10.0.0.0/20"},
        ({"mapPublicIpOnLaunch": True}, UPDATE, "ec2 resourceSubnet: map_public_ip_on_launch"),
    ),
    *of(
        "aws:ec2/natGateway:NatGateway",
        {"subnetId": "subnet-1", "allocationId": "eipalloc-1"},
        ({"subnetId": "subnet-2"}, REPLACE, "ec2 resourceNATGateway: subnet_id ForceNew"),
    ),
    *of(
        "aws:ec2/eip:Eip",
        {"domain": "vpc"},
        ({"domain": "standard"}, REPLACE, "ec2 resourceEIP: domain ForceNew"),
    ),
    *of(
        "aws:ec2/route:Route",
        {"routeTableId": "rtb-1", "destinationCidrBlock": "0.0.0.0/0", "natGatewayId": "nat-1"},
        (
            {"destinationCidrBlock": "10.0.0.0/8"},
            REPLACE,
            "ec2 resourceRoute: destination_cidr_block ForceNew",
        ),
        ({"natGatewayId": "nat-2"}, UPDATE, "ec2 resourceRoute: nat_gateway_id"),
    ),
    *of(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        {"subnetId": "subnet-1", "routeTableId": "rtb-1"},
        ({"routeTableId": "rtb-2"}, UPDATE, "ec2 resourceRouteTableAssociation: route_table_id"),
    ),
    *of(
        "aws:ec2/securityGroup:SecurityGroup",
        {"vpcId": "vpc-1", "description": "one"},
        ({"description": "another"}, REPLACE, "ec2 resourceSecurityGroup: description ForceNew"),
    ),
    *of(
        "aws:ec2/securityGroup:SecurityGroup",
        {"vpcId": "vpc-1", "description": "one", "name": "chosen"},
        ({"description": "another"}, DELETE_FIRST, "ec2 resourceSecurityGroup: description ForceNew; bridge"),
    ),
    *of(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        _FROM_CIDR,
        (
            {"cidrIpv4": "10.1.0.0/16"},
            UPDATE,
            "ec2 securityGroupRuleResource.ModifyPlan: another value of the same source",
        ),
        (
            {"cidrIpv4": None, "referencedSecurityGroupId": "sg-2"},
            REPLACE,
            "ec2 securityGroupRuleResource.ModifyPlan: another kind of source",
        ),
    ),
    *of(
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
        _FROM_CIDR,
        (
            {"securityGroupId": "sg-2"},
            REPLACE,
            "ec2 securityGroupRuleResource.Schema: security_group_id RequiresReplace",
        ),
    ),
    *of(
        "aws:ec2/networkAclRule:NetworkAclRule",
        {"networkAclId": "acl-1", "ruleNumber": 100, "protocol": "tcp", "ruleAction": "deny"},
        ({"ruleNumber": 110}, REPLACE, "ec2 resourceNetworkACLRule: rule_number ForceNew"),
    ),
    *of(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        {
            "vpcId": "vpc-1",
            "serviceName": "com.amazonaws.eu-central-1.ecr.api",
            "vpcEndpointType": "Interface",
        },
        (
            {"serviceName": "com.amazonaws.eu-central-1.sts"},
            REPLACE,
            "ec2 resourceVPCEndpoint: service_name ForceNew",
        ),
    ),
    *of(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        {"vpcId": "vpc-1", "serviceName": "s", "vpcEndpointType": "Interface", "subnetIds": _SUBNETS},
        ({"subnetIds": ["subnet-2", "subnet-1"]}, NOTHING, "ec2 resourceVPCEndpoint: subnet_ids TypeSet"),
        ({"subnetIds": ["subnet-2", "subnet-3"]}, UPDATE, "ec2 resourceVPCEndpoint: subnet_ids"),
    ),
    *of(
        "aws:ec2/flowLog:FlowLog",
        {"vpcId": "vpc-1", "trafficType": "ALL", "logDestination": "arn:aws:logs:1"},
        ({"trafficType": "REJECT"}, REPLACE, "ec2 resourceFlowLog: traffic_type ForceNew"),
    ),
    *of(
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        {"vpcId": "vpc-1", "transitGatewayId": "tgw-1", "subnetIds": _SUBNETS},
        (
            {"vpcId": "vpc-2"},
            DELETE_FIRST,
            "ec2 resourceTransitGatewayVPCAttachment: vpc_id ForceNew; pulumi-aws DeleteBeforeReplace",
        ),
    ),
)
