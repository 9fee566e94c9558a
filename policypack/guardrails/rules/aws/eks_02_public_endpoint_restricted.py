"""EKS-02: a public API endpoint admits named ranges only."""

from collections.abc import Iterator

from guardrails.aws.eks import CLUSTER, cluster
from guardrails.aws.network import covers_internet, network
from guardrails.aws.properties import block, boolean, get
from guardrails.core.control import (
    Context,
    Control,
    Example,
    Fail,
    Finding,
    NotApplicable,
    Reference,
    Resource,
    Severity,
    Undecided,
)
from guardrails.core.parts import Part
from guardrails.core.values import ABSENT, UNKNOWN, Value

_PUBLIC = "vpcConfig.endpointPublicAccess"


def _check(resource: Resource, context: Context) -> Iterator[Finding]:
    public = boolean(get(resource.properties, _PUBLIC))
    if public is False:
        yield NotApplicable("its public endpoint is off")
        return
    found = list(_ranges(Part("vpcConfig", block(resource.get("vpcConfig"))), context))
    if public is UNKNOWN and found:
        yield Undecided(_PUBLIC)
    else:
        yield from found


def _ranges(vpc: Part, context: Context) -> Iterator[Finding]:
    listed = vpc.part("publicAccessCidrs")
    if listed.value is ABSENT or listed.value == []:
        yield Fail(listed.path, listed.value, "set, because EKS admits 0.0.0.0/0 by default")
        return
    ranges = vpc.parts("publicAccessCidrs")
    wide = [item for item in ranges if _too_wide(item.value, context)]
    for item in wide:
        yield Fail(item.path, item.value, "a range that leaves most of the internet out")
    together = covers_internet(item.value for item in ranges)
    if together is True and not wide:
        yield Fail(listed.path, listed.value, "ranges that do not add up to the internet")
    for item in ranges:
        if network(item.value) is None:
            yield Undecided(item.path)


def _too_wide(value: Value, context: Context) -> bool:
    found = network(value)
    if found is None:
        return False
    minimum = "minimumPrefixLength" if found.version == 4 else "minimumPrefixLengthIpv6"
    return found.prefixlen < context.parameters[minimum]


def _public(ranges: Value, public: Value = True) -> Example:
    return cluster({_PUBLIC: public, "vpcConfig.publicAccessCidrs": ranges})


CONTROL = Control(
    id="EKS-02",
    name="aws-eks-cluster-public-endpoint-restricted",
    title="A public API endpoint of the cluster admits named address ranges only",
    rationale="An endpoint that is open to everybody lets everybody try credentials and exploits on the API.",
    remediation="Set vpcConfig.publicAccessCidrs to the ranges of the offices and runners that use the API.",
    severity=Severity.CRITICAL,
    types=(CLUSTER,),
    references=(
        Reference("CIS-EKS", "5.4.1"),
        Reference("SH", "EKS.1"),
        Reference("SOC2", "CC6.6"),
    ),
    check=_check,
    parameters={
        "minimumPrefixLength": {
            "type": "integer",
            "minimum": 1,
            "maximum": 32,
            "default": 8,
            "description": "Shortest prefix of an IPv4 range that the endpoint may admit.",
        },
        "minimumPrefixLengthIpv6": {
            "type": "integer",
            "minimum": 1,
            "maximum": 128,
            "default": 16,
            "description": "Shortest prefix of an IPv6 range that the endpoint may admit.",
        },
    },
    passes=(_public(["198.51.100.0/24", "203.0.113.7/32"]), _public(["2001:db8::/32"])),
    fails=(
        _public(["0.0.0.0/0"]),
        _public(["198.51.100.0/24", "::/0"]),
        _public(["0.0.0.0/1", "128.0.0.0/1"]),
        _public([]),
        _public(ABSENT),
        _public(["0.0.0.0/0"], public=ABSENT),
    ),
    undecided=(
        _public(UNKNOWN),
        _public(["198.51.100.0/24", UNKNOWN]),
        _public(["anywhere"]),
        _public(["0.0.0.0/0"], public=UNKNOWN),
        cluster({"vpcConfig": UNKNOWN}),
    ),
)
