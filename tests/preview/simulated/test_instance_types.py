"""Instance types of EC2: which there are, and what they run."""

import importlib.util
from importlib.metadata import version

import pytest

from preview.simulated.aws import instance_types as module
from preview.simulated.aws.instance_types import architecture, instance_types
from tests.support.simulated_account import SimulatedAccount


def test_the_list_is_botocores_and_says_of_which_version() -> None:
    types = instance_types()

    assert types is not None
    assert {"t3.micro", "m7g.large", "p5.48xlarge"} <= types.names
    assert len(types.names) > 1000
    assert types.source == f"the list of botocore {version('botocore')}"


def test_without_botocore_no_instance_type_is_judged(
    account: SimulatedAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        module.importlib.util, "find_spec", lambda name: None if name == "botocore" else find_spec(name)
    )
    instance_types.cache_clear()
    try:
        assert instance_types() is None
        account.create("aws:ec2/instance:Instance", instanceType="t9.gigantic")
    finally:
        instance_types.cache_clear()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("m7i.large", "x86_64"),
        ("m7i-flex.large", "x86_64"),
        ("g4dn.xlarge", "x86_64"),
        ("g6.xlarge", "x86_64"),
        ("c6gn.large", "arm64"),
        ("t4g.small", "arm64"),
        ("g5g.xlarge", "arm64"),
        ("im4gn.large", "arm64"),
        ("a1.large", "arm64"),
        ("p6e-gb200.36xlarge", "arm64"),
        ("p6-b200.48xlarge", "x86_64"),
        ("mac2.metal", ""),
        ("u-6tb1.metal", ""),
        ("nonsense", ""),
    ],
)
def test_the_name_tells_the_architecture(name: str, expected: str) -> None:
    assert architecture(name) == expected
