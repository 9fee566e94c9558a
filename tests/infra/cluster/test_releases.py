"""Releases of node images: their form, and the public parameters that tell of them."""

import pytest

from infra.cluster.releases import check_release, image_parameter, newest_release_parameter

KEY = "nodeGroups.general.releaseVersion"


@pytest.mark.parametrize(
    ("ami_type", "release"),
    [
        ("BOTTLEROCKET_x86_64", "1.65.0-0be31b34"),
        ("BOTTLEROCKET_ARM_64_FIPS", "1.65.0-0be31b34"),
        ("AL2023_x86_64_STANDARD", "1.36.3-20260903"),
    ],
)
def test_a_release_of_the_image_is_taken(ami_type: str, release: str) -> None:
    check_release(KEY, ami_type, "1.36", release)


@pytest.mark.parametrize(
    ("ami_type", "release", "why"),
    [
        ("BOTTLEROCKET_x86_64", "1.65.0", "version and commit, such as 1.65.0-0be31b34"),
        ("BOTTLEROCKET_x86_64", "1.36.3-20260903x", "version and commit"),
        ("AL2023_x86_64_STANDARD", "1.65.0-0be31b34", "kubelet and day, such as 1.36.3-20260903"),
        ("AL2023_ARM_64_STANDARD", "1.35.7-20260903", "for Kubernetes 1.35, but cluster.version is 1.36"),
    ],
)
def test_what_is_no_release_of_the_image_for_the_version_is_refused(
    ami_type: str, release: str, why: str
) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        check_release(KEY, ami_type, "1.36", release)
    assert str(caught.value).startswith(f"{KEY} is {release}")


@pytest.mark.parametrize(
    ("ami_type", "newest"),
    [
        ("BOTTLEROCKET_x86_64", "/aws/service/bottlerocket/aws-k8s-1.36/x86_64/latest/image_version"),
        ("BOTTLEROCKET_ARM_64", "/aws/service/bottlerocket/aws-k8s-1.36/arm64/latest/image_version"),
        (
            "BOTTLEROCKET_x86_64_FIPS",
            "/aws/service/bottlerocket/aws-k8s-1.36-fips/x86_64/latest/image_version",
        ),
        (
            "AL2023_ARM_64_STANDARD",
            "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/arm64/standard/recommended/release_version",
        ),
    ],
)
def test_the_newest_release_is_asked_of_the_parameter_of_the_image(ami_type: str, newest: str) -> None:
    assert newest_release_parameter(ami_type, "1.36") == newest


@pytest.mark.parametrize(
    ("ami_type", "release", "image"),
    [
        (
            "BOTTLEROCKET_x86_64_FIPS",
            "1.65.0-0be31b34",
            "/aws/service/bottlerocket/aws-k8s-1.36-fips/x86_64/1.65.0/image_id",
        ),
        (
            "AL2023_x86_64_STANDARD",
            "1.36.3-20260903",
            (
                "/aws/service/eks/optimized-ami/1.36/amazon-linux-2023/x86_64/standard/"
                "amazon-eks-node-al2023-x86_64-standard-1.36-v20260903/image_id"
            ),
        ),
    ],
)
def test_the_image_of_a_release_is_in_a_parameter_of_its_own(ami_type: str, release: str, image: str) -> None:
    assert image_parameter(ami_type, "1.36", release) == image
