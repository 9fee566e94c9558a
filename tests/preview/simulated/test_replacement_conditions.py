"""Some changes replace under circumstances alone, as the provider's CustomizeDiff says."""

import pytest

from preview.model import Properties
from preview.simulated.aws.replacements import replacing_paths
from preview.simulated.diff import changed_paths

BALANCER = "aws:lb/loadBalancer:LoadBalancer"
CACHE = "aws:elasticache/cluster:Cluster"
DATABASE = "aws:rds/cluster:Cluster"
INSTANCE = "aws:ec2/instance:Instance"
SECRET_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"  # noqa: S105 - a type, no secret
SUBNET = "aws:ec2/subnet:Subnet"
NETWORK = {"loadBalancerType": "network"}


def _replaces(token: str, old: Properties, new: Properties) -> bool:
    return bool(replacing_paths(token, old, new, changed_paths(old, new)))


@pytest.mark.parametrize(
    ("token", "old", "new"),
    [
        (SUBNET, {"ipv6CidrBlock": "a", "assignIpv6AddressOnCreation": True}, {}),
        (BALANCER, {**NETWORK, "subnets": ["a", "b"]}, {**NETWORK, "subnets": ["a"]}),
        (BALANCER, NETWORK, {**NETWORK, "securityGroups": ["sg-1"]}),
        (DATABASE, {"engine": "mysql"}, {"engine": "mysql", "storageType": "io2"}),
        (CACHE, {"engineVersion": "7.1"}, {"engineVersion": "7.0"}),
        ("aws:ssm/parameter:Parameter", {"tier": "Advanced"}, {"tier": "Standard"}),
        (SECRET_VERSION, {"secretString": "a"}, {"secretString": "b"}),
        ("aws:lambda/function:Function", {}, {"durableConfig": {"executionTimeout": 5}}),
        (INSTANCE, {"userData": "a"}, {"userData": "b", "userDataReplaceOnChange": True}),
        (INSTANCE, {"instanceType": "m7i.large"}, {"instanceType": "m7g.large"}),
        ("aws:s3/bucketLogging:BucketLogging", {"expectedBucketOwner": "1"}, {}),
        ("aws:acm/certificate:Certificate", {"domainName": "a"}, {"domainName": "b"}),
    ],
)
def test_the_change_replaces(token: str, old: Properties, new: Properties) -> None:
    assert _replaces(token, old, new)


@pytest.mark.parametrize(
    ("token", "old", "new"),
    [
        (SUBNET, {"ipv6CidrBlock": "a", "assignIpv6AddressOnCreation": False}, {}),
        (BALANCER, {**NETWORK, "subnets": ["a"]}, {**NETWORK, "subnets": ["a", "b"]}),
        (BALANCER, {"subnets": ["a", "b"]}, {"subnets": ["a"]}),
        (DATABASE, {"engine": "aurora-mysql"}, {"engine": "aurora-mysql", "storageType": "x"}),
        (CACHE, {"engineVersion": "7.0"}, {"engineVersion": "7.10"}),
        ("aws:ssm/parameter:Parameter", {"tier": "Standard"}, {"tier": "Advanced"}),
        (INSTANCE, {"instanceType": "g4dn.xlarge"}, {"instanceType": "m7i.large"}),
        ("aws:dynamodb/table:Table", {"restoreSourceName": "a"}, {}),
        ("aws:elb/loadBalancer:LoadBalancer", {"subnets": ["a", "b"]}, {"subnets": ["b", "c"]}),
        (INSTANCE, {"userData": "a"}, {"userData": "b"}),
        (SECRET_VERSION, {"secretString": "a"}, {}),
    ],
)
def test_the_change_does_not_replace(token: str, old: Properties, new: Properties) -> None:
    assert not _replaces(token, old, new)
