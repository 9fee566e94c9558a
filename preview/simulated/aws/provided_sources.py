"""Answers of the AWS data sources about what people put into an account: images, values of secrets, clusters.

All of it is there, unless the clouds are told that a kind of it is missing.
"""

from preview.model import Properties
from preview.provisions import IMAGES, SECRET_VALUES
from preview.simulated.aws.account import Account
from preview.simulated.aws.service_sources import secret
from preview.simulated.made_up import TIMESTAMP, hexadecimal, universally_unique
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Store

_REPOSITORY = "aws:ecr/repository:Repository"
_SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
_VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
_CLUSTER = "aws:eks/cluster:Cluster"


def image(arguments: Properties, account: Account, store: Store) -> Properties:
    """Find an image by digest or tag.

    Raises:
        SimulationError: images are missing, or their repository is gone. The codes are those of ECR
            (API reference, DescribeImages).
    """
    name, registry = arguments["repositoryName"], arguments.get("registryId") or account.account
    digest, tag = arguments.get("imageDigest"), arguments.get("imageTag")
    if _is_gone(store, name):
        raise SimulationError(
            f"reading ECR Images: RepositoryNotFoundException: The repository with name '{name}' does not "
            f"exist in the registry with id '{registry}'"
        )
    if store.clouds.lacks(IMAGES):
        raise SimulationError(
            f"reading ECR Images: ImageNotFoundException: The image with imageId {{imageDigest:'"
            f"{digest or 'null'}', imageTag:'{tag or 'null'}'}} does not exist within the repository with "
            f"the name '{name}' in the registry with id '{registry}'"
        )
    found = digest or f"sha256:{hexadecimal(f'{name}:{tag}', 64)}"
    host = f"{registry}.dkr.ecr.{account.region}.{account.suffix}"
    return {
        **arguments,
        "id": found,
        "imageDigest": found,
        "imageTags": [tag] if tag else [],
        "imagePushedAt": 1767225600,
        "imageSizeInBytes": 25_000_000,
        "imageUri": f"{host}/{name}@{found}",
        "registryId": registry,
    }


def _is_gone(store: Store, repository: str) -> bool:
    """Whether a repository was deleted; one that was never there is somebody else's."""
    there, gone = store.of_type(_REPOSITORY), store.deleted_of_type(_REPOSITORY)
    return all(item.outputs.get("name") != repository for item in there) and any(
        item.outputs.get("name") == repository for item in gone
    )


def secret_versions(arguments: Properties, account: Account, store: Store) -> Properties:
    """List the versions of a secret, without their values.

    Raises:
        SimulationError: the secret is gone.
    """
    given = arguments["secretId"]
    if store.was_deleted(_SECRET, given):
        raise SimulationError(
            "reading Secrets Manager Secret Versions: ResourceNotFoundException: Secrets Manager can't find "
            "the specified secret."
        )
    described = secret({"arn": given}, account)
    version = {
        "versionId": universally_unique(given),
        "versionStages": ["AWSCURRENT"],
        "createdTime": TIMESTAMP,
        "lastAccessedDate": TIMESTAMP,
    }
    has_value = not store.clouds.lacks(SECRET_VALUES) or any(
        item.inputs.get("secretId") == given for item in store.of_type(_VERSION)
    )
    return {
        "id": given,
        "arn": described["arn"],
        "name": described["name"],
        "secretArn": described["arn"],
        "secretName": described["name"],
        "secretId": given,
        "region": account.region,
        "versions": [version] if has_value else [],
    }


def clusters(arguments: Properties, account: Account, store: Store) -> Properties:
    """List the clusters of the region."""
    del arguments
    names = [str(item.outputs.get("name")) for item in store.of_type(_CLUSTER)]
    return {"id": account.region, "region": account.region, "names": sorted(names)}
