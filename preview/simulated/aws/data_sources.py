"""Answers of AWS data sources, by token.

The answers are made up, always the same, and in the form of real ones. A data source that is missing here is
an error that names it: an empty answer would send a program the wrong way without anyone noticing.
"""

from collections.abc import Callable, Mapping

from preview.model import Properties
from preview.simulated.aws import account_sources, network_sources, provided_sources, service_sources
from preview.simulated.aws.account import Account
from preview.simulated.aws.policy_document import policy_document
from preview.simulated.store import Store

DataSource = Callable[[Properties, Account], Properties]
# One that looks at what exists in the simulated clouds.
StoreSource = Callable[[Properties, Account, Store], Properties]

DATA_SOURCES: Mapping[str, DataSource] = {
    "aws:index/getCallerIdentity:getCallerIdentity": account_sources.caller_identity,
    "aws:index/getRegion:getRegion": account_sources.region,
    "aws:index/getRegions:getRegions": account_sources.regions,
    "aws:index/getPartition:getPartition": account_sources.partition,
    "aws:index/getDefaultTags:getDefaultTags": account_sources.default_tags,
    "aws:index/getAvailabilityZones:getAvailabilityZones": account_sources.availability_zones,
    "aws:index/getAvailabilityZone:getAvailabilityZone": account_sources.availability_zone,
    "aws:index/getIpRanges:getIpRanges": network_sources.ip_ranges,
    "aws:iam/getPolicyDocument:getPolicyDocument": lambda arguments, _account: policy_document(arguments),
    "aws:iam/getPolicy:getPolicy": service_sources.iam_policy,
    "aws:iam/getRole:getRole": service_sources.iam_role,
    "aws:iam/getSessionContext:getSessionContext": service_sources.session_context,
    "aws:ssm/getParameter:getParameter": service_sources.ssm_parameter,
    "aws:ec2/getAmi:getAmi": network_sources.ami,
    "aws:ec2/getAmiIds:getAmiIds": network_sources.ami_ids,
    "aws:ec2/getVpc:getVpc": network_sources.vpc,
    "aws:ec2/getVpcs:getVpcs": network_sources.vpcs,
    "aws:ec2/getSubnet:getSubnet": network_sources.subnet,
    "aws:ec2/getSubnets:getSubnets": network_sources.subnets,
    "aws:ec2/getSecurityGroup:getSecurityGroup": network_sources.security_group,
    "aws:ec2/getSecurityGroups:getSecurityGroups": network_sources.security_groups,
    "aws:ec2/getRouteTable:getRouteTable": network_sources.route_table,
    "aws:ec2/getRouteTables:getRouteTables": network_sources.route_tables,
    "aws:ec2/getInternetGateway:getInternetGateway": network_sources.internet_gateway,
    "aws:ec2/getPrefixList:getPrefixList": network_sources.prefix_list,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": network_sources.prefix_list,
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": network_sources.vpc_endpoint_service,
    "aws:ec2/getInstanceType:getInstanceType": network_sources.instance_type,
    "aws:ec2/getInstanceTypeOffering:getInstanceTypeOffering": network_sources.instance_type_offering,
    "aws:eks/getAddonVersion:getAddonVersion": service_sources.eks_addon_version,
    "aws:eks/getCluster:getCluster": service_sources.eks_cluster,
    "aws:eks/getClusterAuth:getClusterAuth": service_sources.eks_cluster_auth,
    "aws:kms/getKey:getKey": service_sources.kms_key,
    "aws:kms/getAlias:getAlias": service_sources.kms_alias,
    "aws:secretsmanager/getSecret:getSecret": service_sources.secret,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": service_sources.secret_version,
    "aws:route53/getZone:getZone": service_sources.zone,
    "aws:acm/getCertificate:getCertificate": service_sources.certificate,
    "aws:elb/getServiceAccount:getServiceAccount": account_sources.load_balancer_account,
    "aws:elb/getHostedZoneId:getHostedZoneId": account_sources.hosted_zone_id,
    "aws:lb/getHostedZoneId:getHostedZoneId": account_sources.hosted_zone_id,
    "aws:s3/getCanonicalUserId:getCanonicalUserId": account_sources.canonical_user_id,
    "aws:s3/getBucket:getBucket": service_sources.bucket,
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": service_sources.authorization_token,
    "aws:ecr/getCredentials:getCredentials": service_sources.ecr_credentials,
    "aws:ecr/getRepository:getRepository": service_sources.repository,
}

STORE_SOURCES: Mapping[str, StoreSource] = {
    "aws:ecr/getImage:getImage": provided_sources.image,
    "aws:eks/getClusters:getClusters": provided_sources.clusters,
    "aws:secretsmanager/getSecretVersions:getSecretVersions": provided_sources.secret_versions,
}
