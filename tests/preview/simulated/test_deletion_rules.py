"""What AWS refuses to delete, each beside what it deletes."""

from typing import Any

import pytest

from preview.simulated.aws.creation_network import INTERNET_GATEWAY, NAT_GATEWAY, SUBNET, VPC
from preview.simulated.aws.deletion_protection import PROTECTIONS
from preview.simulated.aws.deletion_uses import HOLDS, INTERFACES_OF_GROUPS
from preview.simulated.aws.eks_clusters import CLUSTER, NODE_GROUP
from preview.simulated.aws.security_group_rules import EC2_RULE, GROUP, VPC_RULES
from preview.simulated.sdk import sdk_type
from tests.support.simulated_account import SimulatedAccount

INGRESS = next(iter(VPC_RULES))
ROLE = "aws:iam/role:Role"
USER = "aws:iam/user:User"
ATTACHMENT = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
ROLE_POLICY = "aws:iam/rolePolicy:RolePolicy"
RULE = "aws:cloudwatch/eventRule:EventRule"
TARGET = "aws:cloudwatch/eventTarget:EventTarget"
LAUNCH_TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate"
ZONE = "aws:route53/zone:Zone"
DATABASE = "aws:rds/instance:Instance"
LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup"
BALANCER = "aws:lb/loadBalancer:LoadBalancer"
HELD = [(token, hold, user) for token, holds in HOLDS.items() for hold in holds for user in hold.users]
# Without these two a database is not deleted for another reason.
UNPROTECTED = {"skipFinalSnapshot": True}


def nested(path: str, value: Any) -> dict[str, Any]:
    """Return properties in which a value stands at a path, in a list at each level."""
    key, _, rest = path.partition(".")
    return {key: [nested(rest, value)] if rest else [value]}


@pytest.mark.parametrize(("token", "hold", "user"), HELD)
def test_the_table_names_properties_of_the_types(token: str, hold: Any, user: str) -> None:
    known = sdk_type(user)

    assert known is not None
    assert {path.partition(".")[0] for path in hold.users[user]} <= known.inputs
    assert hold.source
    assert sdk_type(token)


@pytest.mark.parametrize(("token", "hold", "user"), HELD)
def test_what_is_used_is_not_deleted_and_what_is_not_used_is(
    account: SimulatedAccount, token: str, hold: Any, user: str
) -> None:
    account.exists(token, "used", {"arn": "arn:used"}, **UNPROTECTED)
    account.exists(user, "other", **nested(hold.users[user][0], "another"))
    account.delete(token, "used")
    account.exists(user, "user", **nested(hold.users[user][-1], "arn:used"))

    refusal = account.refusal_of_delete(token, "used")

    assert refusal.startswith(f"{hold.code}: {hold.words.format(id='used')}")
    assert refusal.endswith(f"({token} used, used is used by {user} user, user)")


def test_the_refusal_says_how_many_more_use_it(account: SimulatedAccount) -> None:
    account.exists(VPC, "vpc-1")
    for number in range(3):
        account.exists(SUBNET, f"subnet-{number}", vpcId="vpc-1")

    assert "is used by aws:ec2/subnet:Subnet subnet-0, subnet-0 and 2 more" in account.refusal_of_delete(
        VPC, "vpc-1"
    )


