"""What each part of the platform must be allowed in AWS, as its documentation says, and nothing besides."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Need:
    """What one user of a role needs.

    Attributes:
        source: where it is said.
        actions: what the role's own policies allow.
        managed: names of the policies of AWS that are attached to it.
    """

    source: str
    actions: frozenset[str] = frozenset()
    managed: frozenset[str] = frozenset()


# By who takes the role: the service, or namespace and service account of pods, or pods that take it in turn.
NEEDS: Mapping[str, Need] = {
    "eks.amazonaws.com": Need(
        "EKS user guide, Amazon EKS cluster IAM role; terraform-aws-eks 21, cluster encryption policy",
        frozenset({"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:ListGrants"}),
        frozenset({"AmazonEKSClusterPolicy"}),
    ),
    "ec2.amazonaws.com": Need(
        "EKS user guide, Amazon EKS node IAM role",
        managed=frozenset({"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"}),
    ),
    "vpc-flow-logs.amazonaws.com": Need(
        "VPC user guide, IAM role for publishing flow logs to CloudWatch Logs; the group exists already",
        frozenset(
            {
                "logs:CreateLogStream",
                "logs:DescribeLogGroups",
                "logs:DescribeLogStreams",
                "logs:PutLogEvents",
            }
        ),
    ),
    "cloudtrail.amazonaws.com": Need(
        "CloudTrail user guide, Role policy document for CloudTrail to use CloudWatch Logs",
        frozenset({"logs:CreateLogStream", "logs:PutLogEvents"}),
    ),
    "events.amazonaws.com": Need(
        "EventBridge user guide, Amazon SNS topic target, Delivery role",
        frozenset({"kms:Decrypt", "kms:GenerateDataKey", "sns:Publish"}),
    ),
    "backup.amazonaws.com": Need(
        "EKS user guide, Backup your EKS Clusters with AWS Backup",
        managed=frozenset({"service-role/AWSBackupServiceRolePolicyForBackup"}),
    ),
    "kube-system/aws-node": Need(
        "EKS user guide, Amazon VPC CNI plugin", managed=frozenset({"AmazonEKS_CNI_Policy"})
    ),
    "kube-system/ebs-csi-controller-sa": Need(
        "aws-ebs-csi-driver, docs/install.md, Encrypted EBS Volumes via KMS",
        frozenset({"kms:CreateGrant", "kms:Decrypt", "kms:GenerateDataKeyWithoutPlaintext"}),
        frozenset({"AmazonEBSCSIDriverEKSClusterScopedPolicy"}),
    ),
    "external-secrets/external-secrets": Need(
        "External Secrets, AWS authentication: a store with a role, sessions with tags",
        frozenset({"sts:AssumeRole", "sts:TagSession"}),
    ),
    "by external-secrets/external-secrets": Need(
        "External Secrets, AWS Secrets Manager; Secrets Manager user guide, Secret encryption and decryption",
        frozenset({"kms:Decrypt", "secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"}),
    ),
    "karpenter/karpenter": Need(
        "Karpenter 1.14, CloudFormation template of Getting Started, without zonal shift and without what an "
        "isolated VPC does not ask (IAM, prices); Troubleshooting, encrypted volumes",
        frozenset(
            {
                "ec2:CreateFleet",
                "ec2:CreateLaunchTemplate",
                "ec2:CreateTags",
                "ec2:DeleteLaunchTemplate",
                "ec2:DescribeCapacityReservations",
                "ec2:DescribeImages",
                "ec2:DescribeInstanceStatus",
                "ec2:DescribeInstanceTypeOfferings",
                "ec2:DescribeInstanceTypes",
                "ec2:DescribeInstances",
                "ec2:DescribeLaunchTemplates",
                "ec2:DescribePlacementGroups",
                "ec2:DescribeSecurityGroups",
                "ec2:DescribeSpotPriceHistory",
                "ec2:DescribeSubnets",
                "ec2:RunInstances",
                "ec2:TerminateInstances",
                "eks:DescribeCluster",
                "iam:PassRole",
                "kms:CreateGrant",
                "kms:Decrypt",
                "kms:DescribeKey",
                "kms:GenerateDataKeyWithoutPlaintext",
                "kms:ReEncryptFrom",
                "kms:ReEncryptTo",
                "sqs:DeleteMessage",
                "sqs:GetQueueUrl",
                "sqs:ReceiveMessage",
                "ssm:GetParameter",
            }
        ),
    ),
    "logging/fluent-bit": Need(
        "Fluent Bit manual, Amazon CloudWatch, without auto_create_group",
        frozenset({"logs:CreateLogStream", "logs:PutLogEvents"}),
    ),
    "falco/falco-falcosidekick": Need(
        "Falcosidekick, outputs/aws.go: it writes to a stream that exists", frozenset({"logs:PutLogEvents"})
    ),
}
