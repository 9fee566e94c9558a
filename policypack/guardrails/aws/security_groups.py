"""Ingress rules of security groups, in all three ways of writing them, and whom they let in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from guardrails.aws.network import covers_internet
from guardrails.aws.properties import blocks, whole_number
from guardrails.core.control import Fail, Finding, NotApplicable, Resource, Undecided
from guardrails.core.parts import Part
from guardrails.core.truth import Truth, all_of
from guardrails.core.values import ABSENT, UNKNOWN, Marker

SECURITY_GROUP = "aws:ec2/securityGroup:SecurityGroup"
SECURITY_GROUP_RULE = "aws:ec2/securityGroupRule:SecurityGroupRule"
INGRESS_RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule"
INGRESS_TYPES = (SECURITY_GROUP, SECURITY_GROUP_RULE, INGRESS_RULE)

# By name and by number, as EC2 takes them.
_EVERY_PROTOCOL = ("-1", "all")
_WITH_PORTS = ("tcp", "6", "udp", "17")
_WITHOUT_PORTS = ("icmp", "icmpv6")
_LAST_PORT = 65535


@dataclass(frozen=True)
class IngressRule:
    """One rule that lets traffic in: a block of a group, or a rule resource."""

    part: Part

    @property
    def protocol(self) -> str | Marker:
        """The protocol in lower case; ABSENT or UNKNOWN."""
        for key in ("protocol", "ipProtocol"):
            value = self.part.get(key)
            if isinstance(value, str):
                return value.strip().lower()
            if value is not ABSENT:
                number = whole_number(value)
                return str(number) if isinstance(number, int) else UNKNOWN
        return ABSENT

    def admits_port(self, port: int) -> Truth:
        """Tell whether the rule is about a port, by its range or because it is about all protocols."""
        return self._with_ports(self._spans(port, port))

    def admits_all_ports(self) -> Truth:
        """Tell whether the rule is about all ports, or all protocols."""
        return self._with_ports(self._spans(1, _LAST_PORT))

    def sources(self) -> list[Part]:
        """List the address ranges that the rule lets in."""
        single = [self.part.part(key) for key in ("cidrIpv4", "cidrIpv6")]
        return [
            *self.part.parts("cidrBlocks"),
            *self.part.parts("ipv6CidrBlocks"),
            *(part for part in single if part.value is not ABSENT),
        ]

    def from_anywhere(self) -> Truth:
        """Tell whether the rule lets the whole internet in."""
        return covers_internet(part.value for part in self.sources())

    def _with_ports(self, spans: Truth) -> Truth:
        protocol = self.protocol
        if protocol in _EVERY_PROTOCOL:
            return True
        if protocol is ABSENT or protocol in _WITH_PORTS:
            return spans
        if isinstance(protocol, str) and (protocol in _WITHOUT_PORTS or protocol.isdecimal()):
            return False
        # It may turn out to be all protocols, whatever the range says.
        return UNKNOWN

    def _spans(self, first: int, last: int) -> Truth:
        lower, upper = whole_number(self.part.get("fromPort")), whole_number(self.part.get("toPort"))
        # Without a bound, or with -1 in its place, the range is open on that side.
        below = _compare(lower, lambda bound: bound <= first)
        above = _compare(upper, lambda bound: bound == -1 or bound >= last)
        return all_of((below, above))


def _compare(bound: int | Marker, test: Callable[[int], bool]) -> Truth:
    if isinstance(bound, int):
        return test(bound)
    return True if bound is ABSENT else UNKNOWN


def exposed(resource: Resource, admits: Callable[[IngressRule], Truth], what: str) -> Iterator[Finding]:
    """Find ingress from anywhere.

    Args:
        resource: a security group or a rule, of one of INGRESS_TYPES.
        admits: whether a rule is about the traffic in question.
        what: that traffic in words, such as "port 22".

    Yields:
        Each rule that lets anywhere in; the group as a whole when only its rules together do.
    """
    everything = Part("", resource.properties)
    if resource.type == SECURITY_GROUP_RULE and everything.get("type") == "egress":
        yield NotApplicable("it is an egress rule")
        return
    listed = blocks(everything, "ingress") if resource.type == SECURITY_GROUP else [everything]
    rules = [IngressRule(part) for part in listed]
    admitting = [(rule, admits(rule)) for rule in rules]
    expected = f"ranges that leave most of the internet out, as the rule admits {what}"
    failed = False
    for rule, about in admitting:
        open_here = all_of((about, rule.from_anywhere(), _is_ingress(resource)))
        if open_here is True:
            failed = True
            found = [part.value for part in rule.sources()]
            yield Fail(rule.part.at(_place(rule)), found, expected)
        elif open_here is UNKNOWN:
            yield Undecided(_unknown_place(rule, about, resource))
    together = covers_internet(
        part.value for rule, about in admitting if about is True for part in rule.sources()
    )
    if together is True and not failed and resource.type == SECURITY_GROUP:
        found = [part.value for rule, about in admitting if about is True for part in rule.sources()]
        yield Fail("ingress", found, f"ranges that leave most of the internet out, as they admit {what}")


def _is_ingress(resource: Resource) -> Truth:
    if resource.type != SECURITY_GROUP_RULE:
        return True
    stated = resource.get("type")
    return stated == "ingress" if isinstance(stated, str) else UNKNOWN


def _place(rule: IngressRule) -> str:
    for key in ("cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"):
        found = rule.part.get(key)
        if covers_internet(found if isinstance(found, list) else [found]) is True:
            return key
    return "cidrBlocks"


def _unknown_place(rule: IngressRule, about: Truth, resource: Resource) -> str:
    if about is UNKNOWN:
        keys = ("protocol", "ipProtocol", "fromPort", "toPort")
        unknown = [key for key in keys if rule.part.get(key) is UNKNOWN]
        return rule.part.at(unknown[0] if unknown else "protocol")
    if rule.from_anywhere() is UNKNOWN:
        return next(
            (part.path for part in rule.sources() if covers_internet([part.value]) is UNKNOWN), "cidrBlocks"
        )
    return "type" if _is_ingress(resource) is UNKNOWN else rule.part.path