def test_default_groups_and_what_is_gone_do_not_hold_a_vpc(account: SimulatedAccount) -> None:
    account.exists(VPC, "vpc-1")
    account.exists("aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "sg-0", vpcId="vpc-1")
    account.deleted(SUBNET, "subnet-1", vpcId="vpc-1")

    account.delete(VPC, "vpc-1")


def test_a_target_on_another_bus_does_not_hold_a_rule(account: SimulatedAccount) -> None:
    account.exists(RULE, "nightly", name="nightly", eventBusName="default")
    account.exists(TARGET, "target", rule="nightly", eventBusName="other")

    account.delete(RULE, "nightly")


@pytest.mark.parametrize("user", sorted(INTERFACES_OF_GROUPS))
def test_a_group_of_an_interface_is_not_deleted(account: SimulatedAccount, user: str) -> None:
    known = sdk_type(user)
    assert known is not None
    for path in INTERFACES_OF_GROUPS[user]:
        assert path.partition(".")[0] in known.inputs
    account.exists(GROUP, "sg-1")
    account.exists(user, "user", **nested(INTERFACES_OF_GROUPS[user][0], "sg-1"))

    assert account.refusal_of_delete(GROUP, "sg-1").startswith(
        "DependencyViolation: resource sg-1 has a dependent object"
    )


@pytest.mark.parametrize(
    ("token", "rule"),
    [
        (INGRESS, {"securityGroupId": "sg-2", "referencedSecurityGroupId": "sg-1"}),
        (EC2_RULE, {"securityGroupId": "sg-2", "type": "egress", "sourceSecurityGroupId": "sg-1"}),
    ],
)
def test_a_group_that_a_rule_of_another_names_is_not_deleted(
    account: SimulatedAccount, token: str, rule: dict[str, Any]
) -> None:
    account.exists(GROUP, "sg-1")
    account.exists(token, "own", **{**rule, "securityGroupId": "sg-1"})
    account.delete(GROUP, "sg-1")
    account.exists(token, "rule", **rule)

    assert "has a dependent object" in account.refusal_of_delete(GROUP, "sg-1")
    account.exists(GROUP, "sg-1", revokeRulesOnDelete=True)
    account.delete(GROUP, "sg-1")


def test_a_rule_that_a_group_states_itself_names_the_other_group(account: SimulatedAccount) -> None:
    account.exists(GROUP, "sg-1")
    account.exists(GROUP, "sg-2", ingress=[{"protocol": "-1", "securityGroups": ["sg-1"]}])

    assert "has a dependent object" in account.refusal_of_delete(GROUP, "sg-1")
    account.delete(GROUP, "sg-2")


def test_a_group_of_a_launch_template_is_held_by_what_was_launched(account: SimulatedAccount) -> None:
    account.exists(GROUP, "sg-1")
    account.exists(LAUNCH_TEMPLATE, "lt-1", name="nodes", vpcSecurityGroupIds=["sg-1"])
    account.delete(GROUP, "sg-1")
    account.exists(NODE_GROUP, "nodes", clusterName="platform", launchTemplate={"id": "lt-1"})

    assert "is used by aws:eks/nodeGroup:NodeGroup nodes" in account.refusal_of_delete(GROUP, "sg-1")
    account.delete(LAUNCH_TEMPLATE, "lt-1")


@pytest.mark.parametrize(
    ("token", "public", "private"),
    [
        (NAT_GATEWAY, {"subnetId": "subnet-1"}, {"subnetId": "subnet-1", "connectivityType": "private"}),
        (BALANCER, {"subnets": ["subnet-1"]}, {"subnets": ["subnet-1"], "internal": True}),
        (
            "aws:ec2/instance:Instance",
            {"subnetId": "subnet-1", "associatePublicIpAddress": True},
            {"subnetId": "subnet-1"},
        ),
    ],
)
def test_an_internet_gateway_stays_while_the_vpc_has_public_addresses(
    account: SimulatedAccount, token: str, public: dict[str, Any], private: dict[str, Any]
) -> None:
    account.exists(INTERNET_GATEWAY, "igw-1", vpcId="vpc-1")
    account.exists(SUBNET, "subnet-1", vpcId="vpc-1")
    account.exists(SUBNET, "subnet-2", vpcId="vpc-2")
    account.exists(token, "private", **private)
    account.exists(token, "elsewhere", **{**public, next(iter(public)): "subnet-2"})
    account.delete(INTERNET_GATEWAY, "igw-1")
    account.exists(token, "public", **public)

    refusal = account.refusal_of_delete(INTERNET_GATEWAY, "igw-1")

    assert refusal.startswith("DependencyViolation: Network vpc-1 has some mapped public address(es).")


@pytest.mark.parametrize(
    ("user", "words", "emptied_with"),
    [
        (ATTACHMENT, "must detach all policies first.", "managedPolicyArns"),
        (ROLE_POLICY, "must delete policies first.", "inlinePolicies"),
    ],
)
def test_a_role_is_deleted_when_its_policies_are_gone(
    account: SimulatedAccount, user: str, words: str, emptied_with: str
) -> None:
    account.exists(ROLE, "deploy", name="deploy")
    account.exists(user, "other", role="other")
    account.delete(ROLE, "deploy")
    account.exists(user, "policy", role="deploy")

    assert f"DeleteConflict: Cannot delete entity, {words}" in account.refusal_of_delete(ROLE, "deploy")
    # What the provider takes away itself counts as gone.
    account.exists(ROLE, "deploy", name="deploy", forceDetachPolicies=True)
    account.delete(ROLE, "deploy")
    account.exists(ROLE, "deploy", {emptied_with: ["x"]}, name="deploy")
    account.delete(ROLE, "deploy")


def test_a_profile_does_not_hold_its_role_as_the_provider_takes_it_out(account: SimulatedAccount) -> None:
    account.exists(ROLE, "deploy", name="deploy")
    account.exists("aws:iam/instanceProfile:InstanceProfile", "profile", role="deploy")

    account.delete(ROLE, "deploy")


@pytest.mark.parametrize(
    ("token", "words"),
    [
        ("aws:iam/userPolicyAttachment:UserPolicyAttachment", "must detach all policies first."),
        ("aws:iam/userPolicy:UserPolicy", "must delete policies first."),
        ("aws:iam/accessKey:AccessKey", "must delete access keys first."),
        ("aws:iam/userLoginProfile:UserLoginProfile", "must delete login profile first."),
    ],
)
def test_a_user_is_deleted_when_nothing_of_it_is_left(
    account: SimulatedAccount, token: str, words: str
) -> None:
    account.exists(USER, "ann", name="ann")
    account.delete(USER, "ann")
    account.exists(token, "of-ann", user="ann")

    assert f"DeleteConflict: Cannot delete entity, {words}" in account.refusal_of_delete(USER, "ann")
    account.exists(USER, "ann", name="ann", forceDestroy=True)
    account.delete(USER, "ann")


def test_a_zone_with_records_is_not_empty(account: SimulatedAccount) -> None:
    account.exists(ZONE, "Z1")
    account.delete(ZONE, "Z1")
    account.exists("aws:route53/record:Record", "www", zoneId="Z1")

    assert account.refusal_of_delete(ZONE, "Z1").startswith("HostedZoneNotEmpty: ")
    account.exists(ZONE, "Z1", forceDestroy=True)
    account.delete(ZONE, "Z1")


@pytest.mark.parametrize("token", sorted(PROTECTIONS))
def test_what_protects_itself_is_not_deleted(account: SimulatedAccount, token: str) -> None:
    protection, known = PROTECTIONS[token], sdk_type(token)
    assert known is not None
    assert {protection.setting, protection.lifted_by or protection.setting} <= known.inputs
    account.exists(token, "x", **{protection.setting: protection.value}, **UNPROTECTED)

    refusal = account.refusal_of_delete(token, "x")

    assert refusal.startswith(f"{protection.code}: {protection.words.format(id='x')}")
    assert f"({protection.setting} of {token} x, x is {protection.value})" in refusal
    account.exists(token, "x", **{protection.setting: False}, **UNPROTECTED)
    account.delete(token, "x")
    account.exists(token, "x", **UNPROTECTED)
    account.delete(token, "x")


def test_an_instance_is_deleted_by_force(account: SimulatedAccount) -> None:
    account.exists("aws:ec2/instance:Instance", "i-1", disableApiTermination=True, forceDestroy=True)

    account.delete("aws:ec2/instance:Instance", "i-1")


@pytest.mark.parametrize("token", [DATABASE, "aws:rds/cluster:Cluster"])
def test_a_database_goes_with_a_last_snapshot_or_expressly_without(
    account: SimulatedAccount, token: str
) -> None:
    account.exists(token, "db", skipFinalSnapshot=False)

    assert "final_snapshot_identifier is required" in account.refusal_of_delete(token, "db")
    account.exists(token, "db", finalSnapshotIdentifier="last")
    account.delete(token, "db")


def test_what_the_provider_only_forgets_is_not_refused(account: SimulatedAccount) -> None:
    account.exists(LOG_GROUP, "/a", deletionProtectionEnabled=True, skipDestroy=True)

    account.delete(LOG_GROUP, "/a")


def test_the_setting_that_holds_is_the_one_of_the_last_update(account: SimulatedAccount) -> None:
    account.exists(CLUSTER, "platform", {"deletionProtection": True}, deletionProtection=False)

    account.delete(CLUSTER, "platform")
