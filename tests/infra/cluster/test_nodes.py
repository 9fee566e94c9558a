"""The nodes of both stacks, as they would be applied."""

import base64
import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from infra.cluster.node_settings import NodeGroupSettings
from infra.cluster.nodes import volumes
from preview.model import Resource, Result
from tests.support.dependency_graph import must_outlive
from tests.support.resources import of_type, only_inputs
from tests.support.variants import Changes


def template_of(result: Result) -> Resource:
    (template,) = of_type(result, "aws:ec2/launchTemplate:LaunchTemplate")
    return template


def node_groups(result: Result) -> list[Resource]:
    return of_type(result, "aws:eks/nodeGroup:NodeGroup")


def names_by_arn(result: Result, token: str) -> dict[str, str]:
    return {resource.outputs["arn"]: resource.name for resource in of_type(result, token)}


def test_each_zone_has_nodes_of_its_own_in_its_private_subnet(either_stack: Result) -> None:
    private = {
        subnet.id: subnet.inputs["availabilityZone"]
        for subnet in of_type(either_stack, "aws:ec2/subnet:Subnet")
        if subnet.inputs["tags"]["Tier"] == "private"
    }
    placed = [private[subnet] for group in node_groups(either_stack) for subnet in group.inputs["subnetIds"]]
    assert sorted(placed) == sorted(private.values())
    for group in node_groups(either_stack):
        (subnet,) = group.inputs["subnetIds"]
        assert group.name == f"general-{private[subnet]}"


def test_sizes_are_per_zone(dev: Result, prod: Result) -> None:
    for result, largest in ((dev, 2), (prod, 3)):
        for group in node_groups(result):
            assert group.inputs["scalingConfig"] == {"minSize": 1, "desiredSize": 1, "maxSize": largest}


def test_all_zones_run_on_the_one_template_and_the_version_of_the_cluster(either_stack: Result) -> None:
    version = only_inputs(either_stack, "aws:eks/cluster:Cluster")["version"]
    for group in node_groups(either_stack):
        assert group.inputs["launchTemplate"] == {"id": template_of(either_stack).id, "version": "1"}
        assert group.inputs["version"] == version


def test_nodes_run_a_release_of_their_image_that_the_program_names(either_stack: Result) -> None:
    releases = {group.inputs["releaseVersion"] for group in node_groups(either_stack)}
    assert len(releases) == 1
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+-[0-9a-f]{8}", releases.pop())


def test_a_pinned_release_is_what_nodes_run(variant: Callable[[str, Changes], Result]) -> None:
    pinned = variant("dev", {"nodeGroups.general.releaseVersion": "1.65.0-0be31b34"})
    assert {group.inputs["releaseVersion"] for group in node_groups(pinned)} == {"1.65.0-0be31b34"}


def test_an_update_does_not_set_the_number_of_nodes_back(either_stack: Result) -> None:
    for group in node_groups(either_stack):
        assert list(group.ignore_changes) == ["scalingConfig.desiredSize"]


def test_a_zone_changes_once_the_one_before_it_has(either_stack: Result) -> None:
    resources = either_stack.applied.resources
    zones = [group.urn for group in sorted(node_groups(either_stack), key=lambda group: group.name)]
    for earlier, later in pairwise(zones):
        assert earlier in must_outlive(resources, later)
        assert later not in must_outlive(resources, earlier)


def test_nodes_are_replaced_one_by_one_and_repaired(either_stack: Result) -> None:
    for group in node_groups(either_stack):
        assert group.inputs["updateConfig"] == {"maxUnavailable": 1, "updateStrategy": "DEFAULT"}
        assert group.inputs["nodeRepairConfig"] == {"enabled": True}


def test_nobody_logs_in_to_a_node(either_stack: Result) -> None:
    assert "keyName" not in template_of(either_stack).inputs
    for group in node_groups(either_stack):
        assert "remoteAccess" not in group.inputs


def test_spot_nodes_have_several_kinds_of_machine_to_choose_from(dev: Result) -> None:
    for group in node_groups(dev):
        assert group.inputs["capacityType"] == "SPOT"
        assert len(group.inputs["instanceTypes"]) > 1


def test_machines_are_in_the_group_of_the_nodes_without_a_public_address(either_stack: Result) -> None:
    names = {group.id: group.name for group in of_type(either_stack, "aws:ec2/securityGroup:SecurityGroup")}
    template = template_of(either_stack).inputs
    assert [names[group] for group in template["vpcSecurityGroupIds"]] == ["node"]
    assert "networkInterfaces" not in template


def test_machines_want_session_tokens_from_the_host_alone(either_stack: Result) -> None:
    options = template_of(either_stack).inputs["metadataOptions"]
    assert options["httpTokens"] == "required"
    assert options["httpPutResponseHopLimit"] == 1


def test_every_volume_of_a_machine_is_encrypted_with_the_volumes_key(either_stack: Result) -> None:
    keys = names_by_arn(either_stack, "aws:kms/key:Key")
    mappings = template_of(either_stack).inputs["blockDeviceMappings"]
    assert [mapping["deviceName"] for mapping in mappings] == ["/dev/xvda", "/dev/xvdb"]
    for mapping in mappings:
        assert mapping["ebs"]["encrypted"] == "true"
        assert mapping["ebs"]["volumeType"] == "gp3"
        assert keys[mapping["ebs"]["kmsKeyId"]] == "volumes"


def test_machines_are_told_how_to_harden_themselves(either_stack: Result) -> None:
    assert b"seccomp-default" in base64.b64decode(template_of(either_stack).inputs["userData"])


def test_machines_and_what_belongs_to_them_carry_the_tags_of_the_stack(either_stack: Result) -> None:
    kinds = {
        tags["resourceType"]: tags["tags"] for tags in template_of(either_stack).inputs["tagSpecifications"]
    }
    assert set(kinds) == {"instance", "volume", "network-interface"}
    for tags in kinds.values():
        assert tags["Owner"] == "platform-team"
        assert tags["Stack"] == either_stack.stack


@pytest.mark.parametrize(
    ("ami_type", "instance_type", "expected"),
    [
        ("AL2023_ARM_64_STANDARD", "m7g.large", [("/dev/xvda", 40)]),
        ("BOTTLEROCKET_x86_64_FIPS", "m7i.large", [("/dev/xvda", 4), ("/dev/xvdb", 40)]),
    ],
)
def test_pods_get_the_disk_of_the_settings_on_either_image(
    ami_type: str, instance_type: str, expected: list[tuple[str, int]]
) -> None:
    settings = NodeGroupSettings.model_validate(
        {
            "instanceTypes": [instance_type],
            "amiType": ami_type,
            "capacityType": "ON_DEMAND",
            "minPerZone": 1,
            "maxPerZone": 1,
            "diskGib": 40,
        }
    )
    assert volumes(settings) == expected
