"""What EC2 refuses among entries of network ACLs, rules of security groups, routes and associations."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from preview.model import Properties
from preview.simulated.aws import security_group_rules
from preview.simulated.aws.creation_connections import refuse_unattached
from preview.simulated.aws.rule_values import (
    Rule,
    described,
    flag,
    network,
    number,
    refuse,
    text,
    values_at,
    whole,
)
from preview.simulated.store import Store, Stored

ACL_RULE = "aws:ec2/networkAclRule:NetworkAclRule"
_ACLS = ("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl")
_ROUTE = "aws:ec2/route:Route"
_ROUTE_TABLES = ("aws:ec2/routeTable:RouteTable", "aws:ec2/defaultRouteTable:DefaultRouteTable")
_TABLE_ASSOCIATION = "aws:ec2/routeTableAssociation:RouteTableAssociation"


def _acl_rule(inputs: Properties, store: Store) -> None:
    acl, key = text(inputs, "networkAclId"), (flag(inputs.get("egress")), number(inputs.get("ruleNumber")))
    for found, stored in _entries(acl, store):
        if found == key:
            # The provider looks first, because EC2 accepts an entry that is equal in everything.
            refuse(
                "NetworkAclEntryAlreadyExists",
                f"EC2 Network ACL ({acl}) Rule (egress: {str(key[0]).lower()})({key[1]}) already exists",
                f"by {described(stored)}",
            )


def _entries(acl: str, store: Store) -> Iterator[tuple[tuple[bool, int | None], Stored]]:
    for stored in store.of_type(ACL_RULE):
        if acl and stored.inputs.get("networkAclId") == acl:
            yield (flag(stored.inputs.get("egress")), number(stored.inputs.get("ruleNumber"))), stored
    for stored in store.of_type(*_ACLS):
        if stored.id == acl:
            for direction in ("ingress", "egress"):
                for value in values_at(stored.inputs, f"{direction}.ruleNo"):
                    yield (direction == "egress", number(value)), stored


def refuse_repeated_permission(
    type_token: str, inputs: Properties, store: Store, identifier: str = ""
) -> None:
    """Refuse a rule of a security group that exists already.

    Args:
        type_token: type of the resource that states it.
        inputs: what is known of its inputs.
        store: what exists in its account and region.
        identifier: the id of the resource itself, if it exists already.

    Raises:
        SimulationError: another resource states the same rule.
    """
    new = set(security_group_rules.permissions(type_token, "", inputs))
    for permission, stored in security_group_rules.existing_permissions(store):
        if permission.group and permission in new and stored.id != identifier:
            refuse(
                "InvalidPermission.Duplicate",
                f'the specified rule "{permission}" already exists',
                f"{permission.direction} of {permission.group} by {described(stored)}",
            )


def _route(inputs: Properties, store: Store) -> None:
    table, new = text(inputs, "routeTableId"), set(_destinations(inputs, "destinationCidrBlock"))
    for destination, stored in _routes(table, store):
        if destination in new:
            refuse(
                "RouteAlreadyExists",
                f"Route in Route Table ({table}) with destination ({destination}) already exists",
                f"by {described(stored)}",
            )
    stored = next((found for found in store.of_type(*_ROUTE_TABLES) if found.id == table), None)
    refuse_unattached(inputs, text(whole(stored), "vpcId") if stored else "", store)


def _routes(table: str, store: Store) -> Iterator[tuple[str, Stored]]:
    for stored in store.of_type(_ROUTE):
        if table and stored.inputs.get("routeTableId") == table:
            for destination in _destinations(stored.inputs, "destinationCidrBlock"):
                yield destination, stored
    for stored in store.of_type(*_ROUTE_TABLES):
        if stored.id == table:
            for route in values_at(stored.inputs, "routes"):
                if isinstance(route, dict):
                    for destination in _destinations(route, "cidrBlock"):
                        yield destination, stored


def _destinations(route: Mapping[str, Any], ipv4_key: str) -> Iterator[str]:
    for key in (ipv4_key, "destinationIpv6CidrBlock", "ipv6CidrBlock", "destinationPrefixListId"):
        if found := text(route, key):
            yield str(network(found) or found)


def _table_association(inputs: Properties, store: Store) -> None:
    for key in ("subnetId", "gatewayId"):
        for other in store.of_type(_TABLE_ASSOCIATION):
            if text(inputs, key) and other.inputs.get(key) == inputs[key]:
                refuse(
                    "Resource.AlreadyAssociated",
                    f"the specified association for route table {inputs.get('routeTableId')} conflicts with "
                    "an existing association",
                    f"{inputs[key]} has {whole(other).get('routeTableId')} by {described(other)}",
                )


RULES: Mapping[str, Rule] = {
    ACL_RULE: _acl_rule,
    _ROUTE: _route,
    _TABLE_ASSOCIATION: _table_association,
    **{
        token: partial(refuse_repeated_permission, token)
        for token in (security_group_rules.EC2_RULE, *security_group_rules.VPC_RULES)
    },
}
