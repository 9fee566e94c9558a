"""The command against a simulated account: what it makes, leaves, sets right and refuses."""

import boto3
import pytest

from tests.support.state_bucket import (
    ACCOUNT,
    ALIAS,
    BUCKET,
    OTHER_ACCOUNT,
    REGION,
    Aws,
    client_of_another_account,
)


def test_the_first_run_makes_everything(aws: Aws):
    run = aws.bootstrap()
    assert (run.code, run.error) == (0, "")
    bucket = aws.state()["buckets"][BUCKET]
    assert set(bucket["public access"]["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["ownership"]["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]
    assert bucket["versioning"] == {"Status": "Enabled"}
    assert bucket["encryption"]["ServerSideEncryptionConfiguration"]["Rules"] == [
        {
            "ApplyServerSideEncryptionByDefault": {
                "SSEAlgorithm": "aws:kms",
                "KMSMasterKeyID": aws.key_arn(),
            },
            "BucketKeyEnabled": True,
        }
    ]
    rules = {rule["ID"]: rule for rule in bucket["lifecycle"]["Rules"]}
    assert rules["abort-incomplete-uploads"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 7}
    assert rules["expire-old-versions"]["NoncurrentVersionExpiration"] == {"NoncurrentDays": 90}
    (key,) = aws.state()["keys"].values()
    assert key["rotation"]["KeyRotationEnabled"] is True
    assert key["aliases"] == [ALIAS]
    assert key["key"]["KeyMetadata"]["Description"] == "Secrets and state of Pulumi for palisade"


def test_the_second_run_changes_nothing(aws: Aws):
    first = aws.bootstrap()
    before = aws.state()
    second = aws.bootstrap()
    assert aws.state() == before
    assert len(aws.key_ids()) == 1
    assert first.changes
    assert (second.code, second.changes, second.writes) == (0, [], [])
    assert second.said.partition("Use")[2] == first.said.partition("Use")[2]


def test_it_ends_with_the_commands_that_use_what_it_made(aws: Aws):
    said = aws.bootstrap().said
    assert f"pulumi login 's3://{BUCKET}?region={REGION}&awssdk=v2&ssetype=aws:kms&kmskeyid=" in said
    assert f"kmskeyid={aws.key_arn()}'" in said
    assert f"pulumi stack init STACK --secrets-provider='awskms://{ALIAS}?region={REGION}'" in said


def test_a_region_that_is_no_location_constraint_works_too(aws: Aws):
    run = aws.bootstrap(region="us-east-1")
    assert (run.code, run.error) == (0, "")
    assert (
        aws.s3.head_bucket(Bucket=f"palisade-pulumi-state-{ACCOUNT}-us-east-1")["BucketRegion"] == "us-east-1"
    )


def test_a_dry_run_tells_every_change_and_makes_none(aws: Aws):
    dry = aws.bootstrap("--dry-run")
    assert (dry.code, dry.writes) == (0, [])
    assert aws.state() == {"buckets": {}, "keys": {}}
    assert all(line.startswith("would ") for line in dry.changes)
    wet = aws.bootstrap()
    assert {_change(line) for line in wet.changes} <= {_change(line) for line in dry.changes}


def _change(line: str) -> str:
    return line.removeprefix("would ").replace("created ", "create ")


def test_tags_of_others_stay(aws: Aws):
    aws.bootstrap()
    aws.s3.put_bucket_tagging(Bucket=BUCKET, Tagging={"TagSet": [{"Key": "CostCenter", "Value": "4711"}]})
    aws.bootstrap()
    tags = aws.s3.get_bucket_tagging(Bucket=BUCKET)["TagSet"]
    assert {"Key": "CostCenter", "Value": "4711"} in tags
    assert {"Key": "ManagedBy", "Value": "bootstrap"} in tags


def test_every_call_of_the_bucket_names_its_owner_so_that_s3_refuses_a_stranger(aws: Aws):
    with aws.parameters("s3") as calls:
        aws.bootstrap()
        aws.bootstrap()
    owners = {name: given.get("ExpectedBucketOwner") for name, given in calls}
    assert owners.pop("CreateBucket") is None
    assert len(owners) > 10
    assert set(owners.values()) == {ACCOUNT}


def test_two_names_stand_side_by_side(aws: Aws):
    aws.bootstrap()
    before = aws.state()
    assert aws.bootstrap("--name", "other").code == 0
    after = aws.state()
    assert len(after["keys"]) == len(after["buckets"]) == 2
    assert after["buckets"][BUCKET] == before["buckets"][BUCKET]


def refused(aws: Aws, *arguments: str, **where: str) -> str:
    """The message of a run that must change nothing."""
    run = aws.bootstrap(*arguments, **where)
    assert (run.code, run.said, run.writes) == (2, "", [])
    assert run.error.startswith("error: ")
    assert run.error.count("\n") == 1
    return run.error


def test_credentials_of_another_account_are_refused(aws: Aws):
    message = refused(aws, account=OTHER_ACCOUNT)
    assert f"credentials are of account {ACCOUNT}" in message
    assert f"--account-id is {OTHER_ACCOUNT}" in message


def test_a_bucket_of_another_account_is_refused(aws: Aws):
    client_of_another_account("s3").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    assert f"{BUCKET} exists and belongs to another account" in refused(aws)


def test_a_bucket_in_another_region_is_refused(aws: Aws):
    boto3.client("s3", region_name="eu-west-1").create_bucket(
        Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
    )
    assert f"{BUCKET} is in eu-west-1, not in {REGION}" in refused(aws)


def test_an_alias_on_a_key_of_somebody_else_is_refused(aws: Aws):
    foreign = aws.kms.create_key()["KeyMetadata"]
    aws.kms.create_alias(AliasName=ALIAS, TargetKeyId=foreign["KeyId"])
    message = refused(aws)
    assert foreign["Arn"] in message
    assert "which this command did not make" in message


def test_an_alias_on_the_key_of_another_name_is_refused(aws: Aws):
    aws.bootstrap("--name", "other")
    theirs = aws.kms.describe_key(KeyId="alias/other-pulumi")["KeyMetadata"]
    aws.kms.create_alias(AliasName=ALIAS, TargetKeyId=theirs["KeyId"])
    assert "hand the key over by the tags Project=palisade, ManagedBy=bootstrap" in refused(aws)


def test_a_key_that_is_handed_over_by_its_tags_is_taken(aws: Aws):
    key = aws.kms.create_key()["KeyMetadata"]["KeyId"]
    tags = {"Project": "palisade", "ManagedBy": "bootstrap"}
    aws.kms.create_alias(AliasName=ALIAS, TargetKeyId=key)
    aws.kms.tag_resource(KeyId=key, Tags=[{"TagKey": k, "TagValue": v} for k, v in tags.items()])
    assert aws.bootstrap().code == 0
    assert aws.key_ids() == [key]


def test_a_new_key_that_kms_does_not_know_yet_is_waited_for(aws: Aws, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("bootstrap.key._SECONDS_BETWEEN_TRIES", 0)
    with aws.late("kms", "CreateAlias", 3), aws.late("kms", "EnableKeyRotation", 3):
        run = aws.bootstrap()
    assert (run.code, run.error) == (0, "")
    assert len(aws.key_ids()) == 1


@pytest.mark.parametrize("operation", ["CreateAlias", "EnableKeyRotation"])
def test_a_key_that_kms_does_not_know_for_long_is_an_error(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, operation: str
):
    monkeypatch.setattr("bootstrap.key._SECONDS_BETWEEN_TRIES", 0)
    with aws.late("kms", operation, 100):
        run = aws.bootstrap()
    assert run.code == 2
    assert f"{operation} with NotFoundException" in run.error
    assert aws.bootstrap().code == 0
    assert len(aws.key_ids()) == 1


def test_a_disabled_key_is_refused(aws: Aws):
    aws.bootstrap()
    aws.kms.disable_key(KeyId=aws.key_id())
    assert "is Disabled: enable it first" in refused(aws)


def test_a_key_that_is_about_to_be_deleted_is_refused(aws: Aws):
    aws.bootstrap()
    aws.kms.schedule_key_deletion(KeyId=aws.key_id(), PendingWindowInDays=30)
    assert "is PendingDeletion: cancel its deletion" in refused(aws)


def test_a_key_that_is_about_to_be_deleted_is_not_replaced_when_its_alias_is_gone(aws: Aws):
    aws.bootstrap()
    aws.kms.schedule_key_deletion(KeyId=aws.key_id(), PendingWindowInDays=30)
    aws.kms.delete_alias(AliasName=ALIAS)
    assert "is PendingDeletion" in refused(aws)


def test_an_asymmetric_key_is_refused(aws: Aws):
    key = aws.kms.create_key(
        KeySpec="RSA_2048",
        KeyUsage="ENCRYPT_DECRYPT",
        Tags=[
            {"TagKey": "Project", "TagValue": "palisade"},
            {"TagKey": "ManagedBy", "TagValue": "bootstrap"},
        ],
    )["KeyMetadata"]
    aws.kms.create_alias(AliasName=ALIAS, TargetKeyId=key["KeyId"])
    assert "is RSA_2048 of AWS_KMS; it must be SYMMETRIC_DEFAULT" in refused(aws)


def test_several_keys_with_the_tags_and_no_alias_are_refused(aws: Aws):
    aws.bootstrap()
    aws.kms.create_key(Tags=aws.kms.list_resource_tags(KeyId=aws.key_id())["Tags"])
    aws.kms.delete_alias(AliasName=ALIAS)
    message = refused(aws)
    assert all(key in message for key in aws.key_ids())


def test_what_cannot_be_a_place_is_refused(aws: Aws):
    assert "--account-id is '1234'; it must be an account id of 12 digits" in refused(aws, account="1234")
