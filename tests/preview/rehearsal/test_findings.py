import pytest

from preview.rehearsal.changes import Change, Kind
from preview.rehearsal.findings import differences, emptiness, left_behind, loss
from preview.simulated.store import Stored
from tests.support.engine_events import BUCKET, VPC, urn


def change(kind: Kind, type_token: str = BUCKET, *, retained: bool = False) -> Change:
    return Change(urn(type_token), type_token, kind, ("bucket",), ("bucket",), retained=retained)


@pytest.mark.parametrize("kind", [Kind.REPLACED, Kind.DELETED])
def test_a_replaced_or_deleted_resource_with_data_is_a_loss_and_says_why(kind: Kind) -> None:
    assert loss(change(kind)) == (
        f"aws:s3/bucket:Bucket main is {kind.value} (bucket): its objects and their versions are lost"
    )


def test_nothing_is_lost_with_an_update_a_resource_without_data_or_one_that_stays() -> None:
    assert loss(change(Kind.UPDATED)) == ""
    assert loss(change(Kind.REPLACED, VPC)) == ""
    assert loss(change(Kind.DELETED, retained=True)) == ""


def test_what_must_be_empty_to_go_is_named_when_it_goes() -> None:
    assert emptiness(change(Kind.DELETED)) == "in a real account, empty it first: aws:s3/bucket:Bucket main"
    assert emptiness(change(Kind.DELETED, VPC)) == ""
    assert emptiness(change(Kind.DELETED, retained=True)) == ""


def test_an_update_that_did_something_else_than_its_preview_is_told() -> None:
    planned = [change(Kind.UPDATED), change(Kind.CREATED, VPC)]

    assert differences(planned, planned) == []
    assert differences(planned, [change(Kind.REPLACED)]) == [
        "aws:ec2/vpc:Vpc main was previewed as created and is unchanged",
        "aws:s3/bucket:Bucket main was previewed as updated and is replaced",
    ]


def test_state_and_clouds_must_hold_the_same() -> None:
    state = [
        {"type": VPC, "id": "vpc-1", "urn": urn(VPC), "custom": True},
        {"type": BUCKET, "id": "read", "urn": urn(BUCKET), "custom": True, "external": True},
        {"type": "pulumi:providers:aws", "id": "x", "urn": urn("pulumi:providers:aws"), "custom": True},
        {"type": "my:index:Group", "urn": urn("my:index:Group"), "custom": False},
    ]
    vpc = Stored(VPC, urn(VPC), "vpc-1", {}, {})
    orphan = Stored(VPC, urn(VPC, "other"), "vpc-2", {}, {})

    assert left_behind(state, [vpc]) == []
    assert left_behind(state, [vpc, orphan]) == [
        "left behind: aws:ec2/vpc:Vpc other (vpc-2) exists, and the stack does not know it"
    ]
    assert left_behind(state, []) == ["aws:ec2/vpc:Vpc main (vpc-1) is in the stack and does not exist"]
