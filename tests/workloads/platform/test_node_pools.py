"""The nodes that Karpenter may start: hardened as those of the node groups, as many as the settings say."""

import tomllib
from typing import Any

import pytest

from infra.cluster.node_settings import NodeGroupSettings
from infra.cluster.user_data import amazon_linux_parts, bottlerocket_settings
from workloads.platform.node_pools import most_nodes, node_class_spec, node_pool_spec

ZONES = ("eu-central-1a", "eu-central-1b", "eu-central-1c")


def group(**changes: Any) -> NodeGroupSettings:
    return NodeGroupSettings.model_validate(
        {
            "instanceTypes": ["m7i.large", "m7a.large"],
            "amiType": "BOTTLEROCKET_x86_64",
            "capacityType": "ON_DEMAND",
            "minPerZone": 1,
            "maxPerZone": 3,
            "diskGib": 60,
            **changes,
        }
    )


def node_class(settings: NodeGroupSettings) -> dict[str, Any]:
    return node_class_spec(
        settings,
        image_parameter="/aws/service/image",
        instance_profile="profile",
        subnet_ids=["subnet-1", "subnet-2"],
        security_group_id="sg-1",
        volumes_key_arn="arn:aws:kms:eu-central-1:111122223333:key/1",
        tags={"Owner": "platform"},
    )


def pool(settings: NodeGroupSettings) -> dict[str, Any]:
    return node_pool_spec(settings, node_class="general", zones=ZONES, expire_after_days=14)


def requirements(settings: NodeGroupSettings) -> dict[str, list[str]]:
    found = pool(settings)["template"]["spec"]["requirements"]
    assert {each["operator"] for each in found} == {"In"}
    return {each["key"]: each["values"] for each in found}


def test_the_pool_has_what_the_group_may_have_beyond_its_smallest_size_in_every_zone() -> None:
    assert most_nodes(group(minPerZone=1, maxPerZone=3), 3) == 6
    assert pool(group())["limits"] == {"nodes": "6"}


def test_a_group_that_may_not_grow_leaves_nothing_to_start() -> None:
    assert most_nodes(group(minPerZone=3, maxPerZone=3), 3) == 0


def test_machines_are_those_of_the_group_in_its_zones() -> None:
    assert requirements(group()) == {
        "kubernetes.io/arch": ["amd64"],
        "kubernetes.io/os": ["linux"],
        "node.kubernetes.io/instance-type": ["m7i.large", "m7a.large"],
        "karpenter.sh/capacity-type": ["on-demand"],
        "topology.kubernetes.io/zone": list(ZONES),
    }
    arm = group(amiType="BOTTLEROCKET_ARM_64", instanceTypes=["m7g.large", "m6g.large"], capacityType="SPOT")
    assert requirements(arm)["kubernetes.io/arch"] == ["arm64"]
    assert requirements(arm)["karpenter.sh/capacity-type"] == ["spot"]


def test_nodes_are_replaced_at_their_age_one_at_a_time_and_no_drain_is_endless() -> None:
    spec = pool(group())
    assert spec["template"]["spec"]["expireAfter"] == "336h"
    assert spec["disruption"]["budgets"] == [{"nodes": "1"}]
    assert spec["template"]["spec"]["terminationGracePeriod"] == "1h"


def test_labels_and_taints_are_those_of_the_group_in_the_words_of_kubernetes() -> None:
    settings = group(
        labels={"team": "batch"},
        taints=[
            {"key": "batch", "value": "yes", "effect": "NO_SCHEDULE"},
            {"key": "slow", "value": "", "effect": "PREFER_NO_SCHEDULE"},
            {"key": "out", "value": "1", "effect": "NO_EXECUTE"},
        ],
    )
    template = pool(settings)["template"]
    assert template["metadata"]["labels"] == {"team": "batch"}
    assert template["spec"]["taints"] == [
        {"key": "batch", "value": "yes", "effect": "NoSchedule"},
        {"key": "slow", "effect": "PreferNoSchedule"},
        {"key": "out", "value": "1", "effect": "NoExecute"},
    ]


def test_machines_want_session_tokens_from_the_host_alone_and_have_no_public_address() -> None:
    spec = node_class(group())
    assert spec["metadataOptions"]["httpTokens"] == "required"
    assert spec["metadataOptions"]["httpPutResponseHopLimit"] == 1
    assert spec["associatePublicIPAddress"] is False


def test_every_volume_is_encrypted_with_the_key_and_goes_with_its_machine() -> None:
    mappings = node_class(group())["blockDeviceMappings"]
    assert [(each["deviceName"], each["ebs"]["volumeSize"]) for each in mappings] == [
        ("/dev/xvda", "4Gi"),
        ("/dev/xvdb", "60Gi"),
    ]
    for each in mappings:
        assert each["ebs"]["encrypted"] is True
        assert each["ebs"]["kmsKeyID"].endswith(":key/1")
        assert each["ebs"]["deleteOnTermination"] is True


@pytest.mark.parametrize("ami_type", ["BOTTLEROCKET_x86_64", "BOTTLEROCKET_x86_64_FIPS"])
def test_bottlerocket_is_told_all_that_it_is_told_in_a_node_group(ami_type: str) -> None:
    spec = node_class(group(amiType=ami_type))
    assert spec["amiFamily"] == "Bottlerocket"
    ours = tomllib.loads(bottlerocket_settings())["settings"]
    told = tomllib.loads(spec["userData"])["settings"]
    (command,) = told.pop("bootstrap-commands").values()
    # Karpenter drops what it does not know of the table of Kubernetes.
    assert ours["kubernetes"].pop("static-pods-enabled") is False
    assert command["commands"] == [["apiclient", "set", "kubernetes.static-pods-enabled=false"]]
    assert command["mode"] == "always"
    assert told == ours


def test_amazon_linux_is_told_what_it_is_told_in_a_node_group() -> None:
    spec = node_class(group(amiType="AL2023_x86_64_STANDARD"))
    assert spec["amiFamily"] == "AL2023"
    assert spec["userData"] == amazon_linux_parts()
