"""The tables of what replaces a resource name inputs that exist, and are read as the provider reads them."""

import pytest

from preview.model import UNKNOWN, Properties
from preview.simulated.aws.forms import FORMS
from preview.simulated.aws.replacement_rule import ReplacementRule
from preview.simulated.aws.replacements import (
    RULES,
    deletes_first,
    ineffective_paths,
    replacement_rule,
    replacing_paths,
)
from preview.simulated.diff import changed_paths
from tests.preview.simulated.sdk_inputs import has_input

CLUSTER = "aws:eks/cluster:Cluster"
ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint"
INSTANCE = "aws:ec2/instance:Instance"
NODES = "aws:eks/nodeGroup:NodeGroup"
OTHER = "aws:chime/voiceConnector:VoiceConnector"
SUBNET = "aws:ec2/subnet:Subnet"


def _paths(rule: ReplacementRule) -> frozenset[str]:
    conditions = frozenset(condition.path for condition in rule.conditions)
    named = frozenset({rule.named}) if rule.named else frozenset[str]()
    return rule.properties | rule.presence | rule.kept | rule.sets | rule.unread | conditions | named


@pytest.mark.parametrize("token", sorted({*FORMS, *RULES}))
def test_every_simulated_type_has_a_rule_whose_paths_are_inputs_of_the_sdk(token: str) -> None:
    rule = replacement_rule(token)
    assert rule is not None
    assert sorted(path for path in _paths(rule) if not has_input(token, path)) == []


def replacing(token: str, old: Properties, new: Properties, region: str = "") -> set[str]:
    return set(replacing_paths(token, old, new, changed_paths(old, new), region))


def ineffective(token: str, old: Properties, new: Properties, outputs: Properties | None = None) -> set[str]:
    return set(ineffective_paths(token, old, new, changed_paths(old, new), outputs or {}))


def test_of_a_type_without_an_entry_nothing_is_known() -> None:
    assert replacement_rule(OTHER) is None
    assert replacing(OTHER, {"name": "one"}, {"name": "other"}) == set()
    assert ineffective(OTHER, {"name": "one"}, {}) == set()
    assert not deletes_first(OTHER, {"name": "one", "__defaults": []})


def test_a_type_under_a_second_name_has_the_same_rule() -> None:
    assert replacement_rule("aws:alb/targetGroup:TargetGroup") is replacement_rule(
        "aws:lb/targetGroup:TargetGroup"
    )


def test_a_rule_says_where_it_stands() -> None:
    rule = replacement_rule(SUBNET)
    assert rule is not None
    assert rule.source.endswith("v6.58.0 internal/service: ec2 resourceSubnet")


def test_a_property_inside_of_a_block_replaces_when_the_block_goes() -> None:
    old = {"accessConfig": {"bootstrapClusterCreatorAdminPermissions": False}}
    assert replacing(CLUSTER, old, {}) == {"accessConfig"}
    assert replacing(CLUSTER, {"accessConfig": {"authenticationMode": "API"}}, {}) == set()


def test_a_property_that_aws_fills_in_does_not_replace_when_its_block_goes() -> None:
    assert replacing(NODES, {"launchTemplate": {"id": "lt-1", "version": "1"}}, {}) == set()
    assert replacing(NODES, {}, {"launchTemplate": {"id": "lt-1", "version": "1"}}) == {"launchTemplate"}


def test_a_block_that_comes_or_goes_can_replace_where_a_change_inside_does_not() -> None:
    inside = {"privateDnsNameOptions": {"hostnameType": "ip-name"}}
    assert replacing(INSTANCE, {}, inside) == {"privateDnsNameOptions"}
    other = {"privateDnsNameOptions": {"hostnameType": "resource-name"}}
    assert replacing(INSTANCE, inside, other) == set()


def test_the_region_replaces_unless_it_is_the_providers_own() -> None:
    assert replacing(SUBNET, {}, {"region": "eu-west-1"}, "eu-central-1") == {"region"}
    assert replacing(SUBNET, {}, {"region": "eu-central-1"}, "eu-central-1") == set()


def test_leaving_out_what_aws_filled_in_changes_nothing() -> None:
    old = {"availabilityZone": "eu-central-1a", "vpcId": "vpc-1"}
    assert ineffective(SUBNET, old, {}) == {"availabilityZone"}


def test_naming_what_aws_filled_in_changes_nothing() -> None:
    new = {"availabilityZone": "eu-central-1a"}
    assert ineffective(SUBNET, {}, new, {"availabilityZone": "eu-central-1a"}) == {"availabilityZone"}
    assert ineffective(SUBNET, {}, new, {"availabilityZone": "eu-central-1b"}) == set()
    unknown = {"availabilityZone": UNKNOWN}
    assert ineffective(SUBNET, {}, unknown, {"availabilityZone": UNKNOWN}) == set()


def test_a_list_that_loses_an_item_is_a_change_even_where_aws_fills_it_in() -> None:
    assert ineffective(ENDPOINT, {"subnetIds": ["a", "b"]}, {"subnetIds": ["a"]}) == set()
    assert ineffective(ENDPOINT, {"subnetIds": ["a", "b"]}, {}) == {"subnetIds"}


def test_another_order_changes_nothing_in_a_set_alone() -> None:
    old, new = {"subnetIds": ["a", "b"]}, {"subnetIds": ["b", "a"]}
    assert ineffective(NODES, old, new) == {"subnetIds[0]", "subnetIds[1]"}
    old, new = {"instanceTypes": ["a", "b"]}, {"instanceTypes": ["b", "a"]}
    assert ineffective(NODES, old, new) == set()


@pytest.mark.parametrize(
    ("inputs", "is_first"),
    [
        ({"name": "made-1234567", "__defaults": ["name"]}, False),
        ({"name": "chosen", "__defaults": []}, True),
        ({"namePrefix": "some", "__defaults": []}, False),
        # The bridge counts a resource without the list as named automatically.
        ({"name": "chosen"}, False),
    ],
)
def test_a_resource_that_the_program_names_is_deleted_first(inputs: Properties, is_first: bool) -> None:
    assert deletes_first("aws:iam/role:Role", inputs) is is_first


def test_a_type_of_which_the_provider_says_so_is_deleted_first() -> None:
    assert deletes_first("aws:ec2/securityGroupRule:SecurityGroupRule", {"__defaults": []})


def test_the_bridge_does_not_look_at_names_of_the_plugin_framework() -> None:
    rule = replacement_rule("aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive")
    assert rule is not None
    assert not rule.named
