"""What replaces buckets, file systems, databases and caches."""

from collections.abc import Mapping

from preview.simulated.aws import replacement_conditions as when
from preview.simulated.aws.replacement_rule import ReplacementRule, rule

RULES: Mapping[str, ReplacementRule] = {
    "aws:s3/bucket:Bucket": rule(
        "s3 resourceBucket",
        "bucket bucketNamespace bucketPrefix objectLockConfiguration.objectLockEnabled objectLockEnabled",
        kept="accelerationStatus acl bucket bucketNamespace bucketPrefix corsRules grants "
        "lifecycleRules logging objectLockConfiguration objectLockEnabled policy "
        "replicationConfiguration requestPayer serverSideEncryptionConfiguration versioning "
        "website",
        sets="grants grants.permissions lifecycleRules.noncurrentVersionTransitions "
        "lifecycleRules.transitions replicationConfiguration.rules",
        named="bucket",
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": rule(
        "s3 bucketLifecycleConfigurationResource.Schema",
        "bucket expectedBucketOwner",
        kept="expectedBucketOwner transitionDefaultMinimumObjectSize",
        sets="rules.noncurrentVersionTransitions rules.transitions",
    ),
    "aws:s3/bucketLogging:BucketLogging": rule(
        "s3 resourceBucketLogging",
        "bucket",
        conditions=when.BUCKET_OWNER,
        sets="targetGrants",
    ),
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": rule(
        "s3 resourceBucketObjectLockConfiguration",
        "bucket expectedBucketOwner objectLockEnabled",
    ),
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": rule(
        "s3 resourceBucketOwnershipControls",
        "bucket",
    ),
    "aws:s3/bucketPolicy:BucketPolicy": rule(
        "s3 resourceBucketPolicy",
        "bucket",
    ),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": rule(
        "s3 resourceBucketPublicAccessBlock",
        "bucket",
    ),
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": rule(
        "s3 resourceBucketServerSideEncryptionConfiguration",
        "bucket",
        conditions=when.BUCKET_OWNER,
        sets="rules",
    ),
    "aws:s3/bucketVersioning:BucketVersioning": rule(
        "s3 resourceBucketVersioning",
        "bucket",
        conditions=when.BUCKET_OWNER,
    ),
    "aws:s3/bucketAcl:BucketAcl": rule(
        "s3 resourceBucketACL",
        "bucket",
        conditions=when.BUCKET_OWNER,
        kept="accessControlPolicy",
        sets="accessControlPolicy.grants",
    ),
    "aws:s3/bucketNotification:BucketNotification": rule(
        "s3 resourceBucketNotification",
        "bucket",
        sets="lambdaFunctions.events queues.events topics.events",
    ),
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration": rule(
        "s3 resourceBucketWebsiteConfiguration",
        "bucket",
        conditions=when.BUCKET_OWNER,
        kept="routingRuleDetails routingRules",
    ),
    "aws:s3/bucketObject:BucketObject": rule(
        "s3 resourceBucketObject",
        "bucket key",
        kept="bucketKeyEnabled contentType etag kmsKeyId serverSideEncryption storageClass",
    ),
    "aws:s3/bucketObjectv2:BucketObjectv2": rule(
        "s3 resourceObject",
        "bucket key",
        kept="acl bucketKeyEnabled contentType etag kmsKeyId serverSideEncryption storageClass",
    ),
    "aws:rds/instance:Instance": rule(
        "rds resourceInstance",
        "availabilityZone backupTarget characterSetName customIamInstanceProfile dbName engine "
        "kmsKeyId ncharCharacterSetName s3Import.bucketName s3Import.bucketPrefix "
        "s3Import.ingestionRole s3Import.sourceEngine s3Import.sourceEngineVersion "
        "snapshotIdentifier storageEncrypted timezone username",
        presence="restoreToPointInTime",
        kept="allocatedStorage availabilityZone backupRetentionPeriod backupTarget backupWindow "
        "caCertIdentifier characterSetName databaseInsightsMode dbName dbSubnetGroupName "
        "domainFqdn engine engineLifecycleSupport engineVersion identifier identifierPrefix iops "
        "kmsKeyId licenseModel maintenanceWindow masterUserSecretKmsKeyId monitoringRoleArn "
        "multiAz ncharCharacterSetName networkType optionGroupName parameterGroupName "
        "performanceInsightsKmsKeyId performanceInsightsRetentionPeriod port replicaMode "
        "snapshotIdentifier storageThroughput storageType timezone username vpcSecurityGroupIds",
        sets="enabledCloudwatchLogsExports vpcSecurityGroupIds",
        named="identifier",
        unread="warningEventCategories",
    ),
    "aws:rds/cluster:Cluster": rule(
        "rds resourceCluster",
        "availabilityZones clusterIdentifier clusterIdentifierPrefix clusterScalabilityType "
        "databaseName dbSubnetGroupName dbSystemId engine engineMode kmsKeyId masterUsername "
        "restoreToPointInTime s3Import.bucketName s3Import.bucketPrefix s3Import.ingestionRole "
        "s3Import.sourceEngine s3Import.sourceEngineVersion snapshotIdentifier sourceRegion "
        "storageEncrypted",
        conditions=when.DATABASE_CLUSTER,
        kept="allocatedStorage applyImmediately autoMinorVersionUpgrade availabilityZones "
        "backupRetentionPeriod caCertificateIdentifier clusterIdentifier clusterIdentifierPrefix "
        "clusterMembers clusterScalabilityType databaseInsightsMode databaseName "
        "dbClusterParameterGroupName dbSubnetGroupName dbSystemId engineLifecycleSupport "
        "engineVersion iamRoles kmsKeyId masterUserSecretKmsKeyId masterUsername "
        "monitoringInterval monitoringRoleArn networkType performanceInsightsKmsKeyId "
        "performanceInsightsRetentionPeriod port preferredBackupWindow preferredMaintenanceWindow "
        "storageEncrypted storageType vpcSecurityGroupIds",
        sets="availabilityZones clusterMembers enabledCloudwatchLogsExports iamRoles vpcSecurityGroupIds",
        unread="publiclyAccessible warningEventCategories",
    ),
    "aws:rds/clusterInstance:ClusterInstance": rule(
        "rds resourceClusterInstance",
        "availabilityZone clusterIdentifier customIamInstanceProfile dbSubnetGroupName engine "
        "identifier identifierPrefix",
        kept="applyImmediately availabilityZone caCertIdentifier dbParameterGroupName "
        "dbSubnetGroupName engineVersion identifier identifierPrefix monitoringRoleArn "
        "performanceInsightsEnabled performanceInsightsKmsKeyId "
        "performanceInsightsRetentionPeriod preferredBackupWindow preferredMaintenanceWindow "
        "publiclyAccessible",
        unread="warningEventCategories",
    ),
    "aws:rds/subnetGroup:SubnetGroup": rule(
        "rds resourceSubnetGroup",
        "name namePrefix",
        kept="name namePrefix",
        sets="subnetIds",
        named="name",
    ),
    "aws:dynamodb/table:Table": rule(
        "dynamodb resourceTable",
        "hashKey localSecondaryIndexes name rangeKey restoreDateTime restoreToLatestTime",
        presence="importTable.s3BucketSource",
        conditions=when.TABLE,
        kept="attributes globalSecondaryIndexes globalTableWitness hashKey pointInTimeRecovery "
        "readCapacity serverSideEncryption streamViewType ttl writeCapacity",
        sets="attributes globalSecondaryIndexes globalSecondaryIndexes.nonKeyAttributes "
        "importTable.inputFormatOptions.csv.headerLists localSecondaryIndexes replicas",
        named="name",
    ),
    "aws:efs/fileSystem:FileSystem": rule(
        "efs resourceFileSystem",
        "availabilityZoneName creationToken encrypted kmsKeyId performanceMode",
        kept="availabilityZoneName creationToken encrypted kmsKeyId performanceMode protection",
        named="creationToken",
    ),
    "aws:efs/mountTarget:MountTarget": rule(
        "efs resourceMountTarget",
        "fileSystemId ipAddress ipAddressType ipv6Address subnetId",
        kept="ipAddress ipAddressType ipv6Address securityGroups",
        sets="securityGroups",
        delete_before_replace=True,
    ),
    "aws:efs/accessPoint:AccessPoint": rule(
        "efs resourceAccessPoint",
        "fileSystemId posixUser rootDirectory",
        kept="rootDirectory rootDirectory.creationInfo rootDirectory.path",
        sets="posixUser.secondaryGids",
    ),
    "aws:elasticache/subnetGroup:SubnetGroup": rule(
        "elasticache resourceSubnetGroup",
        "name",
        sets="subnetIds",
        named="name",
    ),
    "aws:elasticache/cluster:Cluster": rule(
        "elasticache resourceCluster",
        "availabilityZone clusterId engine networkType outpostMode port preferredOutpostArn "
        "replicationGroupId snapshotArns snapshotName subnetGroupName transitEncryptionEnabled",
        conditions=when.CACHE_CLUSTER,
        kept="applyImmediately availabilityZone azMode engine engineVersion ipDiscovery "
        "maintenanceWindow networkType nodeType numCacheNodes parameterGroupName port "
        "preferredOutpostArn replicationGroupId securityGroupIds snapshotWindow subnetGroupName "
        "transitEncryptionEnabled",
        sets="logDeliveryConfigurations securityGroupIds",
        named="clusterId",
    ),
    "aws:s3/bucketV2:BucketV2": rule(
        "s3 resourceBucket",
        "bucket bucketNamespace bucketPrefix objectLockConfiguration.objectLockEnabled objectLockEnabled",
        kept="accelerationStatus acl bucket bucketNamespace bucketPrefix corsRules grants "
        "lifecycleRules loggings objectLockConfiguration objectLockEnabled policy "
        "replicationConfigurations requestPayer serverSideEncryptionConfigurations versionings "
        "websites",
        sets="grants grants.permissions lifecycleRules.noncurrentVersionTransitions "
        "lifecycleRules.transitions replicationConfigurations.rules",
        named="bucket",
    ),
}
