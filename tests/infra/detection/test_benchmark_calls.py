"""Every call that the CIS benchmark names is counted by the alarm of its topic."""

import pytest

from infra.detection.cis_alarms import CIS_ALARMS
from tests.support.filter_pattern import FilterPattern

PATTERNS = {alarm.slug: FilterPattern.parse(alarm.pattern) for alarm in CIS_ALARMS}
# Source: CIS Amazon Web Services Foundations Benchmark, as the checks of Prowler have it; the last call about
# security groups is of 7.0.
BENCHMARK = {
    "iam-policy-changes": (
        "iam",
        """
        DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy
        CreatePolicy DeletePolicy CreatePolicyVersion DeletePolicyVersion AttachRolePolicy
        DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy DetachGroupPolicy
        """,
    ),
    "trail-changes": (
        "cloudtrail",
        "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging",
    ),
    "kms-key-disabled": ("kms", "DisableKey ScheduleKeyDeletion"),
    "bucket-policy-changes": (
        "s3",
        """
        PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication
        DeleteBucketPolicy DeleteBucketCors DeleteBucketLifecycle DeleteBucketReplication
        """,
    ),
    "config-recorder-changes": (
        "config",
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder",
    ),
    "security-group-changes": (
        "ec2",
        """
        AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress
        RevokeSecurityGroupEgress CreateSecurityGroup DeleteSecurityGroup ModifySecurityGroupRules
        """,
    ),
    "network-acl-changes": (
        "ec2",
        """
        CreateNetworkAcl CreateNetworkAclEntry DeleteNetworkAcl DeleteNetworkAclEntry
        ReplaceNetworkAclEntry ReplaceNetworkAclAssociation
        """,
    ),
    "network-gateway-changes": (
        "ec2",
        """
        CreateCustomerGateway DeleteCustomerGateway AttachInternetGateway CreateInternetGateway
        DeleteInternetGateway DetachInternetGateway
        """,
    ),
    "route-table-changes": (
        "ec2",
        """
        CreateRoute CreateRouteTable ReplaceRoute ReplaceRouteTableAssociation DeleteRouteTable
        DeleteRoute DisassociateRouteTable
        """,
    ),
    "vpc-changes": (
        "ec2",
        """
        CreateVpc DeleteVpc ModifyVpcAttribute AcceptVpcPeeringConnection CreateVpcPeeringConnection
        DeleteVpcPeeringConnection RejectVpcPeeringConnection AttachClassicLinkVpc DetachClassicLinkVpc
        DisableVpcClassicLink EnableVpcClassicLink
        """,
    ),
    "organization-changes": (
        "organizations",
        """
        AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy
        DeclineHandshake DeleteOrganization DeleteOrganizationalUnit DeletePolicy DetachPolicy
        DisablePolicyType EnablePolicyType InviteAccountToOrganization LeaveOrganization MoveAccount
        RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit
        """,
    ),
}


@pytest.mark.parametrize("slug", BENCHMARK)
def test_each_call_that_the_benchmark_names_is_counted_by_its_alarm_alone(slug: str) -> None:
    service, calls = BENCHMARK[slug]
    for call in calls.split():
        event = {
            "eventType": "AwsApiCall",
            "eventSource": f"{service}.amazonaws.com",
            "eventName": call,
            "sourceIPAddress": "198.51.100.7",
            "userIdentity": {"type": "AssumedRole"},
        }
        assert [name for name, pattern in PATTERNS.items() if pattern.matches(event)] == [slug], call
