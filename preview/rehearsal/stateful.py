"""Resources that hold what a program does not make again: data, keys, addresses, the identity others know.

Types are those of the AWS and Kubernetes packages in general, by what each service documents of its deletion.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Stateful:
    """What a resource loses when it is deleted or replaced.

    Attributes:
        lost: what is lost, as a clause.
        must_be_empty: whether the service refuses to delete it while it holds something.
        source: where the refusal stands, the operation in the service's API reference; "" without one.
    """

    lost: str
    must_be_empty: bool = False
    source: str = ""


def stateful(type_token: str) -> Stateful | None:
    """Return what a resource of a type holds, None if nothing is lost with it.

    Args:
        type_token: type such as `aws:s3/bucket:Bucket` or `kubernetes:core/v1:PersistentVolumeClaim`.
    """
    return STATEFUL.get(type_token)


def _holds(lost: str) -> Stateful:
    return Stateful(f"{lost} are lost")


def _empty(lost: str, source: str) -> Stateful:
    return Stateful(f"{lost} are lost", must_be_empty=True, source=source)


_DATABASE = _holds("its databases and their automated backups")
_CACHE = _holds("its cached data and its endpoint")
_FILES = _holds("its files")
_BUCKET = _empty("its objects and their versions", "S3 DeleteBucket, BucketNotEmpty")
_ADDRESS = _holds("its DNS name and addresses")
_SEARCH = _holds("its indexes")
_API = _holds("its id and the URL that callers know")
STATEFUL: Mapping[str, Stateful] = {
    # Buckets, file systems, volumes and archives
    "aws:s3/bucket:Bucket": _BUCKET,
    "aws:s3/bucketV2:BucketV2": _BUCKET,
    "aws:s3/directoryBucket:DirectoryBucket": _empty("its objects", "S3 DeleteBucket, BucketNotEmpty"),
    "aws:s3/bucketObject:BucketObject": _holds("the object and its versions"),
    "aws:s3/bucketObjectv2:BucketObjectv2": _holds("the object and its versions"),
    "aws:s3tables/tableBucket:TableBucket": _empty("its tables", "S3 Tables DeleteTableBucket"),
    "aws:s3tables/table:Table": _holds("its rows"),
    "aws:efs/fileSystem:FileSystem": _FILES,
    "aws:fsx/lustreFileSystem:LustreFileSystem": _FILES,
    "aws:fsx/ontapFileSystem:OntapFileSystem": _FILES,
    "aws:fsx/ontapVolume:OntapVolume": _FILES,
    "aws:fsx/openZfsFileSystem:OpenZfsFileSystem": _FILES,
    "aws:fsx/openZfsVolume:OpenZfsVolume": _FILES,
    "aws:fsx/windowsFileSystem:WindowsFileSystem": _FILES,
    "aws:ebs/volume:Volume": _holds("its blocks"),
    "aws:ebs/snapshot:Snapshot": _holds("the blocks that it keeps"),
    "aws:ec2/ami:Ami": _holds("its id, which what starts from it knows, and the snapshots behind it"),
    "aws:ec2/instance:Instance": _holds("its root volume and addresses"),
    "aws:glacier/vault:Vault": _empty("its archives", "S3 Glacier DeleteVault"),
    "aws:backup/vault:Vault": _empty("its recovery points", "AWS Backup DeleteBackupVault"),
    "aws:storagegateway/gateway:Gateway": _holds("its shares and what it has not uploaded"),
    # Databases, caches and warehouses
    "aws:rds/instance:Instance": _DATABASE,
    "aws:rds/cluster:Cluster": _DATABASE,
    "aws:rds/globalCluster:GlobalCluster": _holds("its endpoint and the replication between regions"),
    "aws:rds/snapshot:Snapshot": _holds("the databases that it keeps"),
    "aws:rds/clusterSnapshot:ClusterSnapshot": _holds("the databases that it keeps"),
    "aws:docdb/cluster:Cluster": _DATABASE,
    "aws:docdb/elasticCluster:ElasticCluster": _DATABASE,
    "aws:neptune/cluster:Cluster": _DATABASE,
    "aws:dynamodb/table:Table": _holds("its items"),
    "aws:dynamodb/globalTable:GlobalTable": _holds("its items"),
    "aws:keyspaces/keyspace:Keyspace": _holds("its tables"),
    "aws:keyspaces/table:Table": _holds("its rows"),
    "aws:timestreamwrite/database:Database": _empty("its tables", "Timestream DeleteDatabase"),
    "aws:timestreamwrite/table:Table": _holds("its records"),
    "aws:dsql/cluster:Cluster": _DATABASE,
    "aws:redshift/cluster:Cluster": _DATABASE,
    "aws:redshiftserverless/namespace:Namespace": _DATABASE,
    "aws:elasticache/cluster:Cluster": _CACHE,
    "aws:elasticache/replicationGroup:ReplicationGroup": _CACHE,
    "aws:elasticache/serverlessCache:ServerlessCache": _CACHE,
    "aws:memorydb/cluster:Cluster": _holds("its data and its endpoint"),
    "aws:opensearch/domain:Domain": _SEARCH,
    "aws:opensearch/serverlessCollection:ServerlessCollection": _SEARCH,
    "aws:elasticsearch/domain:Domain": _SEARCH,
    "aws:glue/catalogDatabase:CatalogDatabase": _holds("its tables' definitions"),
    "aws:glue/catalogTable:CatalogTable": _holds("its definition and partitions"),
    "aws:athena/workgroup:Workgroup": _empty("its named queries and history", "Athena DeleteWorkGroup"),
    # Messages and streams
    "aws:kinesis/stream:Stream": _holds("its records"),
    "aws:kinesis/videoStream:VideoStream": _holds("its recordings"),
    "aws:msk/cluster:Cluster": _holds("its topics and their records"),
    "aws:msk/serverlessCluster:ServerlessCluster": _holds("its topics and their records"),
    "aws:mq/broker:Broker": _holds("its queues and their messages"),
    "aws:sqs/queue:Queue": _holds("its messages"),
    "aws:sns/topic:Topic": _holds("the subscriptions made outside of this program"),
    "aws:cloudwatch/eventBus:EventBus": _holds("the permissions and partners that know it"),
    "aws:cloudwatch/eventArchive:EventArchive": _holds("its archived events"),
    # Images, packages and code
    "aws:ecr/repository:Repository": _empty(
        "its images", "ECR DeleteRepository, RepositoryNotEmptyException"
    ),
    "aws:ecrpublic/repository:Repository": _empty(
        "its images", "ECR Public DeleteRepository, RepositoryNotEmptyException"
    ),
    "aws:codeartifact/domain:Domain": _empty("its packages", "CodeArtifact DeleteDomain"),
    "aws:codeartifact/repository:Repository": _holds("its packages"),
    "aws:codecommit/repository:Repository": _holds("its commits"),
    # Keys, secrets and identities
    "aws:kms/key:Key": _holds("the key and all that is encrypted with it, once its waiting period is over"),
    "aws:kms/externalKey:ExternalKey": _holds("the key and all that is encrypted with it"),
    "aws:kms/replicaKey:ReplicaKey": _holds("the key in this region and what only it can decrypt here"),
    "aws:cloudhsmv2/cluster:Cluster": _holds("its keys"),
    "aws:paymentcryptography/key:Key": _holds("the key and all that is encrypted with it"),
    "aws:acmpca/certificateAuthority:CertificateAuthority": _holds("its key and the trust in what it signed"),
    "aws:acm/certificate:Certificate": _holds("the certificate and its validation"),
    "aws:secretsmanager/secret:Secret": _holds("its values, once its recovery window is over"),
    "aws:ssm/parameter:Parameter": _holds("its value's earlier versions"),
    "aws:ec2/keyPair:KeyPair": _holds("its id, which instances were started with"),
    "aws:iam/accessKey:AccessKey": _holds("the credentials that somebody uses"),
    "aws:iam/user:User": _holds("its passwords, keys and devices"),
    "aws:cognito/userPool:UserPool": _holds("its users"),
    "aws:cognito/identityPool:IdentityPool": _holds("its identities"),
    "aws:directoryservice/directory:Directory": _holds("its users and computers"),
    "aws:identitystore/user:User": _holds("its devices and assignments"),
    "aws:organizations/account:Account": _holds("the account and everything in it"),
    # Logs, metrics and findings
    "aws:cloudwatch/logGroup:LogGroup": _holds("its log events"),
    "aws:cloudwatch/logStream:LogStream": _holds("its log events"),
    "aws:cloudtrail/eventDataStore:EventDataStore": _holds("its events, once its waiting period is over"),
    "aws:amp/workspace:Workspace": _holds("its metrics"),
    "aws:grafana/workspace:Workspace": _holds("its dashboards"),
    "aws:guardduty/detector:Detector": _holds("its findings"),
    "aws:securityhub/account:Account": _holds("its findings"),
    "aws:macie2/account:Account": _holds("its findings"),
    "aws:accessanalyzer/analyzer:Analyzer": _holds("its findings"),
    # Addresses and names that others know
    "aws:ec2/eip:Eip": _holds("its address, which others may have allowed,"),
    "aws:lb/loadBalancer:LoadBalancer": _ADDRESS,
    "aws:alb/loadBalancer:LoadBalancer": _ADDRESS,
    "aws:elb/loadBalancer:LoadBalancer": _ADDRESS,
    "aws:globalaccelerator/accelerator:Accelerator": _ADDRESS,
    "aws:cloudfront/distribution:Distribution": _holds("its domain name and cache"),
    "aws:route53/zone:Zone": _empty(
        "its name servers and the records that others made", "Route 53 DeleteHostedZone, HostedZoneNotEmpty"
    ),
    "aws:apigateway/restApi:RestApi": _API,
    "aws:apigateway/apiKey:ApiKey": _holds("the key that callers use"),
    "aws:apigatewayv2/api:Api": _API,
    "aws:appsync/graphQLApi:GraphQLApi": _API,
    "aws:lambda/functionUrl:FunctionUrl": _holds("the URL that callers know"),
    "aws:ec2/vpnConnection:VpnConnection": _holds("its tunnel addresses and keys"),
    "aws:directconnect/connection:Connection": _holds("the connection and its location"),
    "aws:ec2transitgateway/transitGateway:TransitGateway": _holds("its attachments from other accounts"),
    "aws:ec2/vpcEndpointService:VpcEndpointService": _holds("its name and the connections to it"),
    "aws:transfer/server:Server": _holds("its host key and endpoint"),
    # Clusters and platforms
    "aws:eks/cluster:Cluster": _holds("every object in it, its endpoint and its identity provider"),
    "aws:sagemaker/domain:Domain": _holds("its users' files"),
    "aws:sagemaker/notebookInstance:NotebookInstance": _holds("its files"),
    "aws:mwaa/environment:Environment": _holds("its runs' history and connections"),
    "aws:workspaces/workspace:Workspace": _holds("its user's files"),
    "aws:connect/instance:Instance": _holds("its contacts and phone numbers"),
    "aws:lightsail/instance:Instance": _holds("its disk and address"),
    "aws:lightsail/database:Database": _DATABASE,
    "aws:lightsail/bucket:Bucket": _holds("its objects"),
    # Kubernetes
    "kubernetes:core/v1:Namespace": _holds("all objects in it"),
    "kubernetes:core/v1:PersistentVolume": _holds("its data, unless its reclaim policy keeps them,"),
    "kubernetes:core/v1:PersistentVolumeClaim": _holds(
        "its data, unless the volume's reclaim policy keeps them,"
    ),
    "kubernetes:core/v1:Secret": _holds("its values, if the program does not make them,"),
    "kubernetes:core/v1:Service": _ADDRESS,
    "kubernetes:networking.k8s.io/v1:Ingress": _ADDRESS,
    "kubernetes:gateway.networking.k8s.io/v1:Gateway": _ADDRESS,
    "kubernetes:apps/v1:StatefulSet": _holds("its pods, and its claims where its retention policy says so,"),
    "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition": _holds("all objects of its kind"),
    "kubernetes:snapshot.storage.k8s.io/v1:VolumeSnapshot": _holds("the data that it keeps"),
    "kubernetes:helm.sh/v3:Release": _holds("all objects of the chart, and what they hold,"),
}
