"""The rules of security groups in one form, whichever resource states them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from preview.model import Properties
from preview.simulated.aws.rule_values import flag, network, number, text, texts_at, values_at, whole
from preview.simulated.store import Store, Stored

GROUP = "aws:ec2/securityGroup:SecurityGroup"
DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"
EC2_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
VPC_RULES = {
    "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": "ingress",
    "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": "egress",
}
ALL_TYPES = (GROUP, DEFAULT_GROUP, EC2_RULE, *VPC_RULES)
# Protocols by number (IANA, "Assigned Internet Protocol Numbers"), as EC2 takes both.
_PROTOCOLS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "all": "-1"}


@dataclass(frozen=True)
class Permission:
    """One rule as EC2 holds it; two that are equal are duplicates, whatever they are described as.

    Attributes:
        group: id of the group that has the rule.
        direction: `ingress` or `egress`.
        ports: first and last, None for all protocols.
        peer: address range, id of a prefix list or of a group.
    """

    group: str
    direction: str
    protocol: str
    ports: tuple[int | None, int | None] | None
    peer: str

    def __str__(self) -> str:
        """Say it as EC2's messages do."""
        if self.ports is None:
            return f"peer: {self.peer}, ALL, ALLOW"
        ports = f"from port: {self.ports[0]}, to port: {self.ports[1]}"
        return f"peer: {self.peer}, {self.protocol.upper()}, {ports}, ALLOW"


def permissions(type_token: str, identifier: str, properties: Mapping[str, Any]) -> list[Permission]:
    """Return the rules that a resource states.

    Args:
        type_token: type of a group or of a rule.
        identifier: the id of a group, "" before it exists.
        properties: inputs, which are known.
    """
    if type_token in VPC_RULES:
        return list(_vpc_rule(VPC_RULES[type_token], properties))
    if type_token == EC2_RULE:
        return list(_ec2_rule(properties))
    return list(
        chain.from_iterable(
            _block(identifier, direction, block)
            for direction in ("ingress", "egress")
            for block in values_at(properties, direction)
            if isinstance(block, dict)
        )
    )


def existing_permissions(store: Store) -> Iterable[tuple[Permission, Stored]]:
    """Yield every rule that exists, with the resource that states it."""
    for stored in store.of_type(*ALL_TYPES):
        for permission in permissions(stored.type, stored.id, whole(stored)):
            yield permission, stored


def _vpc_rule(direction: str, properties: Mapping[str, Any]) -> Iterator[Permission]:
    for key in ("cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"):
        if peer := text(properties, key):
            group = text(properties, "securityGroupId")
            yield _permission(group, direction, "ipProtocol", properties, peer)


def _ec2_rule(properties: Mapping[str, Any]) -> Iterator[Permission]:
    group = text(properties, "securityGroupId")
    peers = _listed_peers(properties)
    if flag(properties.get("self")):
        peers.append(group)
    if source := text(properties, "sourceSecurityGroupId"):
        peers.append(source)
    for peer in peers:
        yield _permission(group, text(properties, "type"), "protocol", properties, peer)


def _block(group: str, direction: str, block: Properties) -> Iterator[Permission]:
    peers = [*_listed_peers(block), *texts_at(block, "securityGroups")]
    if flag(block.get("self")):
        peers.append(group)
    for peer in peers:
        yield _permission(group, direction, "protocol", block, peer)


def _listed_peers(properties: Mapping[str, Any]) -> list[str]:
    keys = ("cidrBlocks", "ipv6CidrBlocks", "prefixListIds")
    return [peer for key in keys for peer in texts_at(properties.get(key), "")]


def _permission(
    group: str, direction: str, protocol_key: str, properties: Mapping[str, Any], peer: str
) -> Permission:
    given = str(properties.get(protocol_key)).lower()
    protocol = _PROTOCOLS.get(given, given)
    ports = None
    if protocol != "-1":
        ports = (number(properties.get("fromPort")), number(properties.get("toPort")))
    return Permission(group, direction, protocol, ports, str(network(peer) or peer))
