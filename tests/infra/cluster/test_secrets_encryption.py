"""A first preview of either stack shows that Kubernetes secrets are encrypted, with a key still new."""

import pulumi

from infra.cluster.secrets_encryption import state_encryption
from preview.model import UNKNOWN, Outcome, Result


def test_the_cluster_states_its_encryption_and_only_the_key_is_unknown(either_stack: Result) -> None:
    (cluster,) = (r for r in either_stack.preview.resources.values() if r.type == "aws:eks/cluster:Cluster")
    assert cluster.inputs["encryptionConfig"] == {"provider": {"keyArn": UNKNOWN}, "resources": ["secrets"]}


def test_eks_04_passes_on_a_key_that_does_not_exist_yet(either_stack: Result) -> None:
    (decision,) = (d for d in either_stack.decisions if d.policy.control == "EKS-04")
    assert decision.outcome is Outcome.PASS


def test_other_resources_stay_as_they_are() -> None:
    args = pulumi.ResourceTransformArgs(
        custom=True, type_="aws:eks/addon:Addon", name="a", props={}, opts=pulumi.ResourceOptions()
    )
    assert state_encryption("arn")(args) is None
