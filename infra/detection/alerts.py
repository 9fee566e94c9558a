"""Where alarms and findings go: an encrypted topic and its subscribers."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.documents import policy_document
from infra.place import Place


@dataclass(frozen=True)
class AlertsArgs:
    """What Alerts needs.

    Attributes:
        place: where it lives.
        alerts_key_arn: KMS key of the topic.
        subscribers: e-mail addresses; each must confirm the mail that SNS sends it.
    """

    place: Place
    alerts_key_arn: pulumi.Input[str]
    subscribers: Sequence[str]


class Alerts(pulumi.ComponentResource):
    """A topic that the account's alarms and event rules publish to.

    Creates the encrypted SNS topic, its policy and a subscription for each e-mail address.
    """

    topic_arn: pulumi.Output[str]

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Alerts", name, None, opts)
        child = pulumi.ResourceOptions(parent=self)
        topic_name = f"{args.place.name}-alerts"
        topic = aws.sns.Topic(name, name=topic_name, kms_master_key_id=args.alerts_key_arn, opts=child)
        aws.sns.TopicPolicy(name, arn=topic.arn, policy=topic_policy(args.place, topic_name), opts=child)
        for address in args.subscribers:
            aws.sns.TopicSubscription(
                f"{name}-{address}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=child,
            )
        self.topic_arn = topic.arn
        self.register_outputs({"topicArn": self.topic_arn})


def topic_policy(place: Place, topic_name: str) -> str:
    """Let the alarms and event rules of the account publish, and nobody over plain HTTP.

    The statement for EventBridge has no condition, because it sends nothing to compare with: under one it
    would publish nothing. Sources: SNS developer guide, "Example cases for Amazon SNS access control";
    EventBridge user guide, "Troubleshooting Amazon EventBridge", on conditions in the policies of topics.

    Args:
        place: where the topic lives.
        topic_name: its name.
    """
    topic_arn = place.arn("sns", topic_name)
    return policy_document(
        [
            {
                "Sid": "Alarms",
                "Effect": "Allow",
                "Principal": {"Service": "cloudwatch.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": place.account_id},
                    "ArnLike": {"aws:SourceArn": place.arn("cloudwatch", "alarm:*")},
                },
            },
            {
                "Sid": "EventRules",
                "Effect": "Allow",
                "Principal": {"Service": "events.amazonaws.com"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
            },
            {
                "Sid": "NoPlainHttp",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
    )
