from pathlib import Path

import pytest

from preview import wire
from preview.simulated.simulation import SimulationError
from preview.simulated.store import Clouds, Store

VPC = "aws:ec2/vpc:Vpc"
URN = "urn:pulumi:dev::small::aws:ec2/vpc:Vpc::main"


def test_what_one_process_enters_another_finds(tmp_path: Path) -> None:
    Store(Clouds(tmp_path / "clouds")).put(VPC, URN, "vpc-1", {"cidrBlock": "10.0.0.0/16"}, {"arn": "a"})

    found = Store(Clouds(tmp_path / "clouds")).get(VPC, "vpc-1")

    assert found is not None
    assert (found.urn, found.inputs, found.outputs) == (URN, {"cidrBlock": "10.0.0.0/16"}, {"arn": "a"})


def test_two_places_hold_things_of_the_same_id() -> None:
    clouds = Clouds()
    here, there = Store(clouds, lambda _: "here"), Store(clouds, lambda _: "there")
    here.put(VPC, URN, "vpc-1", {"in": "here"}, {})
    there.put(VPC, URN, "vpc-1", {"in": "there"}, {})

    here.remove(VPC, "vpc-1")

    assert here.get(VPC, "vpc-1") is None
    assert [item.inputs for item in there.of_type(VPC)] == [{"in": "there"}]


def test_what_is_gone_is_known_to_have_been_there_until_it_comes_again() -> None:
    store = Store(Clouds())
    assert not store.was_deleted(VPC, "vpc-1")
    store.put(VPC, URN, "vpc-1", {}, {})
    store.remove(VPC, "vpc-1")
    assert store.was_deleted(VPC, "vpc-1")
    assert store.of_type(VPC) == []

    store.put(VPC, URN, "vpc-1", {}, {})

    assert not store.was_deleted(VPC, "vpc-1")


def test_what_is_gone_is_listed_by_place_and_everywhere() -> None:
    clouds = Clouds()
    here, there = Store(clouds, lambda _: "here"), Store(clouds, lambda _: "there")
    for place, identifier in ((here, "vpc-1"), (here, "vpc-2"), (there, "vpc-3")):
        place.put(VPC, URN, identifier, {"id": identifier}, {})
    here.remove(VPC, "vpc-1")
    there.remove(VPC, "vpc-3")

    assert [item.inputs for item in here.deleted_of_type(VPC)] == [{"id": "vpc-1"}]
    assert [item.id for item in clouds.of_type(VPC, deleted=True)] == ["vpc-1", "vpc-3"]
    assert [item.id for item in clouds.of_type(VPC)] == ["vpc-2"]


def test_rules_see_values_and_the_engine_gets_secrets_back_as_secrets() -> None:
    store = Store(Clouds())
    store.put(VPC, URN, "vpc-1", {"key": wire.secret("s3cret")}, {})

    found, raw = store.get(VPC, "vpc-1"), store.raw(VPC, "vpc-1")

    assert found is not None
    assert found.inputs == {"key": "s3cret"}
    assert raw is not None
    assert wire.is_secret(raw[0]["key"])


def test_an_error_undoes_what_was_changed_with_it() -> None:
    clouds = Clouds()
    store = Store(clouds)

    def change_and_fail() -> None:
        with clouds.transaction():
            store.put(VPC, URN, "vpc-1", {}, {})
            with clouds.transaction():
                store.put(VPC, URN, "vpc-2", {}, {})
            raise SimulationError("refused")

    with pytest.raises(SimulationError, match="refused"):
        change_and_fail()

    assert clouds.everything() == []


def test_the_second_resource_of_a_urn_has_other_made_up_values_than_the_first() -> None:
    clouds = Clouds()
    first = clouds.seed(URN)
    clouds.count_creation(URN)
    second = clouds.seed(URN)
    clouds.count_creation(URN)

    assert first == URN
    assert len({first, second, clouds.seed(URN)}) == 3


@pytest.mark.parametrize("target", [VPC, URN])
def test_an_operation_that_is_to_fail_fails_once(target: str) -> None:
    clouds = Clouds()
    clouds.fail_once("create", target)

    assert not clouds.take_fault("delete", VPC, URN)
    assert not clouds.take_fault("create", "aws:ec2/subnet:Subnet", "another")
    assert clouds.faults() == [target]
    assert clouds.take_fault("create", VPC, URN)
    assert not clouds.take_fault("create", VPC, URN)
