"""Forms of storage, databases, messaging and API services."""

from collections.abc import Mapping

from preview.simulated.aws.form import Form, arn

_BUCKET = Form(
    id="{bucket}",
    arn="arn:{partition}:s3:::{bucket}",
    outputs={
        "bucketDomainName": "{bucket}.s3.{suffix}",
        "bucketRegionalDomainName": "{bucket}.s3.{region}.{suffix}",
        "bucketRegion": "{region}",
        "hostedZoneId": "Z3AQBSTGFYJSTF",
        "websiteDomain": "s3-website-{region}.{suffix}",
        "websiteEndpoint": "{bucket}.s3-website-{region}.{suffix}",
    },
    name="bucket",
    defaults={"forceDestroy": False},
)
_OF_BUCKET = Form(id="{bucket}", name="")
_OBJECT = Form(
    id="{key}",
    arn="arn:{partition}:s3:::{bucket}/{key}",
    outputs={"etag": "{hex32}", "versionId": "", "contentType": "application/octet-stream"},
    name="key",
    defaults={"acl": "private", "forceDestroy": False},
)
_DATABASE_HOST = "{name}.{hex12}.{region}.rds.{suffix}"

FORMS: Mapping[str, Form] = {
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:s3/bucketPolicy:BucketPolicy": _OF_BUCKET,
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": Form(
        id="{bucket}",
        name="",
        defaults={
            "blockPublicAcls": False,
            "blockPublicPolicy": False,
            "ignorePublicAcls": False,
            "restrictPublicBuckets": False,
        },
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _OF_BUCKET,
    "aws:s3/bucketVersioning:BucketVersioning": _OF_BUCKET,
    "aws:s3/bucketVersioningV2:BucketVersioningV2": _OF_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _OF_BUCKET,
    "aws:s3/bucketServerSideEncryptionConfigurationV2:BucketServerSideEncryptionConfigurationV2": _OF_BUCKET,
    "aws:s3/bucketLogging:BucketLogging": _OF_BUCKET,
    "aws:s3/bucketAcl:BucketAcl": _OF_BUCKET,
    "aws:s3/bucketNotification:BucketNotification": _OF_BUCKET,
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _OF_BUCKET,
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": Form(
        id="{bucket}", name="", defaults={"objectLockEnabled": "Enabled"}
    ),
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": Form(
        id="{bucket}",
        outputs={
            "websiteDomain": "s3-website-{region}.{suffix}",
            "websiteEndpoint": "{bucket}.s3-website-{region}.{suffix}",
        },
        name="",
    ),
    "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2": Form(
        id="{bucket}",
        outputs={
            "websiteDomain": "s3-website-{region}.{suffix}",
            "websiteEndpoint": "{bucket}.s3-website-{region}.{suffix}",
        },
        name="",
    ),
    "aws:s3/bucketObject:BucketObject": _OBJECT,
    "aws:s3/bucketObjectv2:BucketObjectv2": _OBJECT,
    "aws:efs/fileSystem:FileSystem": Form(
        id="fs-{hex17}",
        arn=arn("elasticfilesystem", "file-system/{id}"),
        outputs={"dnsName": "{id}.efs.{region}.{suffix}"},
        name="",
    ),
    "aws:efs/mountTarget:MountTarget": Form(
        id="fsmt-{hex17}",
        outputs={
            "dnsName": "{fileSystemId}.efs.{region}.{suffix}",
            "mountTargetDnsName": "{region}a.{fileSystemId}.efs.{region}.{suffix}",
            "networkInterfaceId": "eni-{hex17}",
        },
        name="",
    ),
    "aws:efs/accessPoint:AccessPoint": Form(
        id="fsap-{hex17}", arn=arn("elasticfilesystem", "access-point/{id}"), name=""
    ),
    "aws:dynamodb/table:Table": Form(
        arn=arn("dynamodb", "table/{name}"),
        outputs={"streamArn": arn("dynamodb", "table/{name}/stream/2026-01-01T00:00:00.000")},
        defaults={"billingMode": "PROVISIONED"},
    ),
    "aws:rds/instance:Instance": Form(
        id="db-{letters26}",
        arn=arn("rds", "db:{name}"),
        outputs={
            "address": _DATABASE_HOST,
            "endpoint": f"{_DATABASE_HOST}:{{databasePort}}",
            "hostedZoneId": "Z{letters13}",
            "identifier": "{name}-{hex7}",
            "port": 3306,
            "resourceId": "db-{letters26}",
            "status": "available",
        },
        name="",
        defaults={
            "applyImmediately": False,
            "autoMinorVersionUpgrade": True,
            "copyTagsToSnapshot": False,
            "deleteAutomatedBackups": True,
            "monitoringInterval": 0,
            "publiclyAccessible": False,
            "skipFinalSnapshot": False,
        },
    ),
    "aws:rds/cluster:Cluster": Form(
        id="{name}",
        arn=arn("rds", "cluster:{name}"),
        outputs={
            "clusterIdentifier": "{name}-{hex7}",
            "clusterResourceId": "cluster-{letters26}",
            "endpoint": "{name}.cluster-{hex12}.{region}.rds.{suffix}",
            "readerEndpoint": "{name}.cluster-ro-{hex12}.{region}.rds.{suffix}",
            "hostedZoneId": "Z{letters13}",
            "port": 3306,
        },
        name="",
        defaults={"skipFinalSnapshot": False},
    ),
    "aws:rds/clusterInstance:ClusterInstance": Form(
        id="{name}", arn=arn("rds", "db:{name}"), outputs={"endpoint": _DATABASE_HOST}, name=""
    ),
    "aws:rds/subnetGroup:SubnetGroup": Form(
        arn=arn("rds", "subgrp:{name}"), defaults={"description": "Managed by Pulumi"}
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": Form(arn=arn("elasticache", "subnetgroup:{name}")),
    "aws:elasticache/cluster:Cluster": Form(
        id="{clusterId}",
        arn=arn("elasticache", "cluster:{clusterId}"),
        outputs={
            "clusterAddress": "{clusterId}.{hex6}.cfg.{region}.cache.{suffix}",
            "configurationEndpoint": "{clusterId}.{hex6}.cfg.{region}.cache.{suffix}:11211",
            "cacheNodes": [
                {"address": "{clusterId}.{hex6}.0001.{region}.cache.{suffix}", "id": "0001", "port": 6379}
            ],
        },
        name="clusterId",
    ),
    "aws:sns/topic:Topic": Form(id="{arn}", arn=arn("sns", "{name}"), outputs={"owner": "{account}"}),
    "aws:sns/topicSubscription:TopicSubscription": Form(id="{topic}:{uuid}", arn="{topic}:{uuid}", name=""),
    "aws:sns/topicPolicy:TopicPolicy": Form(id="{arn}", name=""),
    "aws:sqs/queue:Queue": Form(
        id="https://sqs.{region}.{suffix}/{account}/{name}",
        arn=arn("sqs", "{name}"),
        outputs={"url": "{id}"},
        defaults={
            "delaySeconds": 0,
            "fifoQueue": False,
            "maxMessageSize": 262144,
            "messageRetentionSeconds": 345600,
            "receiveWaitTimeSeconds": 0,
            "visibilityTimeoutSeconds": 30,
        },
    ),
    "aws:sqs/queuePolicy:QueuePolicy": Form(id="{queueUrl}", name=""),
    "aws:kinesis/stream:Stream": Form(id="{arn}", arn=arn("kinesis", "stream/{name}")),
    "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": Form(
        id="{arn}", arn=arn("firehose", "deliverystream/{name}"), outputs={"versionId": "1"}
    ),
    "aws:sfn/stateMachine:StateMachine": Form(id="{arn}", arn=arn("states", "stateMachine:{name}")),
    "aws:apigateway/restApi:RestApi": Form(
        id="{hex10}",
        arn="arn:{partition}:apigateway:{region}::/restapis/{id}",
        outputs={
            "executionArn": arn("execute-api", "{id}"),
            "rootResourceId": "{hex10:root}",
        },
    ),
    "aws:apigateway/deployment:Deployment": Form(id="{hex6}", name=""),
    "aws:apigateway/stage:Stage": Form(
        id="ags-{restApi}-{stageName}",
        arn="arn:{partition}:apigateway:{region}::/restapis/{restApi}/stages/{stageName}",
        outputs={
            "invokeUrl": "https://{restApi}.execute-api.{region}.{suffix}/{stageName}",
            "executionArn": arn("execute-api", "{restApi}/{stageName}"),
        },
        name="",
    ),
    "aws:apigatewayv2/api:Api": Form(
        id="{hex10}",
        arn="arn:{partition}:apigateway:{region}::/apis/{id}",
        outputs={
            "apiEndpoint": "https://{id}.execute-api.{region}.{suffix}",
            "executionArn": arn("execute-api", "{id}"),
        },
    ),
    "aws:apigatewayv2/stage:Stage": Form(
        arn="arn:{partition}:apigateway:{region}::/apis/{apiId}/stages/{name}",
        outputs={
            "invokeUrl": "https://{apiId}.execute-api.{region}.{suffix}/{name}",
            "executionArn": arn("execute-api", "{apiId}/{name}"),
        },
    ),
    "aws:appsync/graphQLApi:GraphQLApi": Form(
        id="{hex26}",
        arn=arn("appsync", "apis/{id}"),
        outputs={
            "uris": {
                "GRAPHQL": "https://{hex26}.appsync-api.{region}.{suffix}/graphql",
                "REALTIME": "wss://{hex26}.appsync-realtime-api.{region}.{suffix}/graphql",
            }
        },
    ),
    "aws:appsync/apiKey:ApiKey": Form(id="{apiId}:{hex26}", outputs={"key": "da2-{hex26}"}, name=""),
    "aws:cognito/userPool:UserPool": Form(
        id="{region}_{letters9}",
        arn=arn("cognito-idp", "userpool/{id}"),
        outputs={"endpoint": "cognito-idp.{region}.{suffix}/{id}"},
    ),
}
