"""What to watch in the trail: the topics of the CIS benchmark.

Source: CIS Amazon Web Services Foundations Benchmark 7.0, section 5. Every pattern names the service as well
as the call, since services have calls of the same names: IAM, Organizations and others a CreatePolicy. Where
else a pattern differs from the benchmark's, a comment says why.
"""

from infra.detection.log_alarms import LogAlarm
from infra.detection.trail_patterns import calls

CIS_ALARMS = (
    LogAlarm(
        slug="unauthorized-api-calls",
        title="Calls of the AWS API were refused",
        # The benchmark leaves out the parentheses around the alternatives, so its exceptions bind to the
        # second alone. Its exceptions hold here for both.
        pattern=(
            '{ (($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*"))'
            ' && ($.sourceIPAddress != "delivery.logs.amazonaws.com") && ($.eventName != "HeadBucket") }'
        ),
        first_step="Find the caller and what it tried; one that tries many actions explores.",
        severity="medium",
        # One refused call is daily business; the benchmark leaves the number to the organisation.
        threshold=10,
        source="CIS AWS 5.1",
    ),
    LogAlarm(
        slug="console-login-without-mfa",
        title="An IAM user signed in to the console without MFA",
        # The benchmark counts federated users as well, whose MFA is at their identity provider, and the root
        # user, who has an alarm of their own.
        pattern=(
            '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes")'
            ' && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }'
        ),
        first_step="Ask the user whether it was them, and require MFA.",
        severity="high",
        source="CIS AWS 5.2",
    ),
    LogAlarm(
        slug="root-usage",
        title="The root user was used",
        pattern=(
            '{ ($.userIdentity.type = "Root") && ($.userIdentity.invokedBy NOT EXISTS)'
            ' && ($.eventType != "AwsServiceEvent") }'
        ),
        first_step="Unless it was planned, treat the account as taken over: rotate its credentials.",
        severity="critical",
        source="CIS AWS 5.3",
    ),
    LogAlarm(
        slug="iam-policy-changes",
        title="IAM policies were changed",
        pattern=calls(
            "iam",
            (
                "DeleteGroupPolicy",
                "DeleteRolePolicy",
                "DeleteUserPolicy",
                "PutGroupPolicy",
                "PutRolePolicy",
                "PutUserPolicy",
                "CreatePolicy",
                "DeletePolicy",
                "CreatePolicyVersion",
                "DeletePolicyVersion",
                "AttachRolePolicy",
                "DetachRolePolicy",
                "AttachUserPolicy",
                "DetachUserPolicy",
                "AttachGroupPolicy",
                "DetachGroupPolicy",
            ),
        ),
        first_step="Expected in a deployment. Otherwise revert the change and look into the caller.",
        severity="high",
        source="CIS AWS 5.4",
    ),
    LogAlarm(
        slug="trail-changes",
        title="A trail was created, changed, stopped or deleted",
        pattern=calls(
            "cloudtrail", ("CreateTrail", "UpdateTrail", "DeleteTrail", "StartLogging", "StopLogging")
        ),
        first_step="Switch the trail on again, then look into the caller.",
        severity="critical",
        source="CIS AWS 5.5",
    ),
    LogAlarm(
        slug="console-authentication-failures",
        title="Sign-ins to the console failed",
        pattern='{ ($.eventName = "ConsoleLogin") && ($.errorMessage = "Failed authentication") }',
        first_step="See whether somebody tries many passwords or many users.",
        severity="medium",
        threshold=5,
        source="CIS AWS 5.6",
    ),
    LogAlarm(
        slug="kms-key-disabled",
        title="A KMS key was disabled or is to be deleted",
        pattern=calls("kms", ("DisableKey", "ScheduleKeyDeletion")),
        first_step="Cancel the deletion and enable the key: what it encrypts is lost without it.",
        severity="critical",
        source="CIS AWS 5.7",
    ),
    LogAlarm(
        slug="bucket-policy-changes",
        title="The policy, ACL or rules of an S3 bucket were changed",
        pattern=calls(
            "s3",
            (
                "PutBucketAcl",
                "PutBucketPolicy",
                "PutBucketCors",
                "PutBucketLifecycle",
                "PutBucketReplication",
                "DeleteBucketPolicy",
                "DeleteBucketCors",
                "DeleteBucketLifecycle",
                "DeleteBucketReplication",
            ),
        ),
        first_step="See whether the bucket became public or its logs are to vanish.",
        severity="high",
        source="CIS AWS 5.8",
    ),
    LogAlarm(
        slug="config-recorder-changes",
        title="AWS Config was changed or stopped",
        pattern=calls(
            "config",
            (
                "StopConfigurationRecorder",
                "DeleteDeliveryChannel",
                "PutDeliveryChannel",
                "PutConfigurationRecorder",
            ),
        ),
        first_step="Start the recorder again, then look into the caller.",
        severity="high",
        source="CIS AWS 5.9",
    ),
    LogAlarm(
        slug="security-group-changes",
        title="Security groups were changed",
        pattern=calls(
            "ec2",
            (
                "AuthorizeSecurityGroupIngress",
                "AuthorizeSecurityGroupEgress",
                "RevokeSecurityGroupIngress",
                "RevokeSecurityGroupEgress",
                "CreateSecurityGroup",
                "DeleteSecurityGroup",
                "ModifySecurityGroupRules",
            ),
        ),
        first_step="Expected in a deployment and from the load balancer controller. Otherwise revert it.",
        severity="medium",
        source="CIS AWS 5.10",
    ),
    LogAlarm(
        slug="network-acl-changes",
        title="Network ACLs were changed",
        pattern=calls(
            "ec2",
            (
                "CreateNetworkAcl",
                "CreateNetworkAclEntry",
                "DeleteNetworkAcl",
                "DeleteNetworkAclEntry",
                "ReplaceNetworkAclEntry",
                "ReplaceNetworkAclAssociation",
            ),
        ),
        first_step="Expected in a deployment. Otherwise revert the change and look into the caller.",
        severity="medium",
        source="CIS AWS 5.11",
    ),
    LogAlarm(
        slug="network-gateway-changes",
        title="Internet or customer gateways were changed",
        pattern=calls(
            "ec2",
            (
                "CreateCustomerGateway",
                "DeleteCustomerGateway",
                "AttachInternetGateway",
                "CreateInternetGateway",
                "DeleteInternetGateway",
                "DetachInternetGateway",
            ),
        ),
        first_step="Expected in a deployment. Otherwise see which network got a way out.",
        severity="high",
        source="CIS AWS 5.12",
    ),
    LogAlarm(
        slug="route-table-changes",
        title="Route tables were changed",
        pattern=calls(
            "ec2",
            (
                "CreateRoute",
                "CreateRouteTable",
                "ReplaceRoute",
                "ReplaceRouteTableAssociation",
                "DeleteRouteTable",
                "DeleteRoute",
                "DisassociateRouteTable",
            ),
        ),
        first_step="Expected in a deployment. Otherwise see where traffic goes now.",
        severity="medium",
        source="CIS AWS 5.13",
    ),
    LogAlarm(
        slug="vpc-changes",
        title="VPCs or their peerings were changed",
        pattern=calls(
            "ec2",
            (
                "CreateVpc",
                "DeleteVpc",
                "ModifyVpcAttribute",
                "AcceptVpcPeeringConnection",
                "CreateVpcPeeringConnection",
                "DeleteVpcPeeringConnection",
                "RejectVpcPeeringConnection",
                "AttachClassicLinkVpc",
                "DetachClassicLinkVpc",
                "DisableVpcClassicLink",
                "EnableVpcClassicLink",
            ),
        ),
        first_step="Expected in a deployment. Otherwise see who is connected with whom now.",
        severity="medium",
        source="CIS AWS 5.14",
    ),
    LogAlarm(
        slug="organization-changes",
        title="The organisation, its accounts or policies were changed",
        pattern=calls(
            "organizations",
            (
                "AcceptHandshake",
                "AttachPolicy",
                "CancelHandshake",
                "CreateAccount",
                "CreateOrganization",
                "CreateOrganizationalUnit",
                "CreatePolicy",
                "DeclineHandshake",
                "DeleteOrganization",
                "DeleteOrganizationalUnit",
                "DeletePolicy",
                "DetachPolicy",
                "DisablePolicyType",
                "EnableAllFeatures",
                "EnablePolicyType",
                "InviteAccountToOrganization",
                "LeaveOrganization",
                "MoveAccount",
                "RemoveAccountFromOrganization",
                "UpdateOrganizationalUnit",
                "UpdatePolicy",
            ),
        ),
        first_step="Ask the owner of the organisation; a service control policy may have gone.",
        severity="high",
        source="CIS AWS 5.15",
    ),
)
