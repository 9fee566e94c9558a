"""Forms of networks: VPC, load balancing, DNS, CDN."""

from collections.abc import Mapping

from preview.simulated.aws.form import Form, arn, global_arn


def _ec2(prefix: str, resource: str, **outputs: object) -> Form:
    return Form(id=f"{prefix}-{{hex17}}", arn=arn("ec2", f"{resource}/{{id}}"), outputs=outputs, name="")


_OF_GATEWAY_TABLE = Form(
    id="{transitGatewayRouteTableId}_{transitGatewayAttachmentId}",
    outputs={"resourceId": "vpc-{hex17}", "resourceType": "vpc"},
    name="",
)
_LOAD_BALANCER = Form(
    id="{arn}",
    arn=arn("elasticloadbalancing", "loadbalancer/{lbKind}/{name}/{hex16}"),
    outputs={
        "arnSuffix": "{lbKind}/{name}/{hex16}",
        "dnsName": "{name}-{below1000000000}.{region}.elb.{suffix}",
        "zoneId": "Z{letters13}",
        "vpcId": "vpc-{hex17}",
        "ipAddressType": "ipv4",
        "loadBalancerType": "application",
    },
    defaults={"enableDeletionProtection": False, "loadBalancerType": "application"},
)
_TARGET_GROUP = Form(
    id="{arn}",
    arn=arn("elasticloadbalancing", "targetgroup/{name}/{hex16}"),
    outputs={"arnSuffix": "targetgroup/{name}/{hex16}", "loadBalancerArns": []},
    defaults={"targetType": "instance", "slowStart": 0, "proxyProtocolV2": False},
)
_LISTENER = Form(
    id="{arn}",
    arn=arn("elasticloadbalancing", "listener/app/{name}/{hex16}/{hex16:listener}"),
    name="",
)
_RULE = Form(
    id="{arn}",
    arn=arn("elasticloadbalancing", "listener-rule/app/{name}/{hex16}/{hex16:l}/{hex16:r}"),
    name="",
)

