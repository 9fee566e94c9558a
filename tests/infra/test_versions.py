from typing import get_args

from infra.settings import ClusterSettings
from infra.versions import ADD_ON_VERSIONS

ALLOWED = get_args(ClusterSettings.model_fields["version"].annotation)


def test_every_kubernetes_version_that_settings_allow_has_its_add_ons() -> None:
    assert set(ADD_ON_VERSIONS) == set(ALLOWED)


def test_every_kubernetes_version_has_the_same_add_ons() -> None:
    assert len({tuple(sorted(add_ons)) for add_ons in ADD_ON_VERSIONS.values()}) == 1


def test_kube_proxy_fits_its_kubernetes_version() -> None:
    for version, add_ons in ADD_ON_VERSIONS.items():
        assert add_ons["kube-proxy"].startswith(f"v{version}.")
