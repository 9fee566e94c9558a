"""What a policy pack is given is what Pulumi's engine gives it; tests/engine compares both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from preview.channels import new_server
from preview.model import Phase, Resource
from preview.policy import PackOptions, PolicyHost
from tests.engine.recording import ANALYZER, message, pack_calls, plain

RECORDER = Path(__file__).parents[1] / "packs" / "recorder"
URN = "urn:pulumi:dev::p::"
Host = Callable[[Path | None], PolicyHost]
CLOUD = Resource(
    urn=f"{URN}pulumi:providers:cloud::default",
    type="pulumi:providers:cloud",
    name="default",
    custom=True,
    parent="",
    inputs={"region": "north"},
)


@pytest.fixture
def recorder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    """Return a function that starts the recorder with a configuration."""
    monkeypatch.setenv("RECORDED_CALLS", str(tmp_path / "calls"))
    server, address = new_server()
    server.start()
    hosts: list[PolicyHost] = []

    def start(config: Path | None) -> PolicyHost:
        pack = PackOptions(RECORDER, config)
        host = PolicyHost(
            pack, project="p", stack="dev", phase=Phase.PREVIEW, engine_address=address, config={}
        )
        hosts.append(host)
        return host

    yield start
    for host in hosts:
        host.close()
    server.stop(None).wait()


def given(folder: Path, method: str) -> dict[str, Any]:
    """Return the one request of a method that the recorder got."""
    (request,) = (call.request for call in pack_calls(folder / "calls", "preview") if call.method == method)
    return plain(message(ANALYZER, method, request, request=True))


def thing(**options: Any) -> Resource:
    return Resource(
        urn=f"{URN}cloud:index:Thing::a",
        type="cloud:index:Thing",
        name="a",
        custom=True,
        parent="",
        inputs={"size": 1},
        provider=f"{CLOUD.urn}::1",
        **options,
    )


def test_the_stack_comes_with_the_provider_of_each_resource(recorder: Host, tmp_path: Path) -> None:
    recorder(None).analyze_stack([CLOUD, thing()])
    provider, resource = given(tmp_path, "AnalyzeStack")["resources"]
    assert "provider" not in provider
    assert resource["provider"] == {
        "type": CLOUD.type,
        "urn": CLOUD.urn,
        "name": "default",
        "properties": {"region": "north"},
    }


@pytest.mark.parametrize(
    ("decided", "sent"),
    [
        (None, {}),
        (False, {"deleteBeforeReplaceDefined": True}),
        (True, {"deleteBeforeReplaceDefined": True, "deleteBeforeReplace": True}),
    ],
)
def test_it_is_told_whether_a_program_decides_on_the_order_of_a_replacement(
    recorder: Host, tmp_path: Path, decided: bool | None, sent: dict[str, bool]
) -> None:
    recorder(None).analyze(thing(delete_before_replace=decided), CLOUD)
    options = given(tmp_path, "Analyze")["options"]
    assert {key: value for key, value in options.items() if key.startswith("delete")} == sent


def test_aliases_of_a_new_stack_are_not_sent(recorder: Host, tmp_path: Path) -> None:
    recorder(None).analyze(thing(aliases=[f"{URN}cloud:index:Thing::before"]), CLOUD)
    assert "aliases" not in given(tmp_path, "Analyze")["options"]


def test_what_stands_for_all_policies_is_sent_beside_them(recorder: Host, tmp_path: Path) -> None:
    recorder(None)
    assert given(tmp_path, "Configure")["policyConfig"] == {
        "all": {"enforcementLevel": "MANDATORY", "properties": {}},
        "watched": {"enforcementLevel": "MANDATORY", "properties": {"limit": 2.0, "names": ["a"]}},
        "stack": {"enforcementLevel": "MANDATORY", "properties": {}},
    }


def test_a_file_goes_before_what_the_pack_says(recorder: Host, tmp_path: Path) -> None:
    file = tmp_path / "config.json"
    file.write_text('{"all": "advisory", "watched": {"enforcementLevel": "disabled", "limit": 7}}')
    recorder(file)
    assert given(tmp_path, "Configure")["policyConfig"] == {
        "all": {"properties": {}},
        "watched": {"enforcementLevel": "DISABLED", "properties": {"limit": 7.0, "names": ["a"]}},
        "stack": {"properties": {}},
    }
