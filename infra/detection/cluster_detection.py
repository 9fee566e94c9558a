"""What watches the cluster, besides what watches the account."""

from dataclasses import dataclass

import pulumi

from infra.detection.add_on_alerts import ADD_ON_FAILED
from infra.detection.cluster_alarms import ClusterAlarms, ClusterAlarmsArgs
from infra.detection.event_alert import AlertTopic, create_event_alert
from infra.detection.saved_queries import SavedQueries, SavedQueriesArgs
from infra.place import Place


@dataclass(frozen=True)
class ClusterDetectionArgs:
    """What ClusterDetection needs.

    Attributes:
        place: where the cluster lives.
        alarms: whether there are alarms on its audit log.
        log_group_name: its log group, which exists.
        topic_arn: who hears of alarms.
        event_topic: the same for event rules.
    """

    place: Place
    alarms: bool
    log_group_name: pulumi.Input[str]
    topic_arn: pulumi.Input[str]
    event_topic: AlertTopic


class ClusterDetection(pulumi.ComponentResource):
    """What watches a cluster.

    Creates the alert on add-ons that fail, the saved queries of its log and, where the settings say so, the
    alarms on what is done in it.
    """

    def __init__(
        self, name: str, args: ClusterDetectionArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("palisade:infra:ClusterDetection", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        create_event_alert(ADD_ON_FAILED, stack_name=args.place.name, topic=args.event_topic, opts=child)
        if args.alarms:
            ClusterAlarms(
                "cluster-alarms",
                ClusterAlarmsArgs(args.place, args.log_group_name, args.topic_arn),
                opts=child,
            )
        SavedQueries(
            "cluster-queries",
            SavedQueriesArgs(args.place.name, {"cluster": args.log_group_name}),
            opts=child,
        )
        self.register_outputs({})
