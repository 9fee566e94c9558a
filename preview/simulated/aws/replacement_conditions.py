"""Changes of AWS resources that replace only under circumstances, as the provider's CustomizeDiff has them.

Source: hashicorp/terraform-provider-aws v6.58.0, CustomizeDiff of the resource that a constant is named
after.
"""

import re
from typing import Any

from preview.model import Properties
from preview.simulated.aws.replacement_rule import Condition

# EC2 instance types on Arm: a `g` after the generation's digits (EC2 User Guide, naming conventions), and a1.
_ARM = re.compile(r"a1\.|[a-z-]+\d+[a-z]*g[a-z]*\.")


def _at(inputs: Properties, path: str) -> Any:
    value: Any = inputs
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _items(inputs: Properties, path: str) -> list[Any]:
    value = _at(inputs, path)
    return value if isinstance(value, list) else []


def _becomes(path: str, before: Any, after: Any) -> Condition:
    return Condition(path, lambda old, new: _at(old, path) == before and _at(new, path) == after)


def _if_set_anew(path: str) -> Condition:
    return Condition(path, lambda _, new: bool(_at(new, path)))


def _is_arm(inputs: Properties) -> bool:
    return _ARM.match(str(_at(inputs, "instanceType"))) is not None


def _is_network(_: Properties, new: Properties) -> bool:
    return _at(new, "loadBalancerType") == "network"


def _subnets_replace(old: Properties, new: Properties) -> bool:
    """A network load balancer can only gain subnets."""
    return _is_network(old, new) and len(_items(new, "subnets")) <= len(_items(old, "subnets"))


def _mappings_replace(old: Properties, new: Properties) -> bool:
    """A mapping that stays must not change; a network load balancer can only gain mappings."""
    before, after = _items(old, "subnetMappings"), _items(new, "subnetMappings")
    if _at(new, "loadBalancerType") == "gateway":
        return False
    if len(after) > len(before):
        return any(mapping not in after for mapping in before)
    if len(after) < len(before) and not _is_network(old, new):
        return any(mapping not in before for mapping in after)
    return True


def _version(inputs: Properties) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", str(_at(inputs, "engineVersion"))))


VPC = (
    # Dedicated tenancy can be given up, not taken on.
    Condition(
        "instanceTenancy",
        lambda old, new: (
            not (_at(old, "instanceTenancy") == "dedicated" and _at(new, "instanceTenancy") == "default")
        ),
    ),
)
SUBNET = (Condition("ipv6CidrBlock", lambda old, _: _at(old, "assignIpv6AddressOnCreation") is True),)
NAT_GATEWAY = (
    Condition("secondaryPrivateIpAddressCount", lambda _, new: _at(new, "connectivityType") == "private"),
)
VPC_ENDPOINT = (Condition("privateDnsEnabled", lambda _, new: _at(new, "vpcEndpointType") != "Interface"),)
NETWORK_INTERFACE = (
    _becomes("enablePrimaryIpv6", True, False),
    # Which address is the primary one stands in the state alone; here, it counts as kept if any address is.
    Condition(
        "privateIps",
        lambda old, new: (
            not _at(new, "privateIpListEnabled")
            and not set(_items(old, "privateIps")) & set(_items(new, "privateIps"))
        ),
    ),
    Condition(
        "privateIpLists",
        lambda old, new: (
            _at(new, "privateIpListEnabled") is True
            and _items(old, "privateIpLists")[:1] != _items(new, "privateIpLists")[:1]
        ),
    ),
)
INSTANCE = (
    Condition("userData", lambda _, new: _at(new, "userDataReplaceOnChange") is True),
    Condition("userDataBase64", lambda _, new: _at(new, "userDataReplaceOnChange") is True),
    _becomes("enablePrimaryIpv6", True, False),
    # The provider asks EC2 which version the instance was made from; here, it is that of the last update.
    Condition("launchTemplate.version", lambda _, new: _at(new, "launchTemplate.version") is not None),
    Condition("instanceType", lambda old, new: _is_arm(old) != _is_arm(new)),
    Condition("ipv6Addresses", lambda old, new: _at(old, "ipv6AddressCount") == _at(new, "ipv6AddressCount")),
)
TRANSIT_GATEWAY = (
    _becomes("defaultRouteTableAssociation", "disable", "enable"),
    _becomes("defaultRouteTablePropagation", "disable", "enable"),
)
EKS_CLUSTER = (
    # Envelope encryption cannot be taken back.
    Condition(
        "encryptionConfig",
        lambda old, new: bool(_at(old, "encryptionConfig")) and not _at(new, "encryptionConfig"),
    ),
    _becomes("vpcConfig.controlPlaneEgressMode", "CUSTOMER_ROUTED", "AWS_MANAGED"),
)
# To name an owner where none was named counts as naming the own account, which changes nothing.
BUCKET_OWNER = (Condition("expectedBucketOwner", lambda old, _: bool(_at(old, "expectedBucketOwner"))),)
CERTIFICATE = tuple(
    # The domains of an imported certificate come from its body.
    Condition(path, lambda _, new: not _at(new, "certificateBody"))
    for path in ("domainName", "subjectAlternativeNames")
)
DATABASE_CLUSTER = (
    Condition("storageType", lambda _, new: not str(_at(new, "engine")).startswith("aurora")),
)
TABLE = (
    _if_set_anew("restoreSourceName"),
    _if_set_anew("restoreSourceTableArn"),
    _if_set_anew("restoreBackupArn"),
)
FUNCTION = (
    Condition(
        "durableConfig", lambda old, new: bool(_at(old, "durableConfig")) != bool(_at(new, "durableConfig"))
    ),
)
LOAD_BALANCER = (
    # Security groups come to a network load balancer when it is made, or never.
    Condition(
        "securityGroups",
        lambda old, new: (
            _is_network(old, new)
            and (not _items(old, "securityGroups")) != (not _items(new, "securityGroups"))
        ),
    ),
    Condition("subnets", _subnets_replace),
    Condition("subnetMappings", _mappings_replace),
    Condition(
        "secondaryIpsAutoAssignedPerSubnet",
        lambda old, new: (
            _is_network(old, new)
            and (_at(new, "secondaryIpsAutoAssignedPerSubnet") or 0)
            < (_at(old, "secondaryIpsAutoAssignedPerSubnet") or 0)
        ),
    ),
)
CLASSIC_LOAD_BALANCER = (
    Condition("subnets", lambda old, new: not set(_items(old, "subnets")) & set(_items(new, "subnets"))),
)
CACHE_CLUSTER = (
    Condition("engineVersion", lambda old, new: _version(new) < _version(old)),
    Condition("nodeType", lambda _, new: _at(new, "engine") not in (None, "redis")),
)
PARAMETER = (_becomes("tier", "Advanced", "Standard"),)
SECRET_VERSION = (
    Condition(
        "secretString",
        lambda old, new: (
            bool(_at(old, "secretString") and (_at(new, "secretString") or _at(new, "secretStringWo")))
            or (_at(old, "secretStringWoVersion") is not None and _at(new, "secretString") is not None)
        ),
    ),
    Condition(
        "secretStringWoVersion",
        lambda old, new: (
            _at(old, "secretStringWoVersion") is not None and _at(new, "secretStringWoVersion") is not None
        ),
    ),
)
