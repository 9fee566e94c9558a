"""The flow log tells which pod spoke to whom, and its role writes to its log alone."""

import json

from infra.network.flow_log import FIELDS, PARSE, write_log
from infra.place import Place, RoleRules
from preview.model import Result
from tests.support.resources import inputs_of_type, of_type, only_inputs

# The default format. Source: VPC user guide, "Flow log records", version 2.
DEFAULT_FORMAT = (
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action "
    "log-status"
)

# Source: VPC user guide, "IAM role for publishing flow logs to CloudWatch Logs".
WRITER = {
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
}
PLACE = Place(
    name="palisade-dev",
    partition="aws",
    account_id="111122223333",
    region="eu-central-1",
    role_rules=RoleRules(permissions_boundary=None, path="/", name_prefix=""),
)


def test_records_begin_like_the_default_format_and_name_the_pods_behind_interfaces(
    either_stack: Result,
) -> None:
    record = only_inputs(either_stack, "aws:ec2/flowLog:FlowLog")["logFormat"].split()
    assert [f"${{{field}}}" for field in DEFAULT_FORMAT.split()] == record[:14]
    assert len(set(record)) == len(record)
    assert {
        "${pkt-srcaddr}",
        "${pkt-dstaddr}",
        "${flow-direction}",
        "${traffic-path}",
        "${tcp-flags}",
    } <= set(record)


def test_queries_take_a_record_apart_field_by_field() -> None:
    pattern, names = PARSE.removeprefix('parse @message "').split('" as ')
    assert len(pattern.split(" ")) == len(names.split(", ")) == len(FIELDS)


def test_saved_queries_on_the_flow_log_name_fields_that_records_have(either_stack: Result) -> None:
    flow_log = only_inputs(either_stack, "aws:ec2/flowLog:FlowLog")
    (log_group,) = (
        group.outputs["name"]
        for group in of_type(either_stack, "aws:cloudwatch/logGroup:LogGroup")
        if group.outputs["arn"] == flow_log["logDestination"]
    )
    queries = [
        query["queryString"]
        for query in inputs_of_type(either_stack, "aws:cloudwatch/queryDefinition:QueryDefinition")
        if query["logGroupNames"] == [log_group]
    ]
    assert queries
    assert all(query.startswith(PARSE) for query in queries)


def test_the_role_writes_to_its_own_log_group() -> None:
    group = "arn:aws:logs:eu-central-1:111122223333:log-group:/aws/vpc/palisade-dev/flow-log"
    write, find = json.loads(write_log(PLACE, "/aws/vpc/palisade-dev/flow-log"))["Statement"]
    assert write["Resource"] == [group, f"{group}:*"]
    assert {*write["Action"], *find["Action"]} == WRITER - {"logs:CreateLogGroup"}
    assert (find["Action"], find["Resource"]) == (["logs:DescribeLogGroups"], "*")


def test_the_log_outlives_a_protected_stack(dev: Result, prod: Result) -> None:
    for result, kept in ((dev, False), (prod, True)):
        destination = only_inputs(result, "aws:ec2/flowLog:FlowLog")["logDestination"]
        (group,) = (
            group
            for group in of_type(result, "aws:cloudwatch/logGroup:LogGroup")
            if group.outputs["arn"] == destination
        )
        assert (group.protect, group.inputs["skipDestroy"]) == (kept, kept)


def test_the_role_is_for_flow_logs_of_this_account_and_region(either_stack: Result) -> None:
    (role,) = (role for role in of_type(either_stack, "aws:iam/role:Role") if role.name == "flow-log")
    (statement,) = json.loads(role.inputs["assumeRolePolicy"])["Statement"]
    account = role.outputs["arn"].split(":")[4]
    assert statement["Principal"] == {"Service": "vpc-flow-logs.amazonaws.com"}
    assert statement["Condition"] == {
        "StringEquals": {"aws:SourceAccount": account},
        "ArnLike": {"aws:SourceArn": f"arn:aws:ec2:eu-central-1:{account}:vpc-flow-log/*"},
    }
