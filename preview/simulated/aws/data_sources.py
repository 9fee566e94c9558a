"""Answers of AWS data sources, by token.

The answers are made up, always the same, and in the form of real ones. A data source that is missing here is
an error that names it: an empty answer would send a program the wrong way without anyone noticing.
"""

import base64
import json
from collections.abc import Callable, Mapping

from preview.model import Properties
from preview.simulated.aws import lookups
from preview.simulated.aws.account import Account
from preview.simulated.aws.policy_document import policy_document
from preview.simulated.made_up import TIMESTAMP, hexadecimal, letters, universally_unique

DataSource = Callable[[Properties, Account], Properties]

# The account of load balancers in us-east-1 (Elastic Load Balancing user guide), here for all regions.
_LOAD_BALANCER_ACCOUNT = "127311923021"
_ZONES = ("a", "b", "c", "d", "e", "f")


def _caller_identity(arguments: Properties, account: Account) -> Properties:
    del arguments
    caller = f"arn:{account.partition}:sts::{account.account}:assumed-role/preview/preview"
    return {
        "accountId": account.account,
        "id": account.account,
        "arn": caller,
        "userId": "AROAPREVIEW:preview",
    }


def _region(arguments: Properties, account: Account) -> Properties:
    name = arguments.get("region") or arguments.get("name") or account.region
    return {
        "id": name,
        "name": name,
        "region": name,
        "description": name,
        "endpoint": f"ec2.{name}.{account.suffix}",
    }


def _regions(arguments: Properties, account: Account) -> Properties:
    del arguments
    names = sorted({account.region, "us-east-1", "us-west-2", "eu-west-1", "eu-central-1"})
    return {"id": account.partition, "names": names}


def _partition(arguments: Properties, account: Account) -> Properties:
    del arguments
    return {
        "id": account.partition,
        "partition": account.partition,
        "dnsSuffix": account.suffix,
        "reverseDnsPrefix": ".".join(reversed(account.suffix.split("."))),
    }


def _default_tags(arguments: Properties, account: Account) -> Properties:
    del arguments
    return {"id": account.partition, "tags": dict(account.default_tags)}


def _availability_zones(arguments: Properties, account: Account) -> Properties:
    names = [f"{account.region}{letter}" for letter in _ZONES[:3]]
    excluded = set(arguments.get("excludeNames") or [])
    names = [name for name in names if name not in excluded]
    return {
        "id": account.region,
        "names": names,
        "zoneIds": [_zone_id(name) for name in names],
        "groupNames": [account.region],
    }


def _zone_id(name: str) -> str:
    return f"{name[:-1]}-az{_ZONES.index(name[-1]) + 1}"


def _availability_zone(arguments: Properties, account: Account) -> Properties:
    name = arguments.get("name") or f"{account.region}a"
    return {
        "id": name,
        "name": name,
        "nameSuffix": name[-1],
        "region": account.region,
        "zoneId": arguments.get("zoneId") or _zone_id(name),
        "state": "available",
        "groupName": account.region,
        "optInStatus": "opt-in-not-required",
        "zoneType": "availability-zone",
    }


def _policy_document(arguments: Properties, account: Account) -> Properties:
    del account
    return policy_document(arguments)


def _iam_policy(arguments: Properties, account: Account) -> Properties:
    given = arguments.get("arn")
    name = arguments.get("name") or str(given or "policy").rsplit("/", 1)[-1]
    found = given or f"arn:{account.partition}:iam::{account.account}:policy/{name}"
    document = {"Version": "2012-10-17", "Statement": []}
    return {
        "id": found,
        "arn": found,
        "name": name,
        "path": "/",
        "policy": json.dumps(document),
        "policyId": f"ANPA{letters(found, 17)}",
        "description": "",
        "attachmentCount": 0,
        "tags": {},
    }


def _iam_role(arguments: Properties, account: Account) -> Properties:
    name = arguments["name"]
    found = f"arn:{account.partition}:iam::{account.account}:role/{name}"
    return {
        "id": name,
        "name": name,
        "arn": found,
        "path": "/",
        "uniqueId": f"AROA{letters(found, 17)}",
        "assumeRolePolicy": json.dumps({"Version": "2012-10-17", "Statement": []}),
        "createDate": TIMESTAMP,
        "description": "",
        "maxSessionDuration": 3600,
        "permissionsBoundary": "",
        "tags": {},
    }


def _session_context(arguments: Properties, account: Account) -> Properties:
    del account
    given = arguments["arn"]
    name = given.split("/")[1] if "/" in given else given
    issuer = given.replace(":sts:", ":iam:").split("/")[0].replace("assumed-role", "role") + f"/{name}"
    return {
        "id": given,
        "arn": given,
        "issuerArn": issuer,
        "issuerName": name,
        "issuerId": f"AROA{letters(given, 17)}",
        "sessionName": given.rsplit("/", 1)[-1],
    }


