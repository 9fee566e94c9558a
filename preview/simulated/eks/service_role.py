"""An IAM role for a service with managed policies: `eks:index:ServiceRole`."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

import pulumi

from preview.simulated.eks.children import ROLE, ROLE_POLICY_ATTACHMENT, Child
from preview.simulated.eks.options import given
from preview.simulated.eks.types import SERVICE_ROLE


class ServiceRole(pulumi.ComponentResource):
    """A role that a service assumes, and the attachments of its policies.

    Attributes:
        role: the role itself.
        attachments: the attachments; who needs the policies in effect depends on them.
        resolved: the role, once all policies are attached.
    """

    def __init__(
        self,
        name: str,
        service: str,
        policies: Sequence[str],
        partition: pulumi.Output[str],
        *,
        parent: pulumi.Resource,
        description: str | None = None,
        actions: Sequence[str] = ("sts:AssumeRole",),
        tags: Any = None,
    ) -> None:
        super().__init__(SERVICE_ROLE, name, {}, pulumi.ResourceOptions(parent=parent))
        within = pulumi.ResourceOptions(parent=self)
        trust = {
            "Version": "2012-10-17",
            "Statement": [{"Action": list(actions), "Effect": "Allow", "Principal": {"Service": [service]}}],
        }
        props = {
            "assumeRolePolicy": json.dumps(trust, separators=(",", ":")),
            "description": description,
            "tags": tags,
        }
        self.role = Child(ROLE, f"{name}-role", given(props), within)
        self.attachments = [
            Child(
                ROLE_POLICY_ATTACHMENT,
                f"{name}-{_digest(policy)}",
                {
                    "policyArn": pulumi.Output.concat("arn:", partition, f":iam::aws:policy/{policy}"),
                    "role": self.role.id,
                },
                within,
            )
            for policy in policies
        ]
        self.resolved: pulumi.Output[Any] = pulumi.Output.all(
            self.role.output("arn"), *(attachment.id for attachment in self.attachments)
        ).apply(lambda _: self.role)
        self.register_outputs({"resolvedRole": self.resolved, "directRole": self.role})


def _digest(policy: str) -> str:
    """Return what the component names an attachment by: a hash of the policy's ARN in the main partition."""
    arn = f"arn:aws:iam::aws:policy/{policy}"
    return hashlib.sha1(arn.encode(), usedforsecurity=False).hexdigest()[:8]
