"""Questions to the logs, saved in CloudWatch Logs Insights for whoever investigates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
import pulumi_aws as aws

from infra.network.flow_log import PARSE

Log = Literal["cluster", "flow", "trail"]


@dataclass(frozen=True)
class SavedQuery:
    """A question to one log.

    Attributes:
        name: what it answers; a slash makes a folder.
        log: which log it is for.
        lines: the stages of the query.
    """

    name: str
    log: Log
    lines: Sequence[str]


_AUDIT = 'filter @logStream like "kube-apiserver-audit"'
_NEWEST = "sort @timestamp desc"

# Sources of the fields: Kubernetes reference, "kube-apiserver Audit Configuration (v1)"; VPC user guide,
# "Flow log records"; CloudTrail user guide, "CloudTrail record contents".
SAVED_QUERIES = (
    SavedQuery(
        name="audit/what a user did",
        log="cluster",
        lines=(
            "fields @timestamp, verb, requestURI, responseStatus.code, sourceIPs.0",
            _AUDIT,
            'filter user.username like "REPLACE-WITH-THE-USER"',
            _NEWEST,
        ),
    ),
    SavedQuery(
        name="audit/refused calls by user",
        log="cluster",
        lines=(
            _AUDIT,
            "filter responseStatus.code in [401, 403]",
            "stats count(*) as calls by user.username, verb, objectRef.resource, responseStatus.code",
            "sort calls desc",
        ),
    ),
    SavedQuery(
        name="audit/sessions in pods",
        log="cluster",
        lines=(
            "fields @timestamp, user.username, sourceIPs.0, requestURI, responseStatus.code",
            _AUDIT,
            'filter objectRef.subresource in ["exec", "attach", "portforward", "ephemeralcontainers"]',
            _NEWEST,
        ),
    ),
    SavedQuery(
        name="audit/who read secrets",
        log="cluster",
        lines=(
            _AUDIT,
            'filter objectRef.resource = "secrets" and verb in ["get", "list", "watch"]',
            "stats count(*) as reads by user.username, objectRef.namespace, objectRef.name",
            "sort reads desc",
        ),
    ),
    SavedQuery(
        name="audit/changes of roles and bindings",
        log="cluster",
        lines=(
            "fields @timestamp, user.username, verb, objectRef.resource, objectRef.namespace, objectRef.name",
            _AUDIT,
            'filter objectRef.apiGroup = "rbac.authorization.k8s.io"',
            'filter verb not in ["get", "list", "watch"]',
            _NEWEST,
        ),
    ),
    SavedQuery(
        name="audit/refused by admission",
        log="cluster",
        lines=(
            "fields @timestamp, user.username, verb, requestURI, responseStatus.message",
            _AUDIT,
            "filter responseStatus.message like /denied|violates PodSecurity/",
            _NEWEST,
        ),
    ),
    SavedQuery(
        name="authenticator/who signed in",
        log="cluster",
        lines=(
            "fields @timestamp, @message",
            'filter @logStream like "authenticator"',
            'filter @message like "access granted" or @message like "access denied"',
            'parse @message "arn=\\"*\\"" as principal',
            _NEWEST,
        ),
    ),
    SavedQuery(
        name="flow/refused traffic",
        log="flow",
        lines=(
            PARSE,
            'filter action = "REJECT"',
            "stats sum(packets) as packets_refused by pkt_srcaddr, pkt_dstaddr, dstport, protocol",
            "sort packets_refused desc",
            "limit 100",
        ),
    ),
    SavedQuery(
        name="flow/most data to addresses outside",
        log="flow",
        lines=(
            PARSE,
            'filter action = "ACCEPT" and not isIpv4InSubnet(pkt_dstaddr, "10.0.0.0/8")',
            "stats sum(bytes) as sent by pkt_srcaddr, pkt_dstaddr, dstport",
            "sort sent desc",
            "limit 100",
        ),
    ),
    SavedQuery(
        name="trail/what a principal did",
        log="trail",
        lines=(
            "fields @timestamp, eventSource, eventName, errorCode, sourceIPAddress, awsRegion",
            'filter userIdentity.arn like "REPLACE-WITH-THE-PRINCIPAL"',
            _NEWEST,
        ),
    ),
    SavedQuery(
        name="trail/refused calls by principal",
        log="trail",
        lines=(
            'filter errorCode like "UnauthorizedOperation" or errorCode like "AccessDenied"',
            "stats count(*) as calls by userIdentity.arn, eventSource, eventName, errorCode",
            "sort calls desc",
        ),
    ),
    SavedQuery(
        name="trail/use of keys",
        log="trail",
        lines=(
            'filter eventSource = "kms.amazonaws.com"',
            "stats count(*) as calls by userIdentity.arn, eventName, resources.0.ARN",
            "sort calls desc",
        ),
    ),
)


@dataclass(frozen=True)
class SavedQueriesArgs:
    """What SavedQueries needs.

    Attributes:
        stack_name: the folder of the queries.
        log_groups: the name of the log group of each log that the stack has.
    """

    stack_name: str
    log_groups: Mapping[Log, pulumi.Input[str]]


class SavedQueries(pulumi.ComponentResource):
    """Saved queries.

    Creates a query definition for each of SAVED_QUERIES whose log the stack has.
    """

    def __init__(self, name: str, args: SavedQueriesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:SavedQueries", name, None, opts)
        for query in SAVED_QUERIES:
            if query.log in args.log_groups:
                aws.cloudwatch.QueryDefinition(
                    query.name.replace(" ", "-").replace("/", "-"),
                    name=f"{args.stack_name}/{query.name}",
                    log_group_names=[args.log_groups[query.log]],
                    query_string="\n| ".join(query.lines),
                    opts=pulumi.ResourceOptions(parent=self),
                )
        self.register_outputs({})
