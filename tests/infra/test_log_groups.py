"""Every log group is encrypted and ends, and who writes to one or reads one names a group that exists."""

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from preview.model import Resource, Result
from tests.support.resources import of_type
from tests.support.texts import entries, texts

LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
# Properties, also in the values of charts, that hold names of log groups; without regard to case and dashes.
NAMING = ("loggroup", "loggroupname", "loggroupnames", "loggroups")
_ARN = re.compile(r"arn:aws[a-z-]*:logs:[a-z0-9-]*:[0-9]*:log-group:([^\"\\\s,]+)")
# The streams that AWS names itself. Source: CloudTrail user guide, "Role policy document for CloudTrail".
MADE_BY_AWS = re.compile(r"^[0-9]{12}_CloudTrail_[a-z0-9-]+\*$")


def groups(result: Result) -> list[str]:
    return [group.inputs["name"] for group in of_type(result, LOG_GROUP)]


def named(result: Result) -> Iterator[tuple[Resource, str]]:
    """Give each name of a log group that a property holds, with the resource."""
    for resource in result.applied.resources.values():
        if not resource.custom or resource.type == LOG_GROUP:
            continue
        for key, value in entries(resource.inputs):
            if re.sub("[-_]", "", key.lower()) in NAMING:
                for name in value if isinstance(value, list) else [value]:
                    yield resource, str(name)


def in_arns(result: Result) -> Iterator[tuple[Resource, str, str]]:
    """Give group and stream of each ARN of a log group, with the resource; both may be patterns."""
    for resource in result.applied.resources.values():
        if resource.custom and resource.type != LOG_GROUP:
            for text in texts(resource.inputs):
                for found in _ARN.findall(text):
                    group, _, rest = found.partition(":")
                    yield resource, group, rest.removeprefix("log-stream:")


def test_every_log_group_is_under_the_key_of_logs_and_has_an_end(either_stack: Result) -> None:
    (key,) = [key.outputs["arn"] for key in of_type(either_stack, "aws:kms/key:Key") if key.name == "logs"]
    for group in of_type(either_stack, LOG_GROUP):
        assert group.inputs.get("kmsKeyId") == key, group.urn
        # CloudWatch Logs keeps a group without a retention, or with 0, for ever.
        assert group.inputs.get("retentionInDays", 0) > 0, group.urn


def test_every_log_group_that_something_names_exists(either_stack: Result) -> None:
    known = groups(either_stack)
    found = list(named(either_stack))
    assert found
    assert [f"{resource.urn}: {name}" for resource, name in found if name not in known] == []


def test_every_arn_of_a_log_group_leads_to_one_that_exists(either_stack: Result) -> None:
    known = groups(either_stack)
    found = list(in_arns(either_stack))
    assert found
    strange = [
        f"{resource.urn}: {group}"
        for resource, group, _ in found
        if not any(fnmatchcase(name, group) for name in known)
    ]
    assert strange == []


def test_every_stream_that_something_may_write_to_exists_or_is_made_by_aws(either_stack: Result) -> None:
    streams = {
        (stream.inputs["logGroupName"], stream.inputs["name"])
        for stream in of_type(either_stack, "aws:cloudwatch/logStream:LogStream")
    }
    for resource, group, stream in in_arns(either_stack):
        if stream not in ("", "*") and not MADE_BY_AWS.match(stream):
            assert (group, stream) in streams, f"{resource.urn}: {group}, {stream}"


def test_the_log_of_the_control_plane_goes_to_the_group_that_the_stack_made(either_stack: Result) -> None:
    """EKS fixes the name, and makes one without key and end where there is none."""
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    assert f"/aws/eks/{cluster.inputs['name']}/cluster" in groups(either_stack)


def test_every_log_group_has_a_writer_or_is_that_of_the_control_plane(either_stack: Result) -> None:
    """Who is let write to a group names it in a policy."""
    (cluster,) = of_type(either_stack, "aws:eks/cluster:Cluster")
    written = {group for resource, group, _ in in_arns(either_stack) if resource.type.startswith("aws:iam/")}
    assert {*groups(either_stack)} - {f"/aws/eks/{cluster.inputs['name']}/cluster"} <= written
