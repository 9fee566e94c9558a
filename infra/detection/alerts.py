"""Where alarms and findings go: an encrypted topic and its subscribers."""

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.detection.event_alert import AlertTopic
from infra.iam.documents import policy_document, service_trust
from infra.iam.role import create_role
from infra.place import Place

# Name in the program of the role that EventBridge publishes under.
DELIVERY_ROLE = "alert-delivery"


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

    Creates the encrypted SNS topic, its policy, the role that EventBridge publishes under, and a subscription
    for each e-mail address.
    """

    topic_arn: pulumi.Output[str]
    event_topic: AlertTopic

    def __init__(self, name: str, args: AlertsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Alerts", name, None, opts)
        self._args = args
        self._child = pulumi.ResourceOptions(parent=self)
        topic_name = f"{args.place.name}-alerts"
        topic = aws.sns.Topic(name, name=topic_name, kms_master_key_id=args.alerts_key_arn, opts=self._child)
        aws.sns.TopicPolicy(
            name, arn=topic.arn, policy=topic_policy(args.place, topic_name), opts=self._child
        )
        for address in args.subscribers:
            aws.sns.TopicSubscription(
                f"{name}-{address}",
                topic=topic.arn,
                protocol="email",
                endpoint=address,
                opts=self._child,
            )
        self.topic_arn = topic.arn
        self.event_topic = AlertTopic(topic.arn, self._create_delivery_role())
        self.register_outputs({"topicArn": self.topic_arn})

    def _create_delivery_role(self) -> pulumi.Output[str]:
        place = self._args.place
        role = create_role(
            DELIVERY_ROLE,
            place=place,
            description="EventBridge publishes alerts",
            # EventBridge names its rule as source. Source: EventBridge user guide, "Using IAM policy
            # conditions", and the roles that its console makes.
            trust=service_trust(
                "events.amazonaws.com",
                account_id=place.account_id,
                source_arn=place.arn("events", f"rule/{place.name}-*"),
            ),
            opts=self._child,
        )
        policy = aws.iam.RolePolicy(
            DELIVERY_ROLE,
            role=role.name,
            policy=pulumi.Output.all(self.topic_arn, self._args.alerts_key_arn).apply(
                lambda arns: publish_policy(topic_arn=arns[0], key_arn=arns[1])
            ),
            opts=self._child,
        )
        # Who has the ARN can rely on the permission.
        return pulumi.Output.all(role.arn, policy.id).apply(lambda values: values[0])


def publish_policy(*, topic_arn: str, key_arn: str) -> str:
    """Allow publishing to one encrypted topic.

    Source: EventBridge user guide, "Amazon SNS topic target", "Delivery role".

    Args:
        topic_arn: the topic.
        key_arn: its KMS key.
    """
    return policy_document(
        [
            {"Effect": "Allow", "Action": "sns:Publish", "Resource": topic_arn},
            {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": key_arn},
        ]
    )


def topic_policy(place: Place, topic_name: str) -> str:
    """Let the alarms of the account publish, and nobody over plain HTTP.

    EventBridge sends nothing that a policy of the topic could compare, so a statement for it would let in the
    rules of every account; it publishes under a role of this account instead, which IAM lets in.
    Sources: SNS developer guide, "Example cases for Amazon SNS access control"; EventBridge user guide,
    "Troubleshooting Amazon EventBridge", on conditions in the policies of topics, and "Using resource-based
    policies", on roles for targets that are topics.

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
                "Sid": "NoPlainHttp",
                "Effect": "Deny",
                "Principal": {"AWS": "*"},
                "Action": "sns:Publish",
                "Resource": topic_arn,
                "Condition": {"Bool": {"aws:SecureTransport": "false"}},
            },
        ]
    )
