"""The image repositories of the services."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_aws as aws

from infra.iam.documents import policy_document

# What pulling an image takes besides an authorization token, which is not asked of a repository.
# Source: ECR user guide, "Private repository policy examples".
PULL = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")
# Images lose their tags to nothing here, as tags are immutable; what has none was pushed by its digest alone.
UNTAGGED_DAYS = 14


@dataclass(frozen=True)
class RegistryArgs:
    """What a Registry needs.

    Attributes:
        repositories: path of each repository in the account's registry, such as palisade/patient.
        keep_images: how many images of each repository stay, the newest ones.
        key_arn: KMS key of the images.
        node_role_arn: the role that pulls.
        protect: whether Pulumi refuses to delete the repositories.
    """

    repositories: Sequence[str]
    keep_images: int
    key_arn: pulumi.Input[str]
    node_role_arn: pulumi.Input[str]
    protect: bool


class Registry(pulumi.ComponentResource):
    """Private repositories whose tags stay what they are, scanned when pushed, encrypted.

    Creates for each path a repository, the policy that lets the nodes pull, and the rules by which old images
    expire. A repository that holds images is not deleted.

    Attributes:
        arns: ARN of each repository by its path.
    """

    arns: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: RegistryArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("palisade:infra:Registry", name, None, opts)
        self._args = args
        self.arns = {path: self._repository(path) for path in args.repositories}
        self.register_outputs({})

    def _repository(self, path: str) -> pulumi.Output[str]:
        args, name = self._args, path.replace("/", "-")
        repository = aws.ecr.Repository(
            name,
            name=path,
            image_tag_mutability="IMMUTABLE",
            image_scanning_configuration=aws.ecr.RepositoryImageScanningConfigurationArgs(scan_on_push=True),
            encryption_configurations=[
                aws.ecr.RepositoryEncryptionConfigurationArgs(encryption_type="KMS", kms_key=args.key_arn)
            ],
            force_delete=False,
            opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
        )
        child = pulumi.ResourceOptions(parent=self)
        aws.ecr.RepositoryPolicy(
            name,
            repository=repository.name,
            policy=pulumi.Output.from_input(args.node_role_arn).apply(pull_policy),
            opts=child,
        )
        aws.ecr.LifecyclePolicy(
            name, repository=repository.name, policy=expiry_rules(args.keep_images), opts=child
        )
        return repository.arn


def pull_policy(role_arn: str) -> str:
    """Let one role pull images of a repository."""
    return policy_document(
        [
            {
                "Sid": "NodesPull",
                "Effect": "Allow",
                "Principal": {"AWS": role_arn},
                "Action": list(PULL),
            }
        ]
    )


def expiry_rules(keep_images: int) -> str:
    """Write the rules by which images expire: soon without a tag, otherwise once enough newer ones exist.

    ECR wants the rule for any image last, and keeps what a tagged manifest of several platforms refers to.
    Sources: ECR user guide, "Lifecycle policy properties"; pulumi-defang pull request 466 tried it out.

    Args:
        keep_images: how many images stay.
    """
    untagged = {
        "tagStatus": "untagged",
        "countType": "sinceImagePushed",
        "countUnit": "days",
        "countNumber": UNTAGGED_DAYS,
    }
    oldest = {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": keep_images}
    return json.dumps(
        {
            "rules": [
                {
                    "rulePriority": priority,
                    "description": description,
                    "selection": selection,
                    "action": {"type": "expire"},
                }
                for priority, description, selection in (
                    (1, f"Untagged for {UNTAGGED_DAYS} days", untagged),
                    (2, f"Older than the newest {keep_images}", oldest),
                )
            ]
        }
    )
