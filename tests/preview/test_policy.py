"""The policy host against a pack of the stock SDK, run as a real process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from preview.channels import new_server
from preview.decisions import merge
from preview.deployment import PolicyPackError
from preview.model import UNKNOWN, Outcome, Phase, Resource
from preview.policy import PackOptions, PolicyHost

STOCK = Path(__file__).parents[1] / "packs" / "stock"


def start(pack: PackOptions, engine_address: str) -> PolicyHost:
    return PolicyHost(
        pack, project="p", stack="dev", phase=Phase.PREVIEW, engine_address=engine_address, config={}
    )


@pytest.fixture
def engine_address() -> Iterator[str]:
    server, address = new_server()
    server.start()
    yield address
    server.stop(None).wait()


def door(name: str, value: object, kind: str = "test:index:Door") -> Resource:
    return Resource(
        urn=f"urn:pulumi:dev::p::{kind}::{name}",
        type=kind,
        name=name,
        custom=True,
        parent="",
        inputs={"open": value},
    )


def test_a_stock_pack_fails_passes_skips_and_is_undecided_on_an_unknown_value(engine_address: str) -> None:
    host = start(PackOptions(STOCK), engine_address)
    try:
        for resource in (door("a", True), door("b", False), door("c", UNKNOWN), door("d", True, "x:y:Z")):
            host.analyze(resource, None)
        decisions = merge(host.decisions)
    finally:
        host.close()
    assert [(d.outcome, d.blocks) for d in decisions] == [
        (Outcome.FAIL, True),
        (Outcome.PASS, False),
        (Outcome.UNDECIDED, False),
        (Outcome.NOT_APPLICABLE, False),
    ]


def test_a_folder_without_a_pack_is_refused_with_its_path(tmp_path: Path, engine_address: str) -> None:
    with pytest.raises(PolicyPackError, match=r"has no PulumiPolicy\.yaml"):
        start(PackOptions(tmp_path), engine_address)


def test_a_configuration_for_an_unknown_policy_is_refused(tmp_path: Path, engine_address: str) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"doors-shut": "mandatory"}')
    with pytest.raises(PolicyPackError, match="has no policy 'doors-shut'"):
        start(PackOptions(STOCK, file), engine_address)
