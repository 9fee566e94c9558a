import threading
import time
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2

from preview import wire
from preview.hosting import LocalStub
from preview.model import Properties
from preview.simulated import server
from preview.simulated.diff import Replacement, covered
from preview.simulated.server import SimulatedProvider
from preview.simulated.simulation import NotYetError, Registration, SimulationError
from preview.simulated.store import Clouds, Store, Stored

URN = "urn:pulumi:dev::small::cloud:index:Thing::main"


class Things(SimulatedProvider):
    """A cloud of things: their kind is fixed, two of one name cannot be, and a used one does not go."""

    def create(self, resource: Registration, dry_run: bool) -> tuple[str, Properties]:
        return ("" if dry_run else f"thing-{resource.seed[-2:]}"), {**resource.inputs, "made": True}

    def read(self, resource: Registration, identifier: str) -> Properties:
        return {"read": identifier}

    def replacement(
        self, type_token: str, old: Properties, new: Properties, changed: Collection[str]
    ) -> Replacement:
        return Replacement(covered(changed, ["kind"]))

    def deletion_takes(self, type_token: str) -> float:
        return 0.2

    def refuse_creation(self, resource: Registration, store: Store) -> None:
        if any(item.inputs["name"] == resource.inputs["name"] for item in store.of_type(resource.type)):
            raise SimulationError("AlreadyExists")
        needed = resource.inputs.get("needs")
        if needed and not any(item.inputs["name"] == needed for item in store.of_type(resource.type)):
            raise NotYetError(f"{needed} not found")

    def refuse_update(self, existing: Stored, resource: Registration, store: Store, *, dry_run: bool) -> None:
        if not dry_run and resource.inputs["name"] != existing.inputs["name"]:
            raise SimulationError("CannotRename")

    def delete(self, existing: Stored, store: Store) -> bool:
        if existing.inputs.get("used"):
            raise SimulationError("InUse")
        if existing.inputs.get("waits") and len(store.of_type(existing.type)) > 1:
            raise NotYetError("OthersAreThere")
        return not existing.inputs.get("kept")


@pytest.fixture
def things() -> Any:
    return LocalStub(Things(Clouds()))


def create(things: Any, **inputs: Any) -> Any:
    return things.Create(provider_pb2.CreateRequest(urn=URN, properties=wire.to_struct(inputs)))


def read(things: Any, identifier: str) -> Any:
    return things.Read(provider_pb2.ReadRequest(urn=URN, id=identifier))


def update(
    things: Any, identifier: str, old: dict[str, Any], new: dict[str, Any], preview: bool = False
) -> Any:
    before, after = wire.to_struct(old), wire.to_struct(new)
    return things.Update(
        provider_pb2.UpdateRequest(
            urn=URN, id=identifier, olds=before, old_inputs=before, news=after, preview=preview
        )
    )


def delete(things: Any, identifier: str) -> None:
    things.Delete(provider_pb2.DeleteRequest(urn=URN, id=identifier))


def test_what_was_created_is_read_as_it_was_created(things: Any) -> None:
    identifier = create(things, name="a", secret=wire.secret("x")).id

    found = read(things, identifier)

    assert found.id == identifier
    assert wire.from_struct(found.inputs) == {"name": "a", "secret": wire.secret("x")}
    assert wire.from_struct(found.properties)["made"] is True


def test_a_preview_creates_and_changes_nothing(things: Any) -> None:
    things.Create(provider_pb2.CreateRequest(urn=URN, properties=wire.to_struct({"name": "a"}), preview=True))
    identifier = create(things, name="a", size=1).id
    update(things, identifier, {"name": "a", "size": 1}, {"name": "a", "size": 2}, preview=True)

    assert read(things, identifier).inputs["size"] == 1


def test_an_update_is_read_afterwards(things: Any) -> None:
    identifier = create(things, name="a", size=1).id

    update(things, identifier, {"name": "a", "size": 1}, {"name": "a", "size": 2})

    assert read(things, identifier).properties["size"] == 2


def test_what_was_deleted_is_gone_and_may_be_deleted_again(things: Any) -> None:
    identifier = create(things, name="a").id

    delete(things, identifier)
    delete(things, identifier)

    assert read(things, identifier).id == ""


def test_a_deletion_waits_for_what_is_going_and_sees_it_until_it_is_gone() -> None:
    provider = Things(Clouds())
    things = LocalStub(provider)
    waiting = create(things, name="a", waits=True).id
    going = create(things, name="b").id
    other = threading.Thread(target=lambda: delete(things, going))
    other.start()

    begin = time.monotonic()
    delete(things, waiting)
    waited = time.monotonic() - begin
    other.join()

    # Its own deletion takes 0.2 s, the other's as much before that.
    assert waited > 0.35
    assert provider.clouds.everything() == []


def test_a_deletion_ends_its_wait(monkeypatch: pytest.MonkeyPatch, things: Any) -> None:
    monkeypatch.setattr(server, "_PAUSES", (0.01, 0.01))
    waiting = create(things, name="a", waits=True).id
    create(things, name="b")

    with pytest.raises(grpc.RpcError, match="OthersAreThere"):
        delete(things, waiting)


