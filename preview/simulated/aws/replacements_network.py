"""What replaces networks: VPC, security groups, transit gateways."""

from collections.abc import Mapping

from preview.simulated.aws import replacement_conditions as when
from preview.simulated.aws.replacement_rule import ReplacementRule, rule

RULES: Mapping[str, ReplacementRule] = {
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": rule(
        "ec2 resourceDefaultNetworkACL",
        "defaultNetworkAclId",
        sets="egress ingress subnetIds",
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": rule(
        "ec2 resourceDefaultSecurityGroup",
        "vpcId",
        kept="egress ingress vpcId",
        sets="egress ingress",
    ),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": rule(
        "ec2 resourceDefaultRouteTable",
        "defaultRouteTableId",
        kept="routes",
        sets="propagatingVgws routes",
    ),
    "aws:ec2/eip:Eip": rule(
        "ec2 resourceEIP",
        "address domain ipamPoolId networkBorderGroup publicIpv4Pool",
        kept="domain instance ipamPoolId networkBorderGroup networkInterface publicIpv4Pool",
    ),
    "aws:ec2/eipAssociation:EipAssociation": rule(
        "ec2 resourceEIPAssociation",
        "allocationId allowReassociation instanceId networkInterfaceId privateIpAddress publicIp",
        kept="allocationId instanceId networkInterfaceId privateIpAddress publicIp",
    ),
    "aws:ec2/flowLog:FlowLog": rule(
        "ec2 resourceFlowLog",
        "deliverCrossAccountRole destinationOptions eniId iamRoleArn logDestination "
        "logDestinationType logFormat maxAggregationInterval regionalNatGatewayId subnetId "
        "tagFieldSpecifications trafficType transitGatewayAttachmentId transitGatewayId vpcId",
        kept="logDestination logFormat",
        sets="tagFieldSpecifications",
    ),
    "aws:ec2/internetGateway:InternetGateway": rule(
        "ec2 resourceInternetGateway",
        kept="vpcId",
    ),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": rule(
        "ec2 resourceEgressOnlyInternetGateway",
        "vpcId",
    ),
    "aws:ec2/natGateway:NatGateway": rule(
        "ec2 resourceNATGateway",
        "allocationId availabilityMode connectivityType privateIp subnetId vpcId",
        conditions=when.NAT_GATEWAY,
        kept="availabilityMode privateIp secondaryAllocationIds secondaryPrivateIpAddressCount "
        "secondaryPrivateIpAddresses vpcId",
        sets="availabilityZoneAddresses availabilityZoneAddresses.allocationIds secondaryAllocationIds "
        "secondaryPrivateIpAddresses",
    ),
    "aws:ec2/networkAcl:NetworkAcl": rule(
        "ec2 resourceNetworkACL",
        "vpcId",
        kept="subnetIds",
        sets="egress ingress subnetIds",
    ),
    "aws:ec2/networkAclAssociation:NetworkAclAssociation": rule(
        "ec2 resourceNetworkACLAssociation",
        "networkAclId subnetId",
    ),
    "aws:ec2/networkAclRule:NetworkAclRule": rule(
        "ec2 resourceNetworkACLRule",
        "cidrBlock egress fromPort icmpCode icmpType ipv6CidrBlock networkAclId protocol "
        "ruleAction ruleNumber toPort",
    ),
    "aws:ec2/networkInterface:NetworkInterface": rule(
        "ec2 resourceNetworkInterface",
        "interfaceType subnetId",
        conditions=when.NETWORK_INTERFACE,
        kept="attachments enablePrimaryIpv6 interfaceType ipv4PrefixCount ipv4Prefixes "
        "ipv6AddressCount ipv6AddressLists ipv6Addresses ipv6PrefixCount ipv6Prefixes privateIp "
        "privateIpLists privateIps privateIpsCount securityGroups",
        sets="attachments ipv4Prefixes ipv6Addresses ipv6Prefixes privateIps securityGroups",
        unread="connectionTrackingSpecification",
    ),
    "aws:ec2/route:Route": rule(
        "ec2 resourceRoute",
        "destinationCidrBlock destinationIpv6CidrBlock destinationPrefixListId routeTableId",
        kept="networkInterfaceId",
    ),
    "aws:ec2/routeTable:RouteTable": rule(
        "ec2 resourceRouteTable",
        "vpcId",
        kept="propagatingVgws routes",
        sets="propagatingVgws routes",
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": rule(
        "ec2 resourceRouteTableAssociation",
        "gatewayId subnetId",
    ),
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": rule(
        "ec2 resourceMainRouteTableAssociation",
    ),
    "aws:ec2/securityGroup:SecurityGroup": rule(
        "ec2 resourceSecurityGroup",
        "description name namePrefix vpcId",
        kept="egress ingress name namePrefix vpcId",
        sets="egress ingress",
        named="name",
    ),
    "aws:ec2/securityGroupRule:SecurityGroupRule": rule(
        "ec2 resourceSecurityGroupRule",
        "cidrBlocks fromPort ipv6CidrBlocks prefixListIds protocol securityGroupId self "
        "sourceSecurityGroupId toPort type",
        kept="sourceSecurityGroupId",
        delete_before_replace=True,
    ),
    "aws:ec2/subnet:Subnet": rule(
        "ec2 resourceSubnet",
        "availabilityZone availabilityZoneId cidrBlock ipv4IpamPoolId ipv4NetmaskLength "
        "ipv6IpamPoolId ipv6Native ipv6NetmaskLength outpostArn vpcId",
        conditions=when.SUBNET,
        kept="availabilityZone availabilityZoneId cidrBlock ipv6CidrBlock privateDnsHostnameTypeOnLaunch",
    ),
    "aws:ec2/vpc:Vpc": rule(
        "ec2 resourceVPC",
        "cidrBlock ipv4IpamPoolId ipv4NetmaskLength",
        conditions=when.VPC,
        kept="cidrBlock enableDnsHostnames enableNetworkAddressUsageMetrics ipv6CidrBlock "
        "ipv6CidrBlockNetworkBorderGroup",
    ),
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions": rule(
        "ec2 resourceVPCDHCPOptions",
        "domainName domainNameServers ipv6AddressPreferredLeaseTime netbiosNameServers "
        "netbiosNodeType ntpServers",
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": rule(
        "ec2 resourceVPCEndpoint",
        "dnsOptions.privateDnsPreference dnsOptions.privateDnsSpecifiedDomains "
        "resourceConfigurationArn serviceName serviceNetworkArn serviceRegion vpcEndpointType "
        "vpcId",
        conditions=when.VPC_ENDPOINT,
        kept="dnsOptions dnsOptions.privateDnsPreference dnsOptions.privateDnsSpecifiedDomains "
        "ipAddressType policy privateDnsEnabled routeTableIds securityGroupIds serviceRegion "
        "subnetConfigurations subnetIds",
        sets="dnsOptions.privateDnsSpecifiedDomains routeTableIds securityGroupIds "
        "subnetConfigurations subnetIds",
    ),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": rule(
        "ec2 resourceVPCEndpointRouteTableAssociation",
        "routeTableId vpcEndpointId",
    ),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": rule(
        "ec2 resourceVPCPeeringConnection",
        "peerOwnerId peerRegion peerVpcId vpcId",
        kept="peerOwnerId peerRegion",
    ),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": rule(
        "ec2 resourceVPCPeeringConnectionAccepter",
        "vpcPeeringConnectionId",
        kept="accepter requester",
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": rule(
        "ec2 resourceManagedPrefixList",
        "addressFamily",
        kept="entries",
        sets="entries",
        named="name",
    ),
    "aws:ec2transitgateway/transitGateway:TransitGateway": rule(
        "ec2 resourceTransitGateway",
        "multicastSupport",
        conditions=when.TRANSIT_GATEWAY,
        kept="encryptionSupport",
        sets="transitGatewayCidrBlocks",
    ),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": rule(
        "ec2 resourceTransitGatewayVPCAttachment",
        "transitGatewayId vpcId",
        kept="securityGroupReferencingSupport transitGatewayDefaultRouteTableAssociation "
        "transitGatewayDefaultRouteTablePropagation",
        sets="subnetIds",
        delete_before_replace=True,
    ),
    "aws:ec2transitgateway/routeTable:RouteTable": rule(
        "ec2 resourceTransitGatewayRouteTable",
        "transitGatewayId",
    ),
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": rule(
        "ec2 resourceTransitGatewayRouteTableAssociation",
        "transitGatewayAttachmentId transitGatewayRouteTableId",
        unread="replaceExistingAssociation",
    ),
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": rule(
        "ec2 resourceTransitGatewayRouteTablePropagation",
        "transitGatewayAttachmentId transitGatewayRouteTableId",
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rule(
        "ec2 securityGroupRuleResource.Schema",
        "securityGroupId",
        presence="cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId",
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rule(
        "ec2 securityGroupRuleResource.Schema",
        "securityGroupId",
        presence="cidrIpv4 cidrIpv6 prefixListId referencedSecurityGroupId",
    ),
}
