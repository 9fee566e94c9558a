"""IAM policy documents as pure functions."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict


class Statement(TypedDict, total=False):
    """One statement of a policy, in AWS's own JSON form.

    Pydantic knows this TypedDict before Python 3.12, and not that of `typing`. Source: IAM user guide,
    "Grammar of the IAM JSON policy language".
    """

    Sid: str
    Effect: str
    Principal: str | Mapping[str, str | Sequence[str]]
    Action: str | Sequence[str]
    Resource: str | Sequence[str]
    Condition: Mapping[str, Mapping[str, Any]]


def policy_document(statements: Sequence[Statement]) -> str:
    """Write statements as a policy document.

    Returns:
        JSON with version 2012-10-17, the current one of the policy language.
    """
    return json.dumps({"Version": "2012-10-17", "Statement": [dict(statement) for statement in statements]})


def service_trust(service: str, *, account_id: str, source_arn: str = "") -> str:
    """Let an AWS service assume a role on behalf of one account only.

    The condition stops the confused deputy: the service may act for resources of this account, not for those
    of a stranger. Source: IAM user guide, "The confused deputy problem".

    Args:
        service: service principal, such as eks.amazonaws.com.
        account_id: the account whose resources the service acts for.
        source_arn: when given, a pattern of the resources that it acts for.
    """
    condition: dict[str, Any] = {"StringEquals": {"aws:SourceAccount": account_id}}
    if source_arn:
        condition["ArnLike"] = {"aws:SourceArn": source_arn}
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                "Condition": condition,
            }
        ]
    )


def instance_trust(service: str) -> str:
    """Let EC2 instances assume a role.

    EC2 sends no source account when an instance takes its role, so there is no condition to set.

    Args:
        service: principal of EC2, which has another name in China. Source: the node templates of Amazon EKS.
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
            }
        ]
    )


def pod_identity_trust(cluster_arn: str, account_id: str) -> str:
    """Let pods of one cluster assume a role through EKS Pod Identity.

    Source: EKS user guide, "How EKS Pod Identity works".
    """
    return policy_document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": "pods.eks.amazonaws.com"},
                "Action": ["sts:AssumeRole", "sts:TagSession"],
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account_id},
                    "ArnEquals": {"aws:SourceArn": cluster_arn},
                },
            }
        ]
    )
