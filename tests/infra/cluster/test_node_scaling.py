"""What Karpenter has in AWS, as it would be applied."""

import json

from preview.model import Resource, Result
from tests.support.resources import of_type, only_inputs

QUEUE = "aws:sqs/queue:Queue"


def interruption_rules(result: Result) -> list[Resource]:
    rules = of_type(result, "aws:cloudwatch/eventRule:EventRule")
    return [rule for rule in rules if rule.name.startswith("interruption-")]


def test_a_stack_that_does_not_scale_nodes_has_nothing_for_it(dev: Result) -> None:
    types = {resource.type for resource in dev.applied.resources.values()}
    assert not types & {QUEUE, "aws:iam/instanceProfile:InstanceProfile"}
    assert not [urn for urn in dev.applied.resources if "karpenter" in urn or "interruption" in urn]


def test_interruptions_of_every_kind_come_into_the_encrypted_queue(prod: Result) -> None:
    (queue,) = of_type(prod, QUEUE)
    assert queue.inputs["sqsManagedSseEnabled"] is True
    assert only_inputs(prod, "aws:sqs/queuePolicy:QueuePolicy")["queueUrl"] == queue.outputs["url"]
    targets = {
        target.inputs["rule"]: target.inputs["arn"]
        for target in of_type(prod, "aws:cloudwatch/eventTarget:EventTarget")
    }
    kinds: set[str] = set()
    for rule in interruption_rules(prod):
        assert targets[rule.outputs["name"]] == queue.outputs["arn"]
        kinds |= set(json.loads(rule.inputs["eventPattern"])["detail-type"])
    assert kinds == {
        "AWS Health Event",
        "EC2 Spot Instance Interruption Warning",
        "EC2 Instance Rebalance Recommendation",
        "EC2 Instance State-change Notification",
    }


def test_the_policy_of_the_queue_lets_in_every_rule_that_sends_to_it(prod: Result) -> None:
    policy = json.loads(only_inputs(prod, "aws:sqs/queuePolicy:QueuePolicy")["policy"])
    (allowed,) = (each for each in policy["Statement"] if each["Effect"] == "Allow")
    pattern = allowed["Condition"]["ArnLike"]["aws:SourceArn"]
    for rule in interruption_rules(prod):
        assert rule.outputs["arn"].startswith(pattern.removesuffix("*"))
    assert {each["Resource"] for each in policy["Statement"]} == {of_type(prod, QUEUE)[0].outputs["arn"]}


def test_the_nodes_of_karpenter_have_the_role_of_the_node_groups(prod: Result) -> None:
    roles = {role.outputs["arn"]: role.outputs["name"] for role in of_type(prod, "aws:iam/role:Role")}
    groups = of_type(prod, "aws:eks/nodeGroup:NodeGroup")
    profile = only_inputs(prod, "aws:iam/instanceProfile:InstanceProfile")
    # EKS lets that role in by itself, as a node group has it.
    assert {roles[group.inputs["nodeRoleArn"]] for group in groups} == {profile["role"]}


def test_the_pods_of_karpenter_get_its_role_and_no_others(prod: Result) -> None:
    associations = of_type(prod, "aws:eks/podIdentityAssociation:PodIdentityAssociation")
    (own,) = (each.inputs for each in associations if each.inputs["namespace"] == "karpenter")
    (role,) = (role for role in of_type(prod, "aws:iam/role:Role") if role.outputs["arn"] == own["roleArn"])
    assert own["serviceAccount"] == "karpenter"
    policies = [
        policy.name
        for policy in of_type(prod, "aws:iam/rolePolicy:RolePolicy")
        if policy.inputs["role"] == role.outputs["name"]
    ]
    assert sorted(policies) == ["karpenter", "karpenter-launch"]