def _ssm_parameter(arguments: Properties, account: Account) -> Properties:
    name = arguments["name"]
    value = f"simulated-value-of-{name.strip('/').replace('/', '-')}"
    if "ami" in name or "image_id" in name or "image-id" in name:
        value = f"ami-{hexadecimal(account.region + name, 17)}"
    arn = f"arn:{account.partition}:ssm:{account.region}:{account.account}:parameter/{name.lstrip('/')}"
    return {
        "id": name,
        "name": name,
        "arn": arn,
        "type": "String",
        "value": value,
        "insecureValue": value,
        "version": 1,
    }


def _eks_addon_version(arguments: Properties, account: Account) -> Properties:
    del account
    addon, kubernetes = arguments["addonName"], arguments["kubernetesVersion"]
    return {
        "id": addon,
        "addonName": addon,
        "kubernetesVersion": kubernetes,
        "mostRecent": arguments.get("mostRecent"),
        # No table of real versions: they change by the week. The form is EKS's.
        "version": f"v{kubernetes}.0-eksbuild.1",
    }


def _eks_cluster(arguments: Properties, account: Account) -> Properties:
    name = arguments["name"]
    identifier = letters(account.region + name, 32)
    return {
        "id": name,
        "name": name,
        "arn": f"arn:{account.partition}:eks:{account.region}:{account.account}:cluster/{name}",
        "endpoint": f"https://{identifier}.gr7.{account.region}.eks.{account.suffix}",
        "certificateAuthorities": [{"data": base64.b64encode(b"simulated certificate authority").decode()}],
        "identities": [
            {"oidcs": [{"issuer": f"https://oidc.eks.{account.region}.{account.suffix}/id/{identifier}"}]}
        ],
        "vpcConfig": {
            "clusterSecurityGroupId": f"sg-{hexadecimal(name, 17)}",
            "endpointPrivateAccess": True,
            "endpointPublicAccess": False,
            "publicAccessCidrs": [],
            "securityGroupIds": [],
            "subnetIds": [f"subnet-{hexadecimal(f'{name}{index}', 17)}" for index in range(3)],
            "vpcId": f"vpc-{hexadecimal(name, 17)}",
        },
        "accessConfigs": [{"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": False}],
        "enabledClusterLogTypes": [],
        "kubernetesNetworkConfigs": [{"ipFamily": "ipv4", "serviceIpv4Cidr": "172.20.0.0/16"}],
        "platformVersion": "eks.1",
        "roleArn": f"arn:{account.partition}:iam::{account.account}:role/{name}",
        "status": "ACTIVE",
        "version": "1.36",
        "createdAt": TIMESTAMP,
        "tags": {},
    }


def _eks_cluster_auth(arguments: Properties, account: Account) -> Properties:
    del account
    return {"id": arguments["name"], "name": arguments["name"], "token": "k8s-aws-v1.simulated"}


def _kms_key(arguments: Properties, account: Account) -> Properties:
    given = arguments["keyId"]
    identifier = given.rsplit("/", 1)[-1] if ":key/" in given else universally_unique(given)
    return {
        "id": identifier,
        "keyId": given,
        "arn": f"arn:{account.partition}:kms:{account.region}:{account.account}:key/{identifier}",
        "awsAccountId": account.account,
        "enabled": True,
        "keyState": "Enabled",
        "keyUsage": "ENCRYPT_DECRYPT",
        "keyManager": "CUSTOMER",
        "keySpec": "SYMMETRIC_DEFAULT",
        "creationDate": TIMESTAMP,
        "multiRegion": False,
    }


def _kms_alias(arguments: Properties, account: Account) -> Properties:
    name = arguments["name"]
    prefix = f"arn:{account.partition}:kms:{account.region}:{account.account}"
    key = universally_unique(name)
    return {
        "id": f"{prefix}:{name}",
        "arn": f"{prefix}:{name}",
        "name": name,
        "targetKeyId": key,
        "targetKeyArn": f"{prefix}:key/{key}",
    }


def _secret(arguments: Properties, account: Account) -> Properties:
    given = arguments.get("arn") or arguments.get("name") or "secret"
    name = given.rsplit(":secret:", 1)[-1]
    prefix = f"arn:{account.partition}:secretsmanager:{account.region}:{account.account}:secret"
    arn = given if given.startswith("arn:") else f"{prefix}:{name}-{letters(name, 6)}"
    return {"id": arn, "arn": arn, "name": name, "description": "", "kmsKeyId": "", "policy": "", "tags": {}}


def _secret_version(arguments: Properties, account: Account) -> Properties:
    arn = _secret({"arn": arguments["secretId"]}, account)["arn"]
    return {
        "id": f"{arn}|AWSCURRENT",
        "arn": arn,
        "secretId": arguments["secretId"],
        "secretString": "simulated-secret",
        "secretBinary": "",
        "versionId": universally_unique(arn),
        "versionStages": ["AWSCURRENT"],
        "createdDate": TIMESTAMP,
    }


