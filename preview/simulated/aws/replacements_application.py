"""What replaces messaging, streams, workflows and API services."""

from collections.abc import Mapping

from preview.simulated.aws.replacement_rule import ReplacementRule, rule

RULES: Mapping[str, ReplacementRule] = {
    "aws:sns/topic:Topic": rule(
        "sns resourceTopic",
        "fifoTopic name namePrefix",
        kept="fifoThroughputScope name namePrefix policy signatureVersion tracingConfig",
        named="name",
        unread="maximumMessageSize",
    ),
    "aws:sns/topicPolicy:TopicPolicy": rule(
        "sns resourceTopicPolicy",
        "arn",
    ),
    "aws:sns/topicSubscription:TopicSubscription": rule(
        "sns resourceTopicSubscription",
        "endpoint protocol topic",
        kept="filterPolicyScope",
    ),
    "aws:sqs/queue:Queue": rule(
        "sqs resourceQueue",
        "fifoQueue name namePrefix",
        kept="deduplicationScope fifoThroughputLimit kmsDataKeyReusePeriodSeconds name namePrefix "
        "policy redriveAllowPolicy redrivePolicy sqsManagedSseEnabled",
        named="name",
    ),
    "aws:sqs/queuePolicy:QueuePolicy": rule(
        "sqs resourceQueuePolicy",
        "queueUrl",
    ),
    "aws:kinesis/stream:Stream": rule(
        "kinesis resourceStream",
        "name",
        kept="arn maxRecordSizeInKib streamModeDetails",
        sets="shardLevelMetrics",
        named="name",
    ),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": rule(
        "firehose resourceDeliveryStream",
        "destination elasticsearchConfiguration.s3BackupMode elasticsearchConfiguration.vpcConfig "
        "icebergConfiguration.appendOnly icebergConfiguration.catalogArn "
        "kinesisSourceConfiguration mskSourceConfiguration name "
        "opensearchConfiguration.s3BackupMode opensearchConfiguration.vpcConfig "
        "opensearchserverlessConfiguration.s3BackupMode "
        "opensearchserverlessConfiguration.vpcConfig",
        kept="arn destinationId icebergConfiguration.appendOnly versionId",
        sets="elasticsearchConfiguration.vpcConfig.securityGroupIds "
        "elasticsearchConfiguration.vpcConfig.subnetIds "
        "opensearchConfiguration.vpcConfig.securityGroupIds "
        "opensearchConfiguration.vpcConfig.subnetIds "
        "opensearchserverlessConfiguration.vpcConfig.securityGroupIds "
        "opensearchserverlessConfiguration.vpcConfig.subnetIds",
        named="name",
    ),
    "aws:sfn/stateMachine:StateMachine": rule(
        "sfn resourceStateMachine",
        "name namePrefix type",
        kept="encryptionConfiguration loggingConfiguration name namePrefix tracingConfiguration",
        named="name",
    ),
    "aws:apigateway/restApi:RestApi": rule(
        "apigateway resourceRestAPI",
        kept="apiKeySource binaryMediaTypes description disableExecuteApiEndpoint "
        "endpointConfiguration minimumCompressionSize policy securityPolicy",
        sets="endpointConfiguration.vpcEndpointIds",
        named="name",
    ),
    "aws:apigateway/deployment:Deployment": rule(
        "apigateway resourceDeployment",
        "restApi triggers variables",
    ),
    "aws:apigateway/stage:Stage": rule(
        "apigateway resourceStage",
        "restApi stageName",
    ),
    "aws:apigatewayv2/api:Api": rule(
        "apigatewayv2 resourceAPI",
        "credentialsArn protocolType routeKey target",
        kept="ipAddressType",
        sets="corsConfiguration.allowHeaders corsConfiguration.allowMethods "
        "corsConfiguration.allowOrigins corsConfiguration.exposeHeaders",
        named="name",
    ),
    "aws:apigatewayv2/stage:Stage": rule(
        "apigatewayv2 resourceStage",
        "apiId name",
        kept="deploymentId",
        sets="routeSettings",
        named="name",
    ),
    "aws:appsync/graphQLApi:GraphQLApi": rule(
        "appsync resourceGraphQLAPI",
        "apiType visibility",
        named="name",
    ),
    "aws:appsync/apiKey:ApiKey": rule(
        "appsync resourceAPIKey",
    ),
    "aws:cognito/userPool:UserPool": rule(
        "cognitoidp resourceUserPool",
        "aliasAttributes usernameAttributes usernameConfiguration.caseSensitive",
        kept="adminCreateUserConfig emailVerificationMessage emailVerificationSubject passwordPolicy "
        "signInPolicy smsConfiguration smsVerificationMessage userPoolTier usernameConfiguration "
        "usernameConfiguration.caseSensitive verificationMessageTemplate",
        sets="accountRecoverySetting.recoveryMechanisms aliasAttributes autoVerifiedAttributes schemas "
        "signInPolicy.allowedFirstAuthFactors "
        "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates "
        "usernameAttributes",
        named="name",
    ),
}
