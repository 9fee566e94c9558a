"""Forms of identity, keys, secrets, detection, logs and backup."""

from collections.abc import Mapping

from preview.simulated.aws.form import Form, arn, global_arn

_ATTACHMENT = Form(id="{name}-{below99999999999999999999}", name="")

FORMS: Mapping[str, Form] = {
    "aws:iam/role:Role": Form(
        arn=global_arn("iam", "role{path}{name}"),
        outputs={"uniqueId": "AROA{letters17}", "managedPolicyArns": [], "inlinePolicies": []},
        defaults={"forceDetachPolicies": False, "maxSessionDuration": 3600, "path": "/"},
    ),
    "aws:iam/user:User": Form(
        arn=global_arn("iam", "user{path}{name}"),
        outputs={"uniqueId": "AIDA{letters17}"},
        defaults={"forceDestroy": False, "path": "/"},
    ),
    "aws:iam/group:Group": Form(
        arn=global_arn("iam", "group{path}{name}"),
        outputs={"uniqueId": "AGPA{letters17}"},
        defaults={"path": "/"},
    ),
    "aws:iam/policy:Policy": Form(
        id="{arn}",
        arn=global_arn("iam", "policy{path}{name}"),
        outputs={"policyId": "ANPA{letters17}", "attachmentCount": 0},
        defaults={"path": "/"},
    ),
    "aws:iam/instanceProfile:InstanceProfile": Form(
        arn=global_arn("iam", "instance-profile{path}{name}"),
        outputs={"uniqueId": "AIPA{letters17}"},
        defaults={"path": "/"},
    ),
    "aws:iam/rolePolicy:RolePolicy": Form(id="{role}:{name}"),
    "aws:iam/userPolicy:UserPolicy": Form(id="{user}:{name}"),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": _ATTACHMENT,
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": _ATTACHMENT,
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": _ATTACHMENT,
    "aws:iam/policyAttachment:PolicyAttachment": Form(),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": Form(id="{roleName}", name=""),
    "aws:iam/accessKey:AccessKey": Form(
        id="AKIA{letters16}",
        outputs={"secret": "{hex40}", "sesSmtpPasswordV4": "{hex44}", "createDate": "2026-01-01T00:00:00Z"},
        name="",
        defaults={"status": "Active"},
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": Form(
        id="{arn}", arn=global_arn("iam", "oidc-provider/{urlHost}"), name=""
    ),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": Form(
        id="{arn}",
        arn=global_arn("iam", "role/aws-service-role/{awsServiceName}/{name}"),
        outputs={"uniqueId": "AROA{letters17}", "path": "/aws-service-role/{awsServiceName}/"},
        name="",
    ),
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": Form(id="iam-account-password-policy", name=""),
    "aws:kms/key:Key": Form(
        id="{uuid}",
        arn=arn("kms", "key/{id}"),
        outputs={"keyId": "{id}"},
        name="",
        defaults={
            "bypassPolicyLockoutSafetyCheck": False,
            "customerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "isEnabled": True,
            "keyUsage": "ENCRYPT_DECRYPT",
        },
    ),
    "aws:kms/alias:Alias": Form(
        arn=arn("kms", "{name}"),
        outputs={"targetKeyArn": arn("kms", "key/{targetKeyId}")},
    ),
    "aws:kms/keyPolicy:KeyPolicy": Form(id="{keyId}", name=""),
    "aws:kms/grant:Grant": Form(
        id="{keyId}:{hex64}", outputs={"grantId": "{hex64}", "grantToken": "{hex128}"}
    ),
    "aws:secretsmanager/secret:Secret": Form(
        id="{arn}",
        arn=arn("secretsmanager", "secret:{name}-{letters6}"),
        defaults={"forceOverwriteReplicaSecret": False, "recoveryWindowInDays": 30},
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": Form(id="{secretArn}", name=""),
    "aws:secretsmanager/secretRotation:SecretRotation": Form(
        id="{secretId}", name="", defaults={"rotateImmediately": True}
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": Form(
        id="{secretId}|{uuid}",
        arn="{secretId}",
        outputs={"versionId": "{uuid}", "versionStages": ["AWSCURRENT"]},
        name="",
    ),
    "aws:ssm/parameter:Parameter": Form(
        arn=arn("ssm", "parameter/{name}"), outputs={"version": 1, "dataType": "text"}
    ),
    "aws:cloudwatch/logGroup:LogGroup": Form(
        arn=arn("logs", "log-group:{name}"),
        defaults={"retentionInDays": 0, "skipDestroy": False},
    ),
    "aws:cloudwatch/logStream:LogStream": Form(arn=arn("logs", "log-group:{logGroupName}:log-stream:{name}")),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": Form(id="{policyName}", name=""),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": Form(),
    "aws:cloudwatch/queryDefinition:QueryDefinition": Form(
        id="{uuid}", arn=arn("logs", "query-definition:{id}"), outputs={"queryDefinitionId": "{id}"}
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": Form(
        arn=arn("cloudwatch", "alarm:{name}"),
        defaults={"actionsEnabled": True, "treatMissingData": "missing"},
    ),
    "aws:cloudwatch/eventRule:EventRule": Form(
        arn=arn("events", "rule/{name}"), defaults={"eventBusName": "default", "forceDestroy": False}
    ),
    "aws:cloudwatch/eventTarget:EventTarget": Form(
        id="{rule}-{targetId}",
        outputs={"targetId": "terraform-{hex26}"},
        name="",
        defaults={"eventBusName": "default"},
    ),
    "aws:cloudwatch/eventBus:EventBus": Form(arn=arn("events", "event-bus/{name}")),
    "aws:cloudtrail/trail:Trail": Form(
        id="{arn}",
        arn=arn("cloudtrail", "trail/{name}"),
        outputs={"homeRegion": "{region}"},
        defaults={
            "enableLogFileValidation": False,
            "enableLogging": True,
            "includeGlobalServiceEvents": True,
            "isMultiRegionTrail": False,
            "isOrganizationTrail": False,
        },
    ),
    "aws:guardduty/detector:Detector": Form(
        id="{hex32}",
        arn=arn("guardduty", "detector/{id}"),
        outputs={"accountId": "{account}"},
        name="",
        defaults={"enable": True},
    ),
    "aws:guardduty/detectorFeature:DetectorFeature": Form(id="{detectorId}/{name}", name=""),
    "aws:securityhub/account:Account": Form(id="{account}", arn=arn("securityhub", "hub/default"), name=""),
    "aws:securityhub/standardsSubscription:StandardsSubscription": Form(
        id="{standardsArn}", arn=arn("securityhub", "subscription/{name}"), name=""
    ),
    "aws:cfg/recorder:Recorder": Form(),
    "aws:cfg/rule:Rule": Form(
        arn=arn("config", "config-rule/config-rule-{hex6}"), outputs={"ruleId": "config-rule-{hex6}"}
    ),
    "aws:accessanalyzer/analyzer:Analyzer": Form(
        id="{analyzerName}", arn=arn("access-analyzer", "analyzer/{analyzerName}"), name=""
    ),
    "aws:inspector2/enabler:Enabler": Form(id="{account}-EC2:ECR", name=""),
    "aws:wafv2/webAcl:WebAcl": Form(id="{uuid}", arn=arn("wafv2", "regional/webacl/{name}/{id}")),
    "aws:wafv2/webAclAssociation:WebAclAssociation": Form(id="{webAclArn},{resourceArn}", name=""),
    "aws:backup/vault:Vault": Form(arn=arn("backup", "backup-vault:{name}"), outputs={"recoveryPoints": 0}),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": Form(
        id="{backupVaultName}",
        outputs={"backupVaultArn": arn("backup", "backup-vault:{backupVaultName}")},
        name="",
    ),
    "aws:backup/plan:Plan": Form(
        id="{uuid}", arn=arn("backup", "backup-plan:{id}"), outputs={"version": "{hex48}"}
    ),
    "aws:backup/selection:Selection": Form(id="{uuid}"),
    "aws:acmpca/certificateAuthority:CertificateAuthority": Form(
        id="{arn}", arn=arn("acm-pca", "certificate-authority/{uuid}"), name=""
    ),
}
