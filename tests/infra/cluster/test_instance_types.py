"""Instance types that do not exist are refused, with the one that was meant."""

import pytest

from infra.cluster.instance_types import existing_type, known_types


@pytest.mark.parametrize("name", ["m7i.large", "m7g.large", "t4g.medium", "p5.48xlarge", "u-6tb1.metal"])
def test_types_that_exist_are_taken(name: str) -> None:
    assert existing_type(name) == name


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("m7i.larg", "did you mean m7i.large?"),
        ("m7i.4xlarg", "did you mean m7i.4xlarge?"),
        ("m7ilarge", "did you mean m7i.large?"),
        ("M7i.large", "did you mean m7i.large?"),
        ("qqqqqqqq", "see aws ec2 describe-instance-types"),
    ],
)
def test_a_type_that_does_not_exist_names_the_nearest(name: str, meant: str) -> None:
    with pytest.raises(ValueError, match=r"is no instance type that botocore [0-9.]+ knows") as caught:
        existing_type(name)
    assert f"({meant})" in str(caught.value)


def test_a_size_that_does_not_exist_names_one_of_the_same_family() -> None:
    with pytest.raises(ValueError, match="did you mean m7i\\."):
        existing_type("m7i.gigantic")


def test_the_list_knows_more_than_a_thousand_types() -> None:
    assert len(known_types()) > 1000