FORMS: Mapping[str, Form] = {
    "aws:ec2/vpc:Vpc": Form(
        id="vpc-{hex17}",
        arn=arn("ec2", "vpc/{id}"),
        outputs={
            "defaultNetworkAclId": "acl-{hex17}",
            "defaultRouteTableId": "rtb-{hex17}",
            "mainRouteTableId": "rtb-{hex17}",
            "defaultSecurityGroupId": "sg-{hex17}",
            "dhcpOptionsId": "dopt-{hex17}",
            "enableDnsHostnames": False,
            "enableNetworkAddressUsageMetrics": False,
            "instanceTenancy": "default",
        },
        name="",
        defaults={"enableDnsSupport": True, "instanceTenancy": "default"},
    ),
    "aws:ec2/subnet:Subnet": Form(
        id="subnet-{hex17}",
        arn=arn("ec2", "subnet/{id}"),
        outputs={
            "availabilityZone": "{region}a",
            "availabilityZoneId": "{region}-az1",
            "privateDnsHostnameTypeOnLaunch": "ip-name",
        },
        name="",
        defaults={
            "assignIpv6AddressOnCreation": False,
            "enableDns64": False,
            "ipv6Native": False,
            "mapPublicIpOnLaunch": False,
        },
    ),
    "aws:ec2/internetGateway:InternetGateway": _ec2("igw", "internet-gateway"),
    "aws:ec2/egressOnlyInternetGateway:EgressOnlyInternetGateway": Form(id="eigw-{hex17}", name=""),
    "aws:ec2/natGateway:NatGateway": Form(
        id="nat-{hex17}",
        outputs={
            "networkInterfaceId": "eni-{hex17}",
            "associationId": "eipassoc-{hex17}",
            "publicIp": "203.0.113.{below254}",
            "privateIp": "10.0.0.{below254}",
        },
        name="",
        defaults={"connectivityType": "public"},
    ),
    "aws:ec2/eip:Eip": Form(
        id="eipalloc-{hex17}",
        arn=arn("ec2", "elastic-ip/{id}"),
        outputs={
            "allocationId": "{id}",
            "associationId": "",
            "publicIp": "203.0.113.{below254}",
            "publicDns": "ec2-203-0-113-{below254}.{region}.compute.{suffix}",
            "publicIpv4Pool": "amazon",
            "networkBorderGroup": "{region}",
            "domain": "vpc",
        },
        name="",
    ),
    "aws:ec2/eipAssociation:EipAssociation": Form(id="eipassoc-{hex17}", name=""),
    "aws:ec2/routeTable:RouteTable": _ec2("rtb", "route-table", propagatingVgws=[]),
    "aws:ec2/defaultRouteTable:DefaultRouteTable": Form(
        id="{defaultRouteTableId}", arn=arn("ec2", "route-table/{id}"), name=""
    ),
    "aws:ec2/mainRouteTableAssociation:MainRouteTableAssociation": Form(
        id="rtbassoc-{hex17}", outputs={"originalRouteTableId": "rtb-{hex17}"}, name=""
    ),
    "aws:ec2/routeTableAssociation:RouteTableAssociation": Form(id="rtbassoc-{hex17}", name=""),
    "aws:ec2/route:Route": Form(
        id="r-{routeTableId}{below1000000000}", outputs={"origin": "CreateRoute", "state": "active"}, name=""
    ),
    "aws:ec2/securityGroup:SecurityGroup": Form(
        id="sg-{hex17}",
        arn=arn("ec2", "security-group/{id}"),
        outputs={"vpcId": "vpc-{hex17}"},
        defaults={"description": "Managed by Pulumi", "revokeRulesOnDelete": False},
    ),
    "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": Form(
        id="sg-{hex17}",
        arn=arn("ec2", "security-group/{id}"),
        outputs={"name": "default", "description": "default VPC security group"},
        name="",
        defaults={"revokeRulesOnDelete": False},
    ),
    "aws:ec2/securityGroupRule:SecurityGroupRule": Form(
        id="sgrule-{below4294967296}",
        outputs={"securityGroupRuleId": "sgr-{hex17}"},
        name="",
        defaults={"self": False},
    ),
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": Form(
        id="sgr-{hex17}",
        arn=arn("ec2", "security-group-rule/{id}"),
        outputs={"securityGroupRuleId": "{id}"},
        name="",
    ),
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": Form(
        id="sgr-{hex17}",
        arn=arn("ec2", "security-group-rule/{id}"),
        outputs={"securityGroupRuleId": "{id}"},
        name="",
    ),
    "aws:ec2/networkAcl:NetworkAcl": _ec2("acl", "network-acl"),
    "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": Form(
        id="{defaultNetworkAclId}", arn=arn("ec2", "network-acl/{id}"), name=""
    ),
    "aws:ec2/networkAclRule:NetworkAclRule": Form(id="nacl-{below4294967296}", name=""),
    "aws:ec2/networkInterface:NetworkInterface": _ec2(
        "eni", "network-interface", macAddress="02:00:00:00:00:01"
    ),
    "aws:ec2/flowLog:FlowLog": Form(
        id="fl-{hex17}",
        arn=arn("ec2", "vpc-flow-log/{id}"),
        name="",
        defaults={"logDestinationType": "cloud-watch-logs", "maxAggregationInterval": 600},
    ),
    "aws:ec2/vpcEndpoint:VpcEndpoint": Form(
        id="vpce-{hex17}",
        arn=arn("ec2", "vpc-endpoint/{id}"),
        outputs={
            "state": "available",
            "prefixListId": "pl-{hex17}",
            "networkInterfaceIds": ["eni-{hex17}"],
            "cidrBlocks": [],
            "requesterManaged": False,
            "dnsEntries": [{"dnsName": "{id}.{serviceName}.vpce.{suffix}", "hostedZoneId": "Z{letters13}"}],
        },
        name="",
        defaults={"vpcEndpointType": "Gateway"},
    ),
    "aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation": Form(
        id="a-{vpcEndpointId}{below1000000000}", name=""
    ),
    "aws:ec2/vpcDhcpOptions:VpcDhcpOptions": _ec2("dopt", "dhcp-options"),
    "aws:ec2/vpcPeeringConnection:VpcPeeringConnection": Form(
        id="pcx-{hex17}", outputs={"acceptStatus": "active", "peerRegion": "{region}"}, name=""
    ),
    "aws:ec2/vpcPeeringConnectionAccepter:VpcPeeringConnectionAccepter": Form(
        id="{vpcPeeringConnectionId}",
        outputs={
            "acceptStatus": "active",
            "peerRegion": "{region}",
            "peerOwnerId": "{account}",
            "peerVpcId": "vpc-{hex17:peer}",
            "vpcId": "vpc-{hex17}",
        },
        name="",
    ),
    "aws:ec2/managedPrefixList:ManagedPrefixList": Form(id="pl-{hex17}", arn=arn("ec2", "prefix-list/{id}")),
    "aws:ec2transitgateway/transitGateway:TransitGateway": Form(
        id="tgw-{hex17}", arn=arn("ec2", "transit-gateway/{id}"), name=""
    ),
    "aws:ec2transitgateway/vpcAttachment:VpcAttachment": Form(
        id="tgw-attach-{hex17}", arn=arn("ec2", "transit-gateway-attachment/{id}"), name=""
    ),
    "aws:ec2transitgateway/routeTable:RouteTable": Form(
        id="tgw-rtb-{hex17}", arn=arn("ec2", "transit-gateway-route-table/{id}"), name=""
    ),
    "aws:ec2transitgateway/routeTableAssociation:RouteTableAssociation": _OF_GATEWAY_TABLE,
    "aws:ec2transitgateway/routeTablePropagation:RouteTablePropagation": _OF_GATEWAY_TABLE,
    "aws:lb/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "aws:alb/loadBalancer:LoadBalancer": _LOAD_BALANCER,
    "aws:lb/targetGroup:TargetGroup": _TARGET_GROUP,
    "aws:alb/targetGroup:TargetGroup": _TARGET_GROUP,
    "aws:lb/listener:Listener": _LISTENER,
    "aws:alb/listener:Listener": _LISTENER,
    "aws:lb/listenerRule:ListenerRule": _RULE,
    "aws:elb/loadBalancer:LoadBalancer": Form(
        arn=arn("elasticloadbalancing", "loadbalancer/{name}"),
        outputs={
            "dnsName": "{name}-{below1000000000}.{region}.elb.{suffix}",
            "zoneId": "Z{letters13}",
            "sourceSecurityGroup": "{account}/{name}",
            "sourceSecurityGroupId": "sg-{hex17}",
        },
    ),
    "aws:route53/zone:Zone": Form(
        id="Z{letters20}",
        arn="arn:{partition}:route53:::hostedzone/{id}",
        outputs={
            "zoneId": "{id}",
            "primaryNameServer": "ns-{below2048}.awsdns-00.com",
            "nameServers": [
                "ns-1.awsdns-00.com",
                "ns-513.awsdns-01.net",
                "ns-1025.awsdns-02.org",
                "ns-1537.awsdns-03.co.uk",
            ],
        },
        defaults={"comment": "Managed by Pulumi", "forceDestroy": False},
    ),
    "aws:route53/record:Record": Form(id="{zoneId}_{name}_{type}", outputs={"fqdn": "{name}"}, name=""),
    "aws:acm/certificate:Certificate": Form(
        id="{arn}",
        arn=arn("acm", "certificate/{uuid}"),
        outputs={
            "status": "ISSUED",
            "domainValidationOptions": [
                {
                    "domainName": "{domainName}",
                    "resourceRecordName": "_{hex32}.{domainName}.",
                    "resourceRecordType": "CNAME",
                    "resourceRecordValue": "_{hex32:value}.acm-validations.aws.",
                }
            ],
            "validationEmails": [],
        },
        name="",
    ),
    "aws:acm/certificateValidation:CertificateValidation": Form(id="2026-01-01 00:00:00 +0000 UTC", name=""),
    "aws:cloudfront/distribution:Distribution": Form(
        id="E{letters13}",
        arn=global_arn("cloudfront", "distribution/{id}"),
        outputs={
            "domainName": "d{hex13}.cloudfront.net",
            "hostedZoneId": "Z2FDTNDATAQYW2",
            "status": "Deployed",
            "etag": "E{letters13:etag}",
        },
        name="",
    ),
    "aws:cloudfront/originAccessIdentity:OriginAccessIdentity": Form(
        id="E{letters13}",
        arn="arn:{partition}:iam::cloudfront:user/CloudFront Origin Access Identity {id}",
        outputs={
            "iamArn": "arn:{partition}:iam::cloudfront:user/CloudFront Origin Access Identity {id}",
            "cloudfrontAccessIdentityPath": "origin-access-identity/cloudfront/{id}",
            "s3CanonicalUserId": "{hex96}",
        },
        name="",
    ),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Form(
        id="E{letters13}", arn=global_arn("cloudfront", "origin-access-control/{id}")
    ),
}
