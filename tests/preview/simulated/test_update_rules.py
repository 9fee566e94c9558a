"""What AWS refuses to change."""

import pytest

from preview.simulated.aws.creation_storage import VERSIONING
from preview.simulated.aws.eks_clusters import CLUSTER, NODE_GROUP
from preview.simulated.aws.security_group_rules import VPC_RULES
from tests.support.simulated_account import SimulatedAccount

INGRESS = next(iter(VPC_RULES))
VOLUME = "aws:ebs/volume:Volume"
HTTPS = {"securityGroupId": "sg-1", "ipProtocol": "tcp", "fromPort": 443, "toPort": 443}


@pytest.mark.parametrize("version", ["1.35", "1.38", "1.4"])
def test_a_cluster_goes_up_one_minor_version_at_a_time(account: SimulatedAccount, version: str) -> None:
    account.exists(CLUSTER, "platform", version="1.36")

    refusal = account.refusal_of_update(CLUSTER, "platform", version=version)

    assert f"Unsupported Kubernetes minor version update from 1.36 to {version}" in refusal
    account.update(CLUSTER, "platform", version="1.37")
    account.update(CLUSTER, "platform", version="1.36")
    account.update(CLUSTER, "platform")


@pytest.mark.parametrize(
    ("before", "after"), [("API", "CONFIG_MAP"), ("API", "API_AND_CONFIG_MAP"), ("CONFIG_MAP", "API")]
)
def test_a_cluster_goes_from_the_config_map_to_entries_step_by_step(
    account: SimulatedAccount, before: str, after: str
) -> None:
    account.exists(CLUSTER, "platform", accessConfig={"authenticationMode": before})

    refusal = account.refusal_of_update(CLUSTER, "platform", accessConfig={"authenticationMode": after})

    assert f"Unsupported authentication mode update from {before} to {after}" in refusal


@pytest.mark.parametrize(("before", "after"), [("CONFIG_MAP", "API_AND_CONFIG_MAP"), ("API", "API")])
def test_one_step_is_taken(account: SimulatedAccount, before: str, after: str) -> None:
    account.exists(CLUSTER, "platform", accessConfig={"authenticationMode": before})

    account.update(CLUSTER, "platform", accessConfig={"authenticationMode": after})
    account.update(CLUSTER, "platform")


def test_nodes_go_neither_back_nor_past_their_cluster(account: SimulatedAccount) -> None:
    account.exists(CLUSTER, "platform", name="platform", version="1.36")
    account.exists(NODE_GROUP, "nodes", clusterName="platform", version="1.35")

    back = account.refusal_of_update(NODE_GROUP, "nodes", clusterName="platform", version="1.34")
    past = account.refusal_of_update(NODE_GROUP, "nodes", clusterName="platform", version="1.37")

    assert "You cannot roll back a node group to an earlier Kubernetes version" in back
    assert "is later than the cluster" in past
    for version in ("1.35", "1.36"):
        account.update(NODE_GROUP, "nodes", clusterName="platform", version=version)


def test_sizes_of_nodes_stay_in_order(account: SimulatedAccount) -> None:
    account.exists(NODE_GROUP, "nodes", scalingConfig={"minSize": 1, "desiredSize": 1, "maxSize": 3})

    refusal = account.refusal_of_update(
        NODE_GROUP, "nodes", scalingConfig={"minSize": 2, "desiredSize": 1, "maxSize": 3}
    )

    assert "Minimum capacity 2 can't be greater than desired size 1" in refusal


def test_a_volume_does_not_shrink(account: SimulatedAccount) -> None:
    account.exists(VOLUME, "vol-1", size=20)

    assert "New size cannot be smaller than existing size" in account.refusal_of_update(
        VOLUME, "vol-1", size=10
    )
    account.update(VOLUME, "vol-1", size=20)
    account.update(VOLUME, "vol-1", size=30)


@pytest.mark.parametrize(
    ("before", "after", "refused"),
    [
        ("Enabled", "Disabled", True),
        ("Suspended", "Disabled", True),
        ("Disabled", "Disabled", False),
        ("Enabled", "Suspended", False),
        ("Disabled", "Enabled", False),
    ],
)
def test_versions_of_a_bucket_are_suspended_and_never_disabled_again(
    account: SimulatedAccount, before: str, after: str, refused: bool
) -> None:
    account.exists(VERSIONING, "logs", bucket="logs", versioningConfiguration={"status": before})
    inputs = {"bucket": "logs", "versioningConfiguration": {"status": after}}

    if refused:
        assert "cannot be updated from" in account.refusal_of_update(VERSIONING, "logs", **inputs)
    else:
        account.update(VERSIONING, "logs", **inputs)


def test_a_rule_is_not_changed_into_another_that_exists(account: SimulatedAccount) -> None:
    account.exists(INGRESS, "sgr-1", **HTTPS, cidrIpv4="10.0.0.0/16")
    account.exists(INGRESS, "sgr-2", **HTTPS, cidrIpv4="10.1.0.0/16")

    refusal = account.refusal_of_update(INGRESS, "sgr-2", **HTTPS, cidrIpv4="10.0.0.0/16")

    assert "InvalidPermission.Duplicate" in refusal
    account.update(INGRESS, "sgr-2", **HTTPS, cidrIpv4="10.1.0.0/16", description="the same rule")
    account.update(INGRESS, "sgr-2", **HTTPS, cidrIpv4="10.2.0.0/16")
