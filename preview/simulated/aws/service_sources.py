"""Answers of the AWS data sources that look up resources of single services; each finds what is asked for."""

import base64
import json

from preview import wire
from preview.model import Properties
from preview.simulated.aws.account import Account
from preview.simulated.made_up import TIMESTAMP, hexadecimal, letters, universally_unique


def iam_policy(arguments: Properties, account: Account) -> Properties:
    """Find a policy by ARN or name."""
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


def iam_role(arguments: Properties, account: Account) -> Properties:
    """Find a role."""
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


def session_context(arguments: Properties, account: Account) -> Properties:
    """Find the role behind a session."""
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


def ssm_parameter(arguments: Properties, account: Account) -> Properties:
    """Find a parameter; one that names an image holds an image id, one of a release the form of a release.

    Sources: EKS user guide, "Retrieve recommended Amazon Linux AMI IDs"; Bottlerocket, QUICKSTART-EKS.md.
    """
    name = arguments["name"]
    value = f"simulated-value-of-{name.strip('/').replace('/', '-')}"
    if "ami" in name or "image_id" in name or "image-id" in name:
        value = f"ami-{hexadecimal(account.region + name, 17)}"
    if name.endswith("/image_version"):
        value = f"1.0.0-{hexadecimal(name, 8)}"
    elif name.endswith("/release_version"):
        kubernetes = name.removeprefix("/aws/service/eks/optimized-ami/").partition("/")[0]
        value = f"{kubernetes}.0-20260101"
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


def eks_addon_version(arguments: Properties, account: Account) -> Properties:
    """Find the version of an add-on."""
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


def eks_cluster(arguments: Properties, account: Account) -> Properties:
    """Find a cluster."""
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


def eks_cluster_auth(arguments: Properties, account: Account) -> Properties:
    """Get a token for a cluster; it opens nothing."""
    del account
    return {"id": arguments["name"], "name": arguments["name"], "token": wire.secret("k8s-aws-v1.simulated")}


def kms_key(arguments: Properties, account: Account) -> Properties:
    """Find a key by its id, ARN or alias."""
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


def kms_alias(arguments: Properties, account: Account) -> Properties:
    """Find an alias."""
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


def secret(arguments: Properties, account: Account) -> Properties:
    """Find a secret by ARN or name."""
    given = arguments.get("arn") or arguments.get("name") or "secret"
    name = given.rsplit(":secret:", 1)[-1]
    prefix = f"arn:{account.partition}:secretsmanager:{account.region}:{account.account}:secret"
    arn = given if given.startswith("arn:") else f"{prefix}:{name}-{letters(name, 6)}"
    return {"id": arn, "arn": arn, "name": name, "description": "", "kmsKeyId": "", "policy": "", "tags": {}}


def secret_version(arguments: Properties, account: Account) -> Properties:
    """Get the value of a secret; it is a placeholder."""
    arn = secret({"arn": arguments["secretId"]}, account)["arn"]
    return {
        "id": f"{arn}|AWSCURRENT",
        "arn": arn,
        "secretId": arguments["secretId"],
        "secretString": wire.secret("simulated-secret"),
        "secretBinary": "",
        "versionId": universally_unique(arn),
        "versionStages": ["AWSCURRENT"],
        "createdDate": TIMESTAMP,
    }


def authorization_token(arguments: Properties, account: Account) -> Properties:
    """Get a registry's credentials; they open nothing."""
    registry = arguments.get("registryId") or account.account
    return {
        "id": account.region,
        "authorizationToken": wire.secret(base64.b64encode(b"AWS:simulated-secret").decode()),
        "userName": "AWS",
        "password": wire.secret("simulated-secret"),
        "proxyEndpoint": f"https://{registry}.dkr.ecr.{account.region}.{account.suffix}",
        "expiresAt": TIMESTAMP,
    }


def ecr_credentials(arguments: Properties, account: Account) -> Properties:
    """Get a registry's credentials with its id."""
    return {
        **authorization_token(arguments, account),
        "registryId": arguments.get("registryId") or account.account,
    }


def zone(arguments: Properties, account: Account) -> Properties:
    """Find a hosted zone."""
    name = (arguments.get("name") or "example.com").rstrip(".")
    identifier = arguments.get("zoneId") or f"Z{letters(name, 20)}"
    return {
        "id": identifier,
        "zoneId": identifier,
        "arn": f"arn:{account.partition}:route53:::hostedzone/{identifier}",
        "name": name,
        "nameServers": ["ns-1.awsdns-00.com", "ns-513.awsdns-01.net"],
        "primaryNameServer": "ns-1.awsdns-00.com",
        "privateZone": bool(arguments.get("privateZone")),
        "callerReference": universally_unique(name),
        "comment": "",
        "resourceRecordSetCount": 2,
        "tags": {},
    }


def certificate(arguments: Properties, account: Account) -> Properties:
    """Find a certificate."""
    domain = arguments.get("domain") or "example.com"
    prefix = f"arn:{account.partition}:acm:{account.region}:{account.account}"
    arn = f"{prefix}:certificate/{universally_unique(domain)}"
    return {
        "id": arn,
        "arn": arn,
        "domain": domain,
        "status": "ISSUED",
        "certificate": "",
        "certificateChain": "",
        "tags": {},
    }


def bucket(arguments: Properties, account: Account) -> Properties:
    """Find a bucket."""
    name = arguments["bucket"]
    return {
        "id": name,
        "bucket": name,
        "arn": f"arn:{account.partition}:s3:::{name}",
        "bucketDomainName": f"{name}.s3.{account.suffix}",
        "bucketRegionalDomainName": f"{name}.s3.{account.region}.{account.suffix}",
        "bucketRegion": account.region,
        "region": account.region,
        "hostedZoneId": "Z3AQBSTGFYJSTF",
    }


def repository(arguments: Properties, account: Account) -> Properties:
    """Find a container repository."""
    name = arguments["name"]
    return {
        "id": name,
        "name": name,
        "arn": f"arn:{account.partition}:ecr:{account.region}:{account.account}:repository/{name}",
        "registryId": account.account,
        "repositoryUrl": f"{account.account}.dkr.ecr.{account.region}.{account.suffix}/{name}",
        "imageTagMutability": "IMMUTABLE",
        "mostRecentImageTags": [],
        "tags": {},
    }
