"""Which inputs hold policy documents, and what their services say of a malformed one."""

from collections.abc import Mapping
from dataclasses import dataclass

from preview.simulated.aws.policy_grammar import (
    IDENTITY,
    KEY,
    ON_ONE_RESOURCE,
    RESOURCE,
    TRUST,
    Dialect,
)


@dataclass(frozen=True)
class PolicyInput:
    """An input with a document.

    Attributes:
        path: where it stands, as a dotted path.
        dialect: what its service asks for.
        code: the service's error code.
        words: what the service says of any malformed document, "" where it says what IAM says.
    """

    path: str
    dialect: Dialect
    code: str
    words: str = ""


_IAM = "MalformedPolicyDocument"
_KMS = "MalformedPolicyDocumentException"
_SNS = PolicyInput("policy", RESOURCE, "InvalidParameter", "Invalid parameter: Policy Error: null")
_SQS = PolicyInput("policy", RESOURCE, "InvalidAttributeValue", "Invalid value for the parameter Policy.")
_ECR = PolicyInput(
    "policy",
    ON_ONE_RESOURCE,
    "InvalidParameterException",
    "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
)
_SECRET = PolicyInput(
    "policy", RESOURCE, "MalformedPolicyDocumentException", "This resource policy contains a syntax error."
)
_ENDPOINT = PolicyInput("policy", RESOURCE, "InvalidPolicyDocument", "The policy document is not valid.")
_S3 = PolicyInput("policy", RESOURCE, "MalformedPolicy")

# Codes: the operation that takes the document, in the API reference of each service. The words of VPC
# endpoints, EFS, AWS Backup and CloudWatch Logs are not documented there.
POLICY_INPUTS: Mapping[str, PolicyInput] = {
    "aws:iam/policy:Policy": PolicyInput("policy", IDENTITY, _IAM),
    "aws:iam/rolePolicy:RolePolicy": PolicyInput("policy", IDENTITY, _IAM),
    "aws:iam/userPolicy:UserPolicy": PolicyInput("policy", IDENTITY, _IAM),
    "aws:iam/groupPolicy:GroupPolicy": PolicyInput("policy", IDENTITY, _IAM),
    "aws:iam/role:Role": PolicyInput("assumeRolePolicy", TRUST, _IAM),
    "aws:kms/key:Key": PolicyInput("policy", KEY, _KMS),
    "aws:kms/keyPolicy:KeyPolicy": PolicyInput("policy", KEY, _KMS),
    "aws:kms/externalKey:ExternalKey": PolicyInput("policy", KEY, _KMS),
    "aws:kms/replicaKey:ReplicaKey": PolicyInput("policy", KEY, _KMS),
    "aws:s3/bucketPolicy:BucketPolicy": _S3,
    "aws:sns/topic:Topic": _SNS,
    "aws:sns/topicPolicy:TopicPolicy": _SNS,
    "aws:sqs/queue:Queue": _SQS,
    "aws:sqs/queuePolicy:QueuePolicy": _SQS,
    "aws:ecr/repositoryPolicy:RepositoryPolicy": _ECR,
    "aws:secretsmanager/secret:Secret": _SECRET,
    "aws:secretsmanager/secretPolicy:SecretPolicy": _SECRET,
    "aws:ec2/vpcEndpoint:VpcEndpoint": _ENDPOINT,
    "aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy": PolicyInput(
        "policy", RESOURCE, _ENDPOINT.code, _ENDPOINT.words
    ),
    "aws:efs/fileSystemPolicy:FileSystemPolicy": PolicyInput(
        "policy", ON_ONE_RESOURCE, "InvalidPolicyException", "The policy document is not valid."
    ),
    "aws:backup/vaultPolicy:VaultPolicy": PolicyInput(
        "policy", RESOURCE, "InvalidParameterValueException", "The policy document is not valid."
    ),
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": PolicyInput(
        "policyDocument", RESOURCE, "InvalidParameterException", "The policy document is not valid."
    ),
}
# A role's own inline policies stand beside its trust policy.
INLINE_OF_ROLE = PolicyInput("inlinePolicies.policy", IDENTITY, _IAM)
