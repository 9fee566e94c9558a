import pytest

from preview.rehearsal.changes import Kind, changes, messages, unchanged, violations
from tests.support.engine_events import BUCKET, VPC, said, step, urn, violation


def test_each_resource_that_changed_is_named_with_the_properties_that_differ() -> None:
    (change,) = changes([step("same", BUCKET), step("update", diffs={"tags.a": "update", "cidr": "add"})])

    assert (change.type, change.name, change.kind) == (VPC, "main", Kind.UPDATED)
    assert change.paths == ("tags.a", "cidr")
    assert change.reasons == ()


@pytest.mark.parametrize(
    ("operations", "deletes_first"),
    [
        (("create-replacement", "replace", "delete-replaced"), False),
        (("delete-replaced", "replace", "create-replacement"), True),
    ],
)
def test_the_parts_of_a_replacement_are_one_change_with_its_reason(
    operations: tuple[str, ...], deletes_first: bool
) -> None:
    diffs = {"cidrBlock": "update-replace", "tags.a": "update"}

    (change,) = changes([step(operation, diffs=diffs) for operation in operations])

    assert change.kind is Kind.REPLACED
    assert change.paths == ("cidrBlock", "tags.a")
    assert change.reasons == ("cidrBlock",)
    assert change.deletes_first is deletes_first


def test_a_replacement_that_the_program_asks_for_names_the_keys_that_the_engine_names() -> None:
    (change,) = changes([step("replace", keys=["parameters"], diffs={"parameters.type": "update"})])

    assert change.reasons == ("parameters",)


def test_what_is_deleted_from_the_state_alone_is_retained() -> None:
    gone, kept = changes(
        [step("delete", name="gone", old={}), step("delete", name="kept", old={"retainOnDelete": True})]
    )

    assert not gone.retained
    assert kept.retained


def test_what_stays_is_counted_once_and_default_providers_are_not_counted() -> None:
    provider = "pulumi:providers:aws"
    events = [
        step("same"),
        step("same"),
        step("refresh", BUCKET),
        step("update", BUCKET),
        step("same", provider, "default_7_1_0"),
        step("create", provider, "default_7_2_0"),
        step("same", provider, "aws"),
    ]

    assert unchanged(events) == 2
    assert [change.type for change in changes(events)] == [BUCKET]


def test_a_message_is_told_once_with_its_resource_and_without_colours() -> None:
    events = [
        said("error", "<{%fg 1%}>refused<{%reset%}>\n", urn(VPC)),
        said("error", "refused", urn(VPC)),
        said("error", "update failed"),
        said("warning", "careful"),
        said("warning", "using pulumi-resource-aws from $PATH at /somewhere"),
    ]

    assert messages(events, "error") == ["aws:ec2/vpc:Vpc main: refused"]
    assert messages(events, "warning") == ["careful"]


def test_what_blocks_is_told_and_advice_is_not() -> None:
    events = [violation("no-ssh", "mandatory", "open", urn(VPC)), violation("names", "advisory", "short")]

    assert violations(events) == ["policy no-ssh on aws:ec2/vpc:Vpc main: open"]