def test_what_a_provider_is_told_to_leave_stays_and_belongs_to_no_stack() -> None:
    provider = Things(Clouds())
    things = LocalStub(provider)
    identifier = create(things, name="a", kept=True).id

    delete(things, identifier)

    assert provider.clouds.everything() == []
    assert [item.id for item in provider.clouds.everything(released=True)] == [identifier]
    assert read(things, identifier).id == identifier


def test_what_the_simulation_never_saw_exists_under_any_id(things: Any) -> None:
    assert read(things, "elsewhere").id == "elsewhere"
    delete(things, "elsewhere")


def test_what_replaces_a_resource_has_another_id(things: Any) -> None:
    assert create(things, name="a").id != create(things, name="b").id


def test_the_cloud_may_refuse_each_operation(things: Any) -> None:
    identifier = create(things, name="a", used=True).id

    with pytest.raises(grpc.RpcError, match="AlreadyExists"):
        create(things, name="a")
    with pytest.raises(grpc.RpcError, match="CannotRename"):
        update(things, identifier, {"name": "a"}, {"name": "b"})
    with pytest.raises(grpc.RpcError, match="InUse"):
        delete(things, identifier)

    assert read(things, identifier).inputs["name"] == "a"


@pytest.mark.parametrize("operation", ["create", "update", "delete"])
def test_an_operation_that_is_told_to_fail_does_so_once_and_leaves_all_as_it_was(operation: str) -> None:
    provider = Things(Clouds())
    things = LocalStub(provider)
    identifier = "" if operation == "create" else create(things, name="a").id
    before = provider.clouds.everything()
    provider.clouds.fail_once(operation, "cloud:index:Thing")
    run = {
        "create": lambda: create(things, name="a"),
        "update": lambda: update(things, identifier, {"name": "a"}, {"name": "a", "size": 1}),
        "delete": lambda: delete(things, identifier),
    }[operation]

    with pytest.raises(grpc.RpcError, match=f"this {operation} was told to fail"):
        run()
    assert provider.clouds.everything() == before
    run()

    assert provider.clouds.everything() != before


def test_what_does_not_become_ready_exists_and_the_engine_hears_both() -> None:
    provider = Things(Clouds())
    things = LocalStub(provider)
    provider.clouds.fail_once("ready", URN)

    with pytest.raises(grpc.RpcError, match="becoming ready was told to fail, once") as refused:
        create(things, name="a", size=1)

    error: Any = refused.value
    ((key, details),) = error.trailing_metadata()
    assert key == "grpc-status-details-bin"
    status = status_pb2.Status.FromString(details)
    failed = provider_pb2.ErrorResourceInitFailed()
    assert status.details[0].Unpack(failed)
    (existing,) = provider.clouds.everything()
    assert failed.id == existing.id
    assert wire.from_struct(failed.inputs) == {"name": "a", "size": 1}
    assert wire.from_struct(failed.properties)["made"] is True
    assert list(failed.reasons) == ["becoming ready was told to fail, once"]


def test_the_engine_hears_which_change_replaces(things: Any) -> None:
    old = wire.to_struct({"kind": "a", "size": 1})
    other_kind, other_size = (
        wire.to_struct({"kind": "b", "size": 1}),
        wire.to_struct({"kind": "a", "size": 2}),
    )

    replacing = things.Diff(provider_pb2.DiffRequest(urn=URN, old_inputs=old, news=other_kind))
    resizing = things.Diff(provider_pb2.DiffRequest(urn=URN, old_inputs=old, news=other_size))

    assert list(replacing.replaces) == ["kind"]
    assert list(resizing.replaces) == []
    assert list(resizing.diffs) == ["size"]


def test_an_unchanged_resource_has_no_difference(things: Any) -> None:
    bag = wire.to_struct({"kind": "a"})

    answer = things.Diff(provider_pb2.DiffRequest(urn=URN, old_inputs=bag, news=bag))

    assert answer.changes == provider_pb2.DiffResponse.DIFF_NONE


def test_another_region_of_a_provider_is_a_difference(things: Any) -> None:
    answer = things.DiffConfig(
        provider_pb2.DiffRequest(
            urn="urn:pulumi:dev::small::pulumi:providers:cloud::main",
            old_inputs=wire.to_struct({"region": "eu-central-1"}),
            news=wire.to_struct({"region": "eu-west-1"}),
        )
    )

    assert list(answer.diffs) == ["region"]


def test_a_creation_waits_for_what_is_created_meanwhile(things: Any) -> None:
    with ThreadPoolExecutor() as executor:
        waiting = executor.submit(create, things, name="a", needs="b")
        time.sleep(0.1)
        assert not waiting.done()
        create(things, name="b")

        assert waiting.result().id


def test_a_creation_is_refused_when_what_it_waits_for_never_comes(
    things: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_PAUSES", (0.01, 0.01))

    with pytest.raises(grpc.RpcError, match="b not found"):
        create(things, name="a", needs="b")