def _load_balancer_account(arguments: Properties, account: Account) -> Properties:
    del arguments
    arn = f"arn:{account.partition}:iam::{_LOAD_BALANCER_ACCOUNT}:root"
    return {"id": _LOAD_BALANCER_ACCOUNT, "arn": arn}


def _hosted_zone_id(arguments: Properties, account: Account) -> Properties:
    del arguments
    return {"id": f"Z{letters(account.region, 13)}"}


def _canonical_user_id(arguments: Properties, account: Account) -> Properties:
    del arguments
    return {"id": hexadecimal(account.account, 64), "displayName": "simulated"}


def _authorization_token(arguments: Properties, account: Account) -> Properties:
    registry = arguments.get("registryId") or account.account
    return {
        "id": account.region,
        "authorizationToken": base64.b64encode(b"AWS:simulated-secret").decode(),
        "userName": "AWS",
        "password": "simulated-secret",
        "proxyEndpoint": f"https://{registry}.dkr.ecr.{account.region}.{account.suffix}",
        "expiresAt": TIMESTAMP,
    }


def _ecr_credentials(arguments: Properties, account: Account) -> Properties:
    return {
        **_authorization_token(arguments, account),
        "registryId": arguments.get("registryId") or account.account,
    }


DATA_SOURCES: Mapping[str, DataSource] = {
    "aws:index/getCallerIdentity:getCallerIdentity": _caller_identity,
    "aws:index/getRegion:getRegion": _region,
    "aws:index/getRegions:getRegions": _regions,
    "aws:index/getPartition:getPartition": _partition,
    "aws:index/getDefaultTags:getDefaultTags": _default_tags,
    "aws:index/getAvailabilityZones:getAvailabilityZones": _availability_zones,
    "aws:index/getAvailabilityZone:getAvailabilityZone": _availability_zone,
    "aws:index/getIpRanges:getIpRanges": lookups.ip_ranges,
    "aws:iam/getPolicyDocument:getPolicyDocument": _policy_document,
    "aws:iam/getPolicy:getPolicy": _iam_policy,
    "aws:iam/getRole:getRole": _iam_role,
    "aws:iam/getSessionContext:getSessionContext": _session_context,
    "aws:ssm/getParameter:getParameter": _ssm_parameter,
    "aws:ec2/getAmi:getAmi": lookups.ami,
    "aws:ec2/getAmiIds:getAmiIds": lookups.ami_ids,
    "aws:ec2/getVpc:getVpc": lookups.vpc,
    "aws:ec2/getVpcs:getVpcs": lookups.vpcs,
    "aws:ec2/getSubnet:getSubnet": lookups.subnet,
    "aws:ec2/getSubnets:getSubnets": lookups.subnets,
    "aws:ec2/getSecurityGroup:getSecurityGroup": lookups.security_group,
    "aws:ec2/getSecurityGroups:getSecurityGroups": lookups.security_groups,
    "aws:ec2/getRouteTable:getRouteTable": lookups.route_table,
    "aws:ec2/getRouteTables:getRouteTables": lookups.route_tables,
    "aws:ec2/getInternetGateway:getInternetGateway": lookups.internet_gateway,
    "aws:ec2/getPrefixList:getPrefixList": lookups.prefix_list,
    "aws:ec2/getManagedPrefixList:getManagedPrefixList": lookups.prefix_list,
    "aws:ec2/getVpcEndpointService:getVpcEndpointService": lookups.vpc_endpoint_service,
    "aws:ec2/getInstanceType:getInstanceType": lookups.instance_type,
    "aws:ec2/getInstanceTypeOffering:getInstanceTypeOffering": lookups.instance_type_offering,
    "aws:eks/getAddonVersion:getAddonVersion": _eks_addon_version,
    "aws:eks/getCluster:getCluster": _eks_cluster,
    "aws:eks/getClusterAuth:getClusterAuth": _eks_cluster_auth,
    "aws:kms/getKey:getKey": _kms_key,
    "aws:kms/getAlias:getAlias": _kms_alias,
    "aws:secretsmanager/getSecret:getSecret": _secret,
    "aws:secretsmanager/getSecretVersion:getSecretVersion": _secret_version,
    "aws:route53/getZone:getZone": lookups.zone,
    "aws:acm/getCertificate:getCertificate": lookups.certificate,
    "aws:elb/getServiceAccount:getServiceAccount": _load_balancer_account,
    "aws:elb/getHostedZoneId:getHostedZoneId": _hosted_zone_id,
    "aws:lb/getHostedZoneId:getHostedZoneId": _hosted_zone_id,
    "aws:s3/getCanonicalUserId:getCanonicalUserId": _canonical_user_id,
    "aws:s3/getBucket:getBucket": lookups.bucket,
    "aws:ecr/getAuthorizationToken:getAuthorizationToken": _authorization_token,
    "aws:ecr/getCredentials:getCredentials": _ecr_credentials,
    "aws:ecr/getRepository:getRepository": lookups.repository,
}
