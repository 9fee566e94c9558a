"""What of a stack costs money: the table of prices, and the page that `make docs` writes from it.

Prices are list prices in US dollars for us-east-1, written down by hand in November 2026; other regions
differ by some percent, and discounts are not counted. They are here to compare settings, not to plan a
budget.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from preview.model import Resource, Result

HOURS = 730  # of a month, as AWS's calculator counts

INTRODUCTION = """\
List prices of us-east-1 in US dollars, 730 hours a month. Your region and your discounts differ.
Nodes are counted at their smallest number and on demand, also where a stack asks for spot.

The dev stack is the cheap one, and gives up for it:

- a NAT gateway in each zone: when the zone of the only one fails, no node reaches the internet;
- endpoints, save that of S3, which costs nothing: calls of AWS APIs leave by NAT, and no endpoint
  policy bounds them;
- nodes that stay: spot nodes go at two minutes' notice;
- the audit trail with its alarms, the alarms on the cluster's audit log, GuardDuty and backups: one
  stack of an account needs the first and the third, and nothing in dev is worth the fourth;
- replicas, and logs that are kept for longer than a month or three."""


def _one(_: Resource) -> float:
    return 1


@dataclass(frozen=True)
class Fixed:
    """What costs the same whether it is used or not.

    Attributes:
        token: type of the resource.
        what: what is paid for.
        monthly: dollars for one in a month.
        usage: what comes on top with use.
        count: how many of it a resource is.
    """

    token: str
    what: str
    monthly: float
    usage: str = ""
    count: Callable[[Resource], float] = _one


def _interfaces(endpoint: Resource) -> float:
    # GuardDuty user guide, "How the security agent connects to GuardDuty": at no cost.
    if endpoint.inputs["serviceName"].endswith(".guardduty-data"):
        return 0
    return len(endpoint.inputs.get("subnetIds") or [])


FIXED = (
    Fixed("aws:eks/cluster:Cluster", "EKS control plane, in standard support", 0.10 * HOURS),
    Fixed("aws:ec2/natGateway:NatGateway", "NAT gateway", 0.045 * HOURS, "0.045 per GB"),
    Fixed("aws:ec2/eip:Eip", "public IPv4 address", 0.005 * HOURS),
    Fixed(
        "aws:ec2/vpcEndpoint:VpcEndpoint",
        "interface endpoint, in one zone",
        0.01 * HOURS,
        "0.01 per GB",
        _interfaces,
    ),
    Fixed(
        "aws:ec2transitgateway/vpcAttachment:VpcAttachment",
        "attachment to a transit gateway",
        0.05 * HOURS,
        "0.02 per GB",
    ),
    Fixed(
        "aws:kms/key:Key",
        "KMS key",
        1.0,
        "1.00 for each of the first two rotations; 0.03 per 10 000 requests",
    ),
    Fixed("aws:cloudwatch/metricAlarm:MetricAlarm", "alarm", 0.10),
    Fixed("aws:cloudwatch/logMetricFilter:LogMetricFilter", "metric of a filter, once it has matched", 0.30),
)

# On demand, for an hour: the first type of each node group.
INSTANCES = {"m7i.large": 0.1008, "m7i.xlarge": 0.2016}
GP3_PER_GIB = 0.08

# Paid by what goes through or is kept.
BY_USE = {
    "aws:cloudwatch/logGroup:LogGroup": "0.50 per GB taken in, 0.03 per GB and month kept",
    "aws:cloudtrail/trail:Trail": "first copy of management events free; storage in S3 and Logs",
    "aws:s3/bucket:Bucket": "0.023 per GB and month, requests",
    "aws:guardduty/detector:Detector": "4.00 per million CloudTrail events, flow and DNS logs per GB",
    "aws:guardduty/detectorFeature:DetectorFeature": "1.60 per million audit events; 1.50 per vCPU of nodes",
    "aws:backup/plan:Plan": "0.05 per GB and month of volumes kept",
    "aws:ecr/repository:Repository": "0.10 per GB and month of images",
    "aws:sns/topic:Topic": "2.00 per 100 000 mails after the first 1 000",
    "aws:secretsmanager/secret:Secret": "0.40 per month each, 0.05 per 10 000 reads",
    "aws:ec2/flowLog:FlowLog": "0.50 per GB into the log group",
    "aws:cloudwatch/eventRule:EventRule": "free for events of AWS services",
    "aws:sqs/queue:Queue": "0.40 per million requests after the first million",
}

# Free of charge, by the beginning of the type: either always, or because what they belong to is paid for.
FREE = (
    "aws:backup/selection:",
    "aws:backup/vault",
    "aws:cloudwatch/eventTarget:",
    "aws:cloudwatch/logStream:",
    "aws:cloudwatch/queryDefinition:",
    "aws:ebs/encryptionByDefault:",
    "aws:ec2/default",
    "aws:ec2/internetGateway:",
    "aws:ec2/launchTemplate:",
    "aws:ec2/networkAcl",
    "aws:ec2/route",
    "aws:ec2/securityGroup:",
    "aws:ec2/subnet:",
    "aws:ec2/vpc:",
    "aws:ec2/vpcPeeringConnection",
    "aws:ec2transitgateway/routeTable",
    "aws:ecr/lifecyclePolicy:",
    "aws:ecr/repositoryPolicy:",
    "aws:eks/accessEntry:",
    "aws:eks/accessPolicyAssociation:",
    "aws:eks/addon:",
    "aws:eks/podIdentityAssociation:",
    "aws:iam/",
    "aws:kms/alias:",
    "aws:s3/bucketLifecycleConfiguration:",
    "aws:s3/bucketLogging:",
    "aws:s3/bucketObjectLockConfiguration:",
    "aws:s3/bucketOwnershipControls:",
    "aws:s3/bucketPolicy:",
    "aws:s3/bucketPublicAccessBlock:",
    "aws:s3/bucketServerSideEncryptionConfiguration:",
    "aws:s3/bucketVersioning:",
    "aws:secretsmanager/secretPolicy:",
    "aws:secretsmanager/secretRotation:",
    "aws:sns/topicPolicy:",
    "aws:sns/topicSubscription:",
    "aws:sqs/queuePolicy:",
    "aws:vpc/securityGroup",
)
# Nodes and their volumes have rows of their own.
COUNTED_APART = "aws:eks/nodeGroup:NodeGroup"


def unpriced(token: str) -> bool:
    """Whether nothing here says what an AWS resource type costs."""
    known = {COUNTED_APART, *BY_USE, *(cost.token for cost in FIXED)}
    return token.startswith("aws:") and token not in known and not token.startswith(FREE)


def costs_page(stacks: Mapping[str, Result], note: str) -> str:
    """Write the page of costs.

    Args:
        stacks: preview of each stack by name.
        note: sentence that says how the page came to be.

    Raises:
        ValueError: a resource type is in none of the tables here.
    """
    types = {each.type for result in stacks.values() for each in result.applied.resources.values()}
    if missing := sorted(filter(unpriced, types)):
        raise ValueError(f"docs/costs.py does not say what these cost: {', '.join(missing)}")
    rows = [*(_fixed(cost, stacks) for cost in FIXED), _nodes(stacks), _disks(stacks)]
    used = [_Row(f"`{token}`", _counts(stacks, token), (), price) for token, price in BY_USE.items()]
    parts = [
        "# Costs",
        note.strip(),
        INTRODUCTION,
        "## Whether used or not",
        _table(
            [
                "what",
                *(f"{stack}: {column}" for stack in stacks for column in ("number", "a month")),
                "with use",
            ],
            [[row.what, *row.pairs(), row.note] for row in rows if any(row.counts)]
            + [_total(rows, len(stacks))],
        ),
        "## By use",
        _table(
            ["resource", *stacks, "price"],
            [[row.what, *map(_number, row.counts), row.note] for row in used if any(row.counts)],
        ),
    ]
    return "\n\n".join(parts) + "\n"


@dataclass(frozen=True)
class _Row:
    what: str
    counts: Sequence[float]
    prices: Sequence[float]
    note: str

    def pairs(self) -> list[str]:
        both = zip(self.counts, self.prices, strict=True)
        return [cell for count, price in both for cell in (_number(count), f"{price:.0f}")]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 2), "---"], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _number(count: float) -> str:
    return f"{count:g}"


def _total(rows: Sequence[_Row], stacks: int) -> list[str]:
    sums = [sum(row.prices[index] for row in rows) for index in range(stacks)]
    return ["**together**", *(cell for total in sums for cell in ("", f"**{total:.0f}**")), ""]


def _of(result: Result, token: str) -> list[Resource]:
    return [resource for resource in result.applied.resources.values() if resource.type == token]


def _counts(stacks: Mapping[str, Result], token: str) -> list[float]:
    return [len(_of(result, token)) for result in stacks.values()]


def _fixed(cost: Fixed, stacks: Mapping[str, Result]) -> _Row:
    counts = [sum(map(cost.count, _of(result, cost.token))) for result in stacks.values()]
    return _Row(cost.what, counts, [count * cost.monthly for count in counts], cost.usage)


def _nodes(stacks: Mapping[str, Result]) -> _Row:
    groups = [_of(result, COUNTED_APART) for result in stacks.values()]
    counts = [sum(map(_smallest, each)) for each in groups]
    prices = [
        sum(_smallest(group) * INSTANCES[group.inputs["instanceTypes"][0]] * HOURS for group in each)
        for each in groups
    ]
    return _Row("node", counts, prices, "more nodes under load")


def _smallest(group: Resource) -> float:
    return group.inputs["scalingConfig"]["minSize"]


def _disks(stacks: Mapping[str, Result]) -> _Row:
    sizes = [_gib(result) for result in stacks.values()]
    return _Row("GiB of the nodes' volumes", sizes, [size * GP3_PER_GIB for size in sizes], "")


def _gib(result: Result) -> float:
    templates = {template.id: template for template in _of(result, "aws:ec2/launchTemplate:LaunchTemplate")}
    return sum(
        _smallest(group) * mapping["ebs"]["volumeSize"]
        for group in _of(result, COUNTED_APART)
        for mapping in templates[group.inputs["launchTemplate"]["id"]].inputs["blockDeviceMappings"]
    )
