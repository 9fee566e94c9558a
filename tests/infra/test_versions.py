"""Add-ons fit the Kubernetes version of their cluster, or the stack is refused."""

import re
from typing import get_args

import pytest

from infra.settings import ClusterSettings
from infra.versions import BUILDS, add_on_versions

ALLOWED: tuple[str, ...] = get_args(ClusterSettings.model_fields["version"].annotation)


@pytest.mark.parametrize("kubernetes", ALLOWED)
def test_every_add_on_has_a_build_for_every_kubernetes_version_that_settings_allow(kubernetes: str) -> None:
    versions = add_on_versions(kubernetes, {})
    assert set(versions) == set(BUILDS)
    for name, build in versions.items():
        assert kubernetes in BUILDS[name][build]


def test_every_build_is_exact_and_fits_some_kubernetes_version_that_settings_allow() -> None:
    for builds in BUILDS.values():
        for build, kubernetes in builds.items():
            assert re.fullmatch(r"v\d+\.\d+\.\d+-eksbuild\.\d+", build)
            assert kubernetes
            assert set(kubernetes) <= set(ALLOWED)


def test_the_first_build_that_fits_is_taken() -> None:
    assert add_on_versions("1.35", {})["kube-proxy"] == "v1.35.3-eksbuild.18"
    assert add_on_versions("1.36", {})["kube-proxy"] == "v1.36.0-eksbuild.21"


def test_a_stack_may_choose_another_build_that_fits() -> None:
    chosen = add_on_versions("1.36", {"coredns": "v1.14.7-eksbuild.10"})
    assert chosen == {**add_on_versions("1.36", {}), "coredns": "v1.14.7-eksbuild.10"}


def test_any_kube_proxy_of_the_same_minor_version_fits() -> None:
    assert add_on_versions("1.36", {"kube-proxy": "v1.36.4-eksbuild.2"})["kube-proxy"] == "v1.36.4-eksbuild.2"


@pytest.mark.parametrize(
    ("name", "build", "message"),
    [
        (
            "coredns",
            "v1.13.2-eksbuild.11",
            (
                "addOnVersions.coredns is v1.13.2-eksbuild.11, which is not known to fit Kubernetes 1.36 "
                "(known: v1.14.3-eksbuild.16, v1.14.7-eksbuild.10)"
            ),
        ),
        (
            "kube-proxy",
            "v1.35.3-eksbuild.18",
            (
                "addOnVersions.kube-proxy is v1.35.3-eksbuild.18, which does not fit Kubernetes 1.36 "
                "(it must begin with v1.36.)"
            ),
        ),
        (
            "core-dns",
            "v1.14.3-eksbuild.16",
            "addOnVersions.core-dns is not an add-on of the platform (did you mean coredns?)",
        ),
        ("adot", "v0.1.0-eksbuild.1", "addOnVersions.adot is not an add-on of the platform (known: vpc-cni,"),
    ],
)
def test_a_build_that_does_not_fit_is_refused(name: str, build: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        add_on_versions("1.36", {name: build})
