"""What people put into an account is there, unless the clouds are told that it is missing."""

import pytest

from preview.provisions import IMAGES, KINDS, SECRET_VALUES
from preview.simulated.aws.data_sources import STORE_SOURCES
from preview.simulated.aws.provider import AwsProvider
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Clouds

IMAGE = "aws:ecr/getImage:getImage"
VERSIONS = "aws:secretsmanager/getSecretVersions:getSecretVersions"
CLUSTERS = "aws:eks/getClusters:getClusters"
REPOSITORY = "aws:ecr/repository:Repository"
SECRET = "aws:secretsmanager/secret:Secret"  # noqa: S105 - a type
VERSION = "aws:secretsmanager/secretVersion:SecretVersion"
ARN = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:app/password-AbCdEf"
DIGEST = f"sha256:{'0' * 64}"
BY_DIGEST = {"repositoryName": "shop/one", "imageDigest": DIGEST}
ARGUMENTS = {**BY_DIGEST, "secretId": ARN}


@pytest.fixture
def clouds() -> Clouds:
    return Clouds()


@pytest.fixture
def aws(clouds: Clouds) -> AwsProvider:
    """A provider in one account and region."""
    provider = AwsProvider(clouds)
    provider.configure({"region": "eu-central-1", "allowedAccountIds": '["111122223333"]'})
    return provider


@pytest.mark.parametrize("token", sorted(STORE_SOURCES))
def test_every_source_gives_an_id_and_the_same_answer_twice(aws: AwsProvider, token: str) -> None:
    answer = aws.invoke(token, ARGUMENTS)

    assert answer["id"]
    assert aws.invoke(token, ARGUMENTS) == answer


def test_an_image_is_found_by_digest_and_by_tag(aws: AwsProvider) -> None:
    assert aws.invoke(IMAGE, BY_DIGEST)["imageUri"].endswith(f"/shop/one@{DIGEST}")
    by_tag = aws.invoke(IMAGE, {"repositoryName": "shop/one", "imageTag": "1.0"})
    assert by_tag["imageTags"] == ["1.0"]
    assert by_tag["imageDigest"].startswith("sha256:")


def test_a_missing_image_is_refused_in_the_words_of_ecr(aws: AwsProvider, clouds: Clouds) -> None:
    clouds.withhold(IMAGES)
    with pytest.raises(SimulationError, match="ImageNotFoundException: The image with imageId"):
        aws.invoke(IMAGE, BY_DIGEST)
    clouds.provide(IMAGES)
    assert aws.invoke(IMAGE, BY_DIGEST)["imageDigest"] == DIGEST


def test_an_image_goes_with_its_repository(aws: AwsProvider) -> None:
    store = aws.beside({})
    store.put(REPOSITORY, "urn", "shop/one", {}, {"name": "shop/one"})
    store.remove(REPOSITORY, "shop/one")
    with pytest.raises(SimulationError, match="RepositoryNotFoundException"):
        aws.invoke(IMAGE, BY_DIGEST)
    store.put(REPOSITORY, "urn", "shop/one", {}, {"name": "shop/one"})
    assert aws.invoke(IMAGE, BY_DIGEST)["imageDigest"] == DIGEST


def test_the_versions_of_a_secret_tell_nothing_of_its_value(aws: AwsProvider) -> None:
    (version,) = aws.invoke(VERSIONS, {"secretId": ARN})["versions"]
    assert version["versionStages"] == ["AWSCURRENT"]
    assert version.keys() == {"versionId", "versionStages", "createdTime", "lastAccessedDate"}


def test_a_secret_without_a_value_has_no_version(aws: AwsProvider, clouds: Clouds) -> None:
    clouds.withhold(SECRET_VALUES)
    assert aws.invoke(VERSIONS, {"secretId": ARN})["versions"] == []
    clouds.provide(SECRET_VALUES)
    assert len(aws.invoke(VERSIONS, {"secretId": ARN})["versions"]) == 1


def test_a_value_that_a_program_gives_is_there_whatever_people_do(aws: AwsProvider, clouds: Clouds) -> None:
    clouds.withhold(SECRET_VALUES)
    aws.beside({}).put(VERSION, "urn", f"{ARN}|1", {"secretId": ARN}, {})
    assert len(aws.invoke(VERSIONS, {"secretId": ARN})["versions"]) == 1


def test_a_deleted_secret_has_no_versions_to_list(aws: AwsProvider) -> None:
    store = aws.beside({})
    store.put(SECRET, "urn", ARN, {}, {})
    store.remove(SECRET, ARN)
    with pytest.raises(SimulationError, match="ResourceNotFoundException"):
        aws.invoke(VERSIONS, {"secretId": ARN})


def test_the_clusters_of_a_region_are_those_that_exist_there(aws: AwsProvider) -> None:
    assert aws.invoke(CLUSTERS, {})["names"] == []
    aws.beside({}).put("aws:eks/cluster:Cluster", "urn", "one", {}, {"name": "one"})
    assert aws.invoke(CLUSTERS, {})["names"] == ["one"]
    assert aws.invoke(CLUSTERS, {"region": "us-west-2"})["names"] == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_clouds_note_what_is_asked_for_in_vain(clouds: Clouds, kind: str) -> None:
    assert not clouds.lacks(kind)
    assert clouds.take_asked_in_vain() == []
    clouds.withhold(kind)
    assert clouds.lacks(kind)
    assert clouds.take_asked_in_vain() == [kind]
    assert clouds.take_asked_in_vain() == []
