"""Answers of the AWS data sources about the account itself: caller, region, zones."""

from preview.model import Properties
from preview.simulated.aws.account import Account
from preview.simulated.made_up import hexadecimal, letters

# The account of load balancers in us-east-1 (Elastic Load Balancing user guide), here for all regions.
_LOAD_BALANCER_ACCOUNT = "127311923021"
_ZONES = ("a", "b", "c", "d", "e", "f")


def caller_identity(arguments: Properties, account: Account) -> Properties:
    """Say who calls: a role of the account."""
    del arguments
    caller = f"arn:{account.partition}:sts::{account.account}:assumed-role/preview/preview"
    return {
        "accountId": account.account,
        "id": account.account,
        "arn": caller,
        "userId": "AROAPREVIEW:preview",
    }


def region(arguments: Properties, account: Account) -> Properties:
    """Describe a region."""
    name = arguments.get("region") or arguments.get("name") or account.region
    return {
        "id": name,
        "name": name,
        "region": name,
        "description": name,
        "endpoint": f"ec2.{name}.{account.suffix}",
    }


def regions(arguments: Properties, account: Account) -> Properties:
    """List a few regions, the provider's among them."""
    del arguments
    names = sorted({account.region, "us-east-1", "us-west-2", "eu-west-1", "eu-central-1"})
    return {"id": account.partition, "names": names}


def partition(arguments: Properties, account: Account) -> Properties:
    """Describe the partition."""
    del arguments
    return {
        "id": account.partition,
        "partition": account.partition,
        "dnsSuffix": account.suffix,
        "reverseDnsPrefix": ".".join(reversed(account.suffix.split("."))),
    }


def default_tags(arguments: Properties, account: Account) -> Properties:
    """Return the provider's default tags."""
    del arguments
    return {"id": account.partition, "tags": dict(account.default_tags)}


def availability_zones(arguments: Properties, account: Account) -> Properties:
    """List three zones of the region."""
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


def availability_zone(arguments: Properties, account: Account) -> Properties:
    """Describe a zone."""
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


def load_balancer_account(arguments: Properties, account: Account) -> Properties:
    """Name the account of AWS's load balancers."""
    del arguments
    arn = f"arn:{account.partition}:iam::{_LOAD_BALANCER_ACCOUNT}:root"
    return {"id": _LOAD_BALANCER_ACCOUNT, "arn": arn}


def hosted_zone_id(arguments: Properties, account: Account) -> Properties:
    """Name the hosted zone of load balancers."""
    del arguments
    return {"id": f"Z{letters(account.region, 13)}"}


def canonical_user_id(arguments: Properties, account: Account) -> Properties:
    """Name the account in the form S3 uses."""
    del arguments
    return {"id": hexadecimal(account.account, 64), "displayName": "simulated"}
