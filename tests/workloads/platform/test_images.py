"""Which repositories of the account's registry the platform needs."""

from workloads.platform.images import EXTERNAL_SECRETS, FALCO, FALCOSIDEKICK, repositories
from workloads.service_spec import ServiceSpec

SPECS = [ServiceSpec(name="one", repository="shop/one"), ServiceSpec(name="two", repository="shop/one")]


def test_with_the_internet_there_are_the_services_alone_each_once() -> None:
    assert repositories(SPECS, internet=True, falco=True) == ("shop/one",)


def test_without_it_the_charts_have_copies() -> None:
    copies = {*repositories(SPECS, internet=False, falco=True)} - {"shop/one"}
    assert copies == {EXTERNAL_SECRETS, FALCO, FALCOSIDEKICK}
    assert {*repositories(SPECS, internet=False, falco=False)} - {"shop/one"} == {EXTERNAL_SECRETS}
