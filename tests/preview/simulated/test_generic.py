import re
from typing import Any

import pytest

from preview import wire
from preview.model import Properties
from preview.simulated import is_simulated, provider_module
from preview.simulated.generic.provider import GenericProvider
from preview.simulated.simulation import Registration, SimulationError


def apply(token: str, **inputs: Any) -> Properties:
    registration = Registration(f"urn:pulumi:dev::small::{token}::it", token, "it", inputs)
    return GenericProvider().create(registration, dry_run=False)[1]


def test_an_unknown_type_gives_back_its_inputs() -> None:
    assert apply("cloud:index:Thing", size=3) == {"size": 3}


def test_a_random_string_has_the_length_and_characters_asked_for() -> None:
    token = "random:index/randomString:RandomString"  # noqa: S105 - a type
    result = apply(token, length=20, special=False, upper=False)["result"]

    assert re.fullmatch(r"[a-z0-9]{20}", result)
    assert apply(token, length=20, special=False, upper=False)["result"] == result


def test_a_random_password_is_secret() -> None:
    outputs = apply("random:index/randomPassword:RandomPassword", length=12)

    assert wire.is_secret(outputs["result"])
    assert len(wire.reveal(outputs["result"])) == 12


def test_a_random_id_has_the_same_value_in_all_its_forms() -> None:
    outputs = apply("random:index/randomId:RandomId", byteLength=4)

    assert re.fullmatch(r"[0-9a-f]{8}", outputs["hex"])
    assert int(outputs["dec"]) == int(outputs["hex"], 16)


def test_a_random_integer_lies_within_its_bounds() -> None:
    assert 5 <= apply("random:index/randomInteger:RandomInteger", min=5, max=7)["result"] <= 7


def test_a_shuffle_keeps_its_items() -> None:
    results = apply("random:index/randomShuffle:RandomShuffle", inputs=["a", "b", "c"])["results"]

    assert sorted(results) == ["a", "b", "c"]


def test_a_private_key_is_secret_and_its_public_half_is_not() -> None:
    outputs = apply("tls:index/privateKey:PrivateKey", algorithm="RSA")

    assert wire.is_secret(outputs["privateKeyPem"])
    assert outputs["publicKeyOpenssh"].startswith("ssh-rsa ")


@pytest.mark.parametrize(
    ("token", "arguments", "result"),
    [
        ("std:index:base64encode", {"input": "a"}, "YQ=="),
        ("std:index:join", {"separator": "-", "input": ["a", "b"]}, "a-b"),
        ("std:index:replace", {"text": "a.b", "search": ".", "replace": "-"}, "a-b"),
        ("std:index:jsondecode", {"input": '{"a": 1}'}, {"a": 1}),
    ],
)
def test_functions_on_texts_are_answered(token: str, arguments: Properties, result: Any) -> None:
    assert GenericProvider().invoke(token, arguments) == {"result": result}


@pytest.mark.parametrize(
    ("token", "message"),
    [
        ("cloud:index:look", "no simulated function cloud:index:look: add it to preview/simulated/generic"),
        ("command:local:run", "a preview runs no commands"),
    ],
)
def test_other_functions_are_errors_with_a_reason(token: str, message: str) -> None:
    with pytest.raises(SimulationError, match=message):
        GenericProvider().invoke(token, {})


def test_only_types_with_a_simulation_count_as_simulated() -> None:
    assert is_simulated("aws:ec2/vpc:Vpc")
    assert is_simulated("eks:index:ManagedNodeGroup")
    assert is_simulated("kubernetes:apps/v1:Deployment")
    assert not is_simulated("cloud:index:Thing")
    assert not is_simulated("aws:mq/broker:Broker")


def test_packages_without_a_provider_of_their_own_have_the_generic_one() -> None:
    assert provider_module("aws") == "preview.simulated.aws"
    assert provider_module("random") is None
