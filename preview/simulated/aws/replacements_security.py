"""What replaces identity, keys, secrets, detection, logs and backup."""

from collections.abc import Mapping

from preview.simulated.aws import replacement_conditions as when
from preview.simulated.aws.replacement_rule import ReplacementRule, rule

RULES: Mapping[str, ReplacementRule] = {
    "aws:backup/plan:Plan": rule(
        "backup resourcePlan",
        "name",
        sets="advancedBackupSettings rules rules.copyActions rules.scanActions scanSettings "
        "scanSettings.resourceTypes",
        named="name",
    ),
    "aws:backup/selection:Selection": rule(
        "backup resourceSelection",
        "conditions iamRoleArn name notResources planId resources selectionTags",
        kept="conditions notResources",
        sets="conditions conditions.stringEquals conditions.stringLikes conditions.stringNotEquals "
        "conditions.stringNotLikes notResources resources selectionTags",
        named="name",
    ),
    "aws:backup/vault:Vault": rule(
        "backup resourceVault",
        "kmsKeyArn name",
        kept="kmsKeyArn",
        named="name",
    ),
    "aws:backup/vaultLockConfiguration:VaultLockConfiguration": rule(
        "backup resourceVaultLockConfiguration",
        "backupVaultName changeableForDays maxRetentionDays minRetentionDays",
    ),
    "aws:backup/vaultPolicy:VaultPolicy": rule(
        "backup resourceVaultPolicy",
        "backupVaultName",
    ),
    "aws:cloudtrail/trail:Trail": rule(
        "cloudtrail resourceTrail",
        "name",
        sets="advancedEventSelectors.fieldSelectors eventSelectors.excludeManagementEventSources "
        "insightSelectors",
        named="name",
    ),
    "aws:cloudwatch/eventRule:EventRule": rule(
        "events resourceRule",
        "eventBusName name namePrefix",
        kept="name namePrefix",
        named="name",
    ),
    "aws:cloudwatch/eventTarget:EventTarget": rule(
        "events resourceTarget",
        "eventBusName rule targetId",
        kept="targetId",
        sets="ecsTarget.capacityProviderStrategies ecsTarget.networkConfiguration.securityGroups "
        "ecsTarget.networkConfiguration.subnets ecsTarget.placementConstraints "
        "sagemakerPipelineTarget.pipelineParameterLists",
        named="targetId",
    ),
    "aws:cloudwatch/eventBus:EventBus": rule(
        "events resourceBus",
        "eventSourceName name",
        named="name",
    ),
    "aws:cloudwatch/logGroup:LogGroup": rule(
        "logs resourceGroup",
        "logGroupClass name namePrefix",
        kept="deletionProtectionEnabled logGroupClass name namePrefix",
        named="name",
    ),
    "aws:cloudwatch/logMetricFilter:LogMetricFilter": rule(
        "logs resourceMetricFilter",
        "logGroupName name",
        kept="applyOnTransformedLogs",
        named="name",
    ),
    "aws:cloudwatch/logStream:LogStream": rule(
        "logs resourceStream",
        "logGroupName name",
        named="name",
    ),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": rule(
        "logs resourceResourcePolicy",
        "policyName resourceArn",
    ),
    "aws:cloudwatch/metricAlarm:MetricAlarm": rule(
        "cloudwatch resourceMetricAlarm",
        "name",
        kept="evaluateLowSampleCountPercentiles",
        sets="alarmActions insufficientDataActions metricQueries okActions",
        named="name",
        unread="evaluationWindow warmUpConfiguration",
    ),
    "aws:cloudwatch/queryDefinition:QueryDefinition": rule(
        "logs resourceQueryDefinition",
        named="name",
    ),
    "aws:guardduty/detector:Detector": rule(
        "guardduty resourceDetector",
        kept="datasources findingPublishingFrequency",
    ),
    "aws:guardduty/detectorFeature:DetectorFeature": rule(
        "guardduty resourceDetectorFeature",
        "detectorId name",
        sets="additionalConfigurations",
        named="name",
    ),
    "aws:securityhub/account:Account": rule(
        "securityhub resourceAccount",
        "enableDefaultStandards",
        kept="controlFindingGenerator",
    ),
    "aws:securityhub/standardsSubscription:StandardsSubscription": rule(
        "securityhub resourceStandardsSubscription",
        "standardsArn",
    ),
    "aws:cfg/recorder:Recorder": rule(
        "configservice resourceConfigurationRecorder",
        "name",
        kept="recordingGroup recordingMode",
        sets="recordingGroup.exclusionByResourceTypes.resourceTypes recordingGroup.resourceTypes "
        "recordingMode.recordingModeOverride.resourceTypes",
        named="name",
    ),
    "aws:cfg/rule:Rule": rule(
        "configservice resourceConfigRule",
        "name",
        kept="evaluationModes",
        sets="evaluationModes scope.complianceResourceTypes source.sourceDetails",
        named="name",
    ),
    "aws:accessanalyzer/analyzer:Analyzer": rule(
        "accessanalyzer resourceAnalyzer",
        "analyzerName configuration type",
    ),
    "aws:inspector2/enabler:Enabler": rule(
        "inspector2 ResourceEnabler",
        sets="accountIds resourceTypes",
    ),
    "aws:wafv2/webAcl:WebAcl": rule(
        "wafv2 resourceWebACL",
        "name namePrefix scope",
        kept="name namePrefix",
        sets="rules tokenDomains",
        named="name",
        unread="monetizationConfig",
    ),
    "aws:wafv2/webAclAssociation:WebAclAssociation": rule(
        "wafv2 resourceWebACLAssociation",
        "resourceArn webAclArn",
    ),
    "aws:acmpca/certificateAuthority:CertificateAuthority": rule(
        "acmpca resourceCertificateAuthority",
        "certificateAuthorityConfiguration.keyAlgorithm "
        "certificateAuthorityConfiguration.signingAlgorithm "
        "certificateAuthorityConfiguration.subject keyStorageSecurityStandard type",
        kept="keyStorageSecurityStandard usageMode",
    ),
    "aws:iam/role:Role": rule(
        "iam resourceRole",
        "name namePrefix path",
        kept="inlinePolicies managedPolicyArns name namePrefix",
        sets="inlinePolicies managedPolicyArns",
        named="name",
    ),
    "aws:iam/rolePolicy:RolePolicy": rule(
        "iam resourceRolePolicy",
        "name namePrefix role",
        kept="name namePrefix",
        named="name",
    ),
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment": rule(
        "iam resourceRolePolicyAttachment",
        "policyArn role",
        delete_before_replace=True,
    ),
    "aws:iam/user:User": rule(
        "iam resourceUser",
        named="name",
    ),
    "aws:iam/group:Group": rule(
        "iam resourceGroup",
        named="name",
    ),
    "aws:iam/policy:Policy": rule(
        "iam resourcePolicy",
        "description name namePrefix path",
        kept="name namePrefix",
        named="name",
    ),
    "aws:iam/instanceProfile:InstanceProfile": rule(
        "iam resourceInstanceProfile",
        "name namePrefix path",
        kept="name namePrefix",
        named="name",
    ),
    "aws:iam/userPolicy:UserPolicy": rule(
        "iam resourceUserPolicy",
        "name namePrefix user",
        kept="name namePrefix",
        named="name",
    ),
    "aws:iam/userPolicyAttachment:UserPolicyAttachment": rule(
        "iam resourceUserPolicyAttachment",
        "policyArn user",
        delete_before_replace=True,
    ),
    "aws:iam/groupPolicyAttachment:GroupPolicyAttachment": rule(
        "iam resourceGroupPolicyAttachment",
        "group policyArn",
        delete_before_replace=True,
    ),
    "aws:iam/policyAttachment:PolicyAttachment": rule(
        "iam resourcePolicyAttachment",
        "name policyArn",
        sets="groups roles users",
        named="name",
        delete_before_replace=True,
    ),
    "aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive": rule(
        "iam rolePolicyAttachmentsExclusiveResource.Schema",
        "roleName",
        sets="policyArns",
    ),
    "aws:iam/accessKey:AccessKey": rule(
        "iam resourceAccessKey",
        "pgpKey user",
    ),
    "aws:iam/openIdConnectProvider:OpenIdConnectProvider": rule(
        "iam resourceOpenIDConnectProvider",
        "url",
        kept="thumbprintLists",
        sets="clientIdLists",
    ),
    "aws:iam/serviceLinkedRole:ServiceLinkedRole": rule(
        "iam resourceServiceLinkedRole",
        "awsServiceName customSuffix",
    ),
    "aws:iam/accountPasswordPolicy:AccountPasswordPolicy": rule(
        "iam resourceAccountPasswordPolicy",
        kept="hardExpiry maxPasswordAge passwordReusePrevention requireLowercaseCharacters "
        "requireNumbers requireSymbols requireUppercaseCharacters",
    ),
    "aws:kms/alias:Alias": rule(
        "kms resourceAlias",
        "name namePrefix",
        kept="name namePrefix",
        named="name",
    ),
    "aws:kms/key:Key": rule(
        "kms resourceKey",
        "customKeyStoreId customerMasterKeySpec keyUsage multiRegion xksKeyId",
        kept="description multiRegion policy rotationPeriodInDays",
    ),
    "aws:kms/keyPolicy:KeyPolicy": rule(
        "kms resourceKeyPolicy",
    ),
    "aws:kms/grant:Grant": rule(
        "kms resourceGrant",
        "constraints grantCreationTokens granteePrincipal keyId name operations retireOnDelete "
        "retiringPrincipal",
        sets="constraints grantCreationTokens operations",
        named="name",
    ),
    "aws:secretsmanager/secret:Secret": rule(
        "secretsmanager resourceSecret",
        "name namePrefix type",
        kept="name namePrefix policy replicas",
        sets="replicas",
        named="name",
    ),
    "aws:secretsmanager/secretVersion:SecretVersion": rule(
        "secretsmanager resourceSecretVersion",
        "secretBinary secretId",
        conditions=when.SECRET_VERSION,
        kept="versionStages",
        sets="versionStages",
    ),
    "aws:secretsmanager/secretPolicy:SecretPolicy": rule(
        "secretsmanager resourceSecretPolicy",
        "secretArn",
    ),
    "aws:secretsmanager/secretRotation:SecretRotation": rule(
        "secretsmanager resourceSecretRotation",
        "secretId",
    ),
    "aws:ssm/parameter:Parameter": rule(
        "ssm resourceParameter",
        "dataType name",
        conditions=when.PARAMETER,
        kept="arn dataType insecureValue keyId tier value",
        named="name",
    ),
}
