"""The flow log of a VPC."""

from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.documents import policy_document, service_trust
from infra.iam.role import create_role
from infra.place import Place

# What an investigation asks. The first fourteen are the default format, for tools that read by position. The
# packet's own addresses tell pods apart, which share interfaces with their node and hide behind NAT.
# Source: VPC user guide, "Flow log records".
FIELDS = (
    "version",
    "account-id",
    "interface-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
    "vpc-id",
    "subnet-id",
    "instance-id",
    "tcp-flags",
    "type",
    "pkt-srcaddr",
    "pkt-dstaddr",
    "az-id",
    "pkt-src-aws-service",
    "pkt-dst-aws-service",
    "flow-direction",
    "traffic-path",
)
# Logs Insights knows the fields of the default format alone; queries begin with this, and have each field
# under its name with underscores. Source: CloudWatch Logs user guide, "Supported logs and discovered fields".
PARSE = (
    f'parse @message "{" ".join("*" for _ in FIELDS)}" as '
    f"{', '.join(field.replace('-', '_') for field in FIELDS)}"
)


@dataclass(frozen=True)
class FlowLogArgs:
    """What a FlowLog needs.

    Attributes:
        vpc_id: the VPC to watch.
        log_group: name of the log group.
        retention_days: how long the log is kept.
        logs_key_arn: KMS key of the log.
        keep: whether the log outlives the stack.
        place: where it lives.
    """

    vpc_id: pulumi.Input[str]
    log_group: str
    retention_days: int
    logs_key_arn: pulumi.Input[str]
    keep: bool
    place: Place


class FlowLog(pulumi.ComponentResource):
    """All traffic of a VPC, in CloudWatch Logs.

    Creates an encrypted log group, a role that writes to it and to nothing else, and the flow log: accepted
    and rejected traffic, in windows of a minute.
    """

    log_group_name: pulumi.Output[str]

    def __init__(self, name: str, args: FlowLogArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:FlowLog", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        group = aws.cloudwatch.LogGroup(
            name,
            name=args.log_group,
            retention_in_days=args.retention_days,
            kms_key_id=args.logs_key_arn,
            skip_destroy=args.keep,
            opts=pulumi.ResourceOptions(parent=self, protect=args.keep),
        )
        role = create_role(
            name,
            place=args.place,
            description="Flow log of the VPC",
            trust=service_trust(
                "vpc-flow-logs.amazonaws.com",
                account_id=args.place.account_id,
                source_arn=args.place.arn("ec2", "vpc-flow-log/*"),
            ),
            opts=child,
        )
        policy = aws.iam.RolePolicy(
            name,
            role=role.name,
            policy=write_log(args.place, args.log_group),
            opts=child,
        )
        aws.ec2.FlowLog(
            name,
            vpc_id=args.vpc_id,
            traffic_type="ALL",
            max_aggregation_interval=60,
            log_format=" ".join(f"${{{field}}}" for field in FIELDS),
            log_destination_type="cloud-watch-logs",
            log_destination=group.arn,
            iam_role_arn=role.arn,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[policy]),
        )
        self.log_group_name = group.name
        self.register_outputs({"logGroup": self.log_group_name})


def write_log(place: Place, log_group: str) -> str:
    """Allow writing to one log group, and finding it.

    The user guide's list has logs:CreateLogGroup besides, which would make the group anew without its key.
    Source: VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs".

    Args:
        place: where the group lives.
        log_group: its name.
    """
    group = place.arn("logs", f"log-group:{log_group}")
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Action": ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
                "Resource": [group, f"{group}:*"],
            },
            {
                "Effect": "Allow",
                "Action": ["logs:DescribeLogGroups"],
                "Resource": "*",
            },
        ]
    )
