"""Wrong settings give one message that names file, key, value found and values allowed."""

import copy
from typing import Any

import pytest
import yaml

from infra.configuration import ConfigurationError, parse
from infra.settings import InfraSettings
from tests.support.shared_preview import REPOSITORY
from workloads.settings import WorkloadSettings


def stack_file(stack: str) -> dict[str, Any]:
    config = yaml.safe_load((REPOSITORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8"))["config"]
    prefix = "palisade:"
    return {key.removeprefix(prefix): value for key, value in config.items() if key.startswith(prefix)}


def refusal(change: dict[str, Any], secret: frozenset[str] = frozenset()) -> str:
    """The message for the dev settings with some dotted keys changed; None removes a key."""
    values = copy.deepcopy(stack_file("dev"))
    for path, value in change.items():
        *parents, last = path.split(".")
        area = values
        for parent in parents:
            area = area[parent]
        if value is None:
            del area[last]
        else:
            area[last] = value
    with pytest.raises(ConfigurationError) as caught:
        parse("Pulumi.dev.yaml", values, secret, InfraSettings, WorkloadSettings)
    return str(caught.value)


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_the_settings_of_a_stack_are_valid(stack: str) -> None:
    infra, workloads = parse(
        f"Pulumi.{stack}.yaml", stack_file(stack), frozenset(), InfraSettings, WorkloadSettings
    )
    assert infra.access.admins
    assert workloads.services


def test_both_stacks_have_the_same_keys_in_the_same_order() -> None:
    assert list(stack_file("dev")) == list(stack_file("prod"))


def test_a_misspelt_key_names_the_nearest_one() -> None:
    assert refusal({"network.natt": "single"}) == (
        "Pulumi.dev.yaml: network.natt is not a setting (did you mean network.nat?)"
    )


def test_a_misspelt_key_of_an_optional_setting_names_the_nearest_one() -> None:
    gateway = {"id": "tgw-0123456789abcdef0", "cidr": ["10.8.0.0/16"]}
    assert "network.transitGateway.cidr is not a setting (did you mean network.transitGateway.cidrs?)" in (
        refusal({"network.transitGateway": gateway})
    )


def test_a_misspelt_area_names_the_nearest_one() -> None:
    assert refusal({"networks": {}}) == ("Pulumi.dev.yaml: networks is not a setting (did you mean network?)")


def test_a_misspelt_key_inside_a_named_entry_is_found() -> None:
    assert "nodeGroups.general.diskGb is not a setting (did you mean nodeGroups.general.diskGib?)" in refusal(
        {"nodeGroups.general.diskGb": 50}
    )


@pytest.mark.parametrize(
    ("key", "value", "parts"),
    [
        ("network.nat", "nat", ["network.nat", '"nat"', "'single'", "'perZone'", "'none'"]),
        ("network.clientCidrs", ["0.0.0.0/0"], ["network.clientCidrs.0", "0.0.0.0/0", "who the clients are"]),
        ("network.clientCidrs", ["0.0.0.0/1", "128.0.0.0/1"], ["network.clientCidrs.1", "/8 or narrower"]),
        ("network.zones", 4, ["network.zones", "4", "2", "3"]),
        ("network.vpcCidr", "10.0.0.0/15", ["network.vpcCidr", "10.0.0.0/15", "at most /16"]),
        ("network.vpcCidr", "169.254.0.0/16", ["network.vpcCidr", "169.254.0.0/16", "private"]),
        ("cluster.adminCidrs", ["198.51.100.0/24"], ["cluster.adminCidrs.0", "private"]),
        (
            "cluster.publicCidrs",
            ["10.8.0.0/24"],
            ["cluster.publicCidrs.0", "private addresses"],
        ),
        ("cluster.publicCidrs", ["100.64.1.0/24"], ["cluster.publicCidrs.0", "reserved", "100.64.0.0/10"]),
        (
            "cluster.publicCidrs",
            [f"198.18.{third}.0/24" for third in range(41)],
            ["cluster.publicCidrs", "at most 40 ranges, not 41"],
        ),
        ("network.clientCidrs", ["169.254.0.0/24"], ["network.clientCidrs.0", "reserved", "169.254.0.0/16"]),
        ("network.clientCidrs", ["172.0.0.0/8"], ["network.clientCidrs.0", "private and other addresses"]),
        (
            "network.transitGateway",
            {"id": "tgw-1", "cidrs": ["10.8.0.0/16"]},
            ["network.transitGateway.id", '"tgw-1"'],
        ),
        ("cluster.publicCidrs", ["198.51.100.0/24"] * 2, ["cluster.publicCidrs", "198.51.100.0/24 twice"]),
        ("detection.subscribers", ["a@example.com"] * 2, ["detection.subscribers", "a@example.com twice"]),
        ("cluster.publicCidrs", ["0.0.0.0/0"], ["cluster.publicCidrs.0", "0.0.0.0/0", "/16 or narrower"]),
        (
            "cluster.adminCidrs",
            ["10.8.0.0/24", "10.8.0.0/24"],
            ["cluster.adminCidrs", "list 10.8.0.0/24 twice"],
        ),
        ("cluster.version", "1.30", ["cluster.version", '"1.30"', "'1.36'"]),
        ("access.admins", [], ["access.admins", "must have at least 1"]),
        ("access.admins", ["me"], ["access.admins.0", '"me"']),
        ("encryption.deletionWindowDays", 7, ["encryption.deletionWindowDays", "7", "14"]),
        ("protect", "yes", ["protect", '"yes"']),
        ("falco.alarmPriority", "debug", ["falco: alarmPriority is debug", "below notice (priority)"]),
        ("aws.region", "us-iso-east-1", ["aws.region", "us-iso-east-1", "partition"]),
        ("nodeGroups.general.instanceTypes", ["m7ilarge"], ["instanceTypes.0", '"m7ilarge"']),
        (
            "nodeGroups.general.instanceTypes",
            ["m7i.large", "m7i.gigantic"],
            ["instanceTypes.1", '"m7i.gigantic"', "is no instance type", "did you mean m7i."],
        ),
        ("nodeGroups.general.instanceTypes", [], ["instanceTypes is []", "must list 1 to 20 instance types"]),
        (
            "nodeGroups.general.instanceTypes",
            ["m7i.large"] * 21,
            ["nodeGroups.general.instanceTypes", "must list 1 to 20 instance types, not 21"],
        ),
        (
            "nodeGroups.general.taints",
            [{"key": f"key-{n}", "value": "", "effect": "PREFER_NO_SCHEDULE"} for n in range(51)],
            ["nodeGroups.general.taints", "must list at most 50 taints, not 51"],
        ),
        (
            "nodeGroups.general.taints",
            [{"key": "-a", "value": "b c", "effect": "NO_EXECUTE"}],
            ["taints.0.key", '"-a"', "must be letters and digits", "taints.0.value", '"b c"', "at most 63"],
        ),
        (
            "nodeGroups.general.releaseVersion",
            "latest",
            ["nodeGroups.general.releaseVersion is latest", "version and commit, such as"],
        ),
        ("nodeGroups", {}, ["nodeGroups", "one group must have no taint"]),
        ("nodeGroups.general.labels", {"kubernetes.io/role": "a"}, ["kubernetes.io/role", "reserved"]),
        ("nodeGroups.general.labels", {"team": ""}, ["nodeGroups.general.labels.team", '""']),
    ],
)
def test_a_dangerous_or_wrong_value_is_refused(key: str, value: object, parts: list[str]) -> None:
    message = refusal({key: value})
    assert message.startswith("Pulumi.dev.yaml: ")
    for part in parts:
        assert part in message


NEEDED_ENDPOINTS = ("s3", "ec2", "ecrApi", "ecrDkr", "sts", "logs", "eks", "eksAuth", "secretsmanager")


@pytest.mark.parametrize("endpoint", NEEDED_ENDPOINTS)
def test_without_nat_every_endpoint_that_the_platform_needs_must_be_on(endpoint: str) -> None:
    on = {f"network.endpoints.{name}": name != endpoint for name in NEEDED_ENDPOINTS}
    message = refusal({"network.nat": "none", **on})
    assert message.startswith(
        f'Pulumi.dev.yaml: network: nat is "none", so these must be true: endpoints.{endpoint} ('
    )
    assert message.count("endpoints.") == 1


@pytest.mark.parametrize("endpoint", ["sqs", "ssm"])
def test_without_nat_the_endpoints_that_scaling_needs_must_be_on_where_nodes_are_scaled(
    endpoint: str,
) -> None:
    on = {f"network.endpoints.{name}": True for name in (*NEEDED_ENDPOINTS, "sqs", "ssm")}
    off = {"network.nat": "none", **on, f"network.endpoints.{endpoint}": False}
    message = refusal({**off, "nodeScaling.enabled": True})
    assert message.startswith(
        'Pulumi.dev.yaml: network.nat is "none" and nodeScaling.enabled is true, so these must be true: '
        f"network.endpoints.{endpoint} (Karpenter, for "
    )
    assert message.count("endpoints.") == 1


@pytest.mark.parametrize("zones", [2, 3])
def test_a_vpc_too_small_for_its_zones_is_refused(zones: int) -> None:
    message = refusal({"network.vpcCidr": "10.0.0.0/22", "network.zones": zones})
    assert message == (
        f"Pulumi.dev.yaml: network: vpcCidr 10.0.0.0/22 is too small for {zones} zones: must be /21 or larger"
    )


@pytest.mark.parametrize(
    "namespace", ["kube-system", "default", "falco", "external-secrets", "microservices", "amazon-cloudwatch"]
)
def test_a_team_gets_none_of_the_namespaces_of_kubernetes_and_of_the_platform(namespace: str) -> None:
    team = {
        "principals": ["arn:aws:iam::111122223333:role/payments"],
        "namespaces": [namespace],
        "level": "edit",
    }
    message = refusal({"access.teams": {"payments": team}})
    assert f'access.teams.payments.namespaces.0 is "{namespace}"' in message


def test_a_list_whose_only_item_is_wrong_is_not_called_empty_besides() -> None:
    message = refusal({"access.admins": ["me"]})
    assert message.startswith('Pulumi.dev.yaml: access.admins.0 is "me": ')
    assert len(message.splitlines()) == 1


def test_every_problem_is_in_the_one_message() -> None:
    message = refusal({"network.zones": 4, "encryption.deletionWindowDays": 7, "tags.owner": None})
    assert len(message.splitlines()) == 3
    assert "tags.owner is missing" in message


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("network", "single", "network must be an object with the keys vpcCidr, zones, zoneNames, nat,"),
        ("nodeGroups.general.minPerZone", 3, "nodeGroups.general: maxPerZone is 2, less than minPerZone, 3"),
        (
            "nodeGroups.general.instanceTypes",
            ["m7i.large", "m7g.large"],
            (
                "nodeGroups.general: instanceTypes names m7g.large, which is ARM_64, but amiType is "
                "BOTTLEROCKET_x86_64"
            ),
        ),
        (
            "nodeGroups.general.instanceTypes",
            ["m7i.large"],
            "nodeGroups.general: capacityType is SPOT, which needs several instanceTypes: ",
        ),
        (
            "nodeGroups.general.taints",
            [{"key": "batch", "value": "", "effect": "NO_EXECUTE"}],
            "nodeGroups: one group must have no taint but PREFER_NO_SCHEDULE: ",
        ),
        (
            "cluster.addOnVersions",
            {"coredns": "v1.13.2-eksbuild.11"},
            (
                "cluster: addOnVersions.coredns is v1.13.2-eksbuild.11, which is not known to fit "
                "Kubernetes 1.36 (known: v1.14.3-eksbuild.16, v1.14.7-eksbuild.10)"
            ),
        ),
        (
            "access.viewers",
            ["arn:aws:iam::111122223333:role/developer"],
            (
                "access: EKS takes one access entry per principal; listed twice: "
                "arn:aws:iam::111122223333:role/developer"
            ),
        ),
    ],
)
def test_a_rule_over_several_keys_names_them_and_shows_no_more(
    key: str, value: object, expected: str
) -> None:
    message = refusal({key: value})
    assert message.startswith(f"Pulumi.dev.yaml: {expected}")
    assert "{" not in message


@pytest.mark.parametrize(
    ("key", "value", "area"),
    [
        ("cluster.adminCidrs", ["hunter2-hunter2"], "cluster"),
        ("access.viewers", ["arn:aws:iam::111122223333:role/hunter2"] * 2, "access"),
        ("network", "hunter2", "network"),
    ],
)
def test_no_message_quotes_a_secret(key: str, value: object, area: str) -> None:
    message = refusal({key: value}, secret=frozenset({area}))
    assert area in message
    assert "hunter2" not in message


def test_a_wrong_name_of_an_entry_is_named_as_it_stands() -> None:
    group = stack_file("dev")["nodeGroups"]["general"]
    message = refusal({"nodeGroups": {"No Spaces": group}})
    assert message.startswith('Pulumi.dev.yaml: nodeGroups.No Spaces is "No Spaces": ')


def test_labels_and_taints_of_nodes_are_optional() -> None:
    values = copy.deepcopy(stack_file("dev"))
    values["nodeGroups"]["batch"] = {
        **values["nodeGroups"]["general"],
        "taints": [{"key": "batch", "value": "yes", "effect": "NO_SCHEDULE"}],
    }
    infra, _ = parse("Pulumi.dev.yaml", values, frozenset(), InfraSettings, WorkloadSettings)
    assert infra.node_groups["batch"].taints[0].effect == "NO_SCHEDULE"
    assert infra.node_groups["general"].taints == ()
    assert infra.node_groups["general"].labels == {}


def test_a_secret_setting_is_refused_even_if_its_value_is_allowed() -> None:
    message = refusal({}, secret=frozenset({"protect"}))
    assert message == (
        "Pulumi.dev.yaml: protect is [secret]: no setting may be; secrets belong in AWS Secrets Manager"
    )


def test_a_stack_may_name_its_zones() -> None:
    values = stack_file("dev")
    values["network"]["zoneNames"] = ["eu-central-1b", "eu-central-1c"]
    infra, _ = parse("Pulumi.dev.yaml", values, frozenset(), InfraSettings, WorkloadSettings)
    assert infra.zones == ("eu-central-1b", "eu-central-1c")


@pytest.mark.parametrize(
    ("zones", "expected"),
    [
        (["eu-central-1a"], "network.zoneNames must name 2 different zones"),
        (["eu-central-1a", "eu-central-1a"], "network.zoneNames must name 2 different zones"),
        (["eu-central-1a", "eu-west-1b"], "network.zoneNames names eu-west-1b, which is not in eu-central-1"),
        (["eu-central-1a", "euc1-az2"], 'network.zoneNames.1 is "euc1-az2"'),
    ],
)
def test_zones_that_cannot_be_are_refused(zones: list[str], expected: str) -> None:
    assert refusal({"network.zoneNames": zones}).startswith(f"Pulumi.dev.yaml: {expected}")


VPC, CONNECTION = "vpc-0123456789abcdef0", "pcx-0123456789abcdef0"
TABLE = "rtb-0123456789abcdef0"


@pytest.mark.parametrize(
    ("peering", "expected"),
    [
        ({}, "network.peering: name either vpcId, to ask its owner for a peering, or connectionId"),
        ({"vpcId": VPC, "connectionId": CONNECTION}, "network.peering: name either vpcId"),
        (
            {"connectionId": CONNECTION, "accountId": "555566667777"},
            "network.peering: accountId and region go with vpcId",
        ),
        (
            {"vpcId": VPC, "region": "eu-west-1", "routeTableIds": [TABLE]},
            "network.peering: routeTableIds are tables of this account and region",
        ),
        ({"vpcId": VPC, "accountId": "111122223333"}, "network.peering names this account or region"),
        ({"vpcId": VPC, "region": "eu-central-1"}, "network.peering names this account or region"),
    ],
)
def test_a_peering_that_cannot_be_is_refused(peering: dict[str, object], expected: str) -> None:
    there = {"network.peering": {**peering, "cidrs": ["10.8.0.0/16"]}, "cluster.adminCidrs": ["10.8.0.0/24"]}
    assert refusal(there).startswith(f"Pulumi.dev.yaml: {expected}")


def test_a_stack_whose_api_nobody_could_reach_is_refused() -> None:
    assert refusal({"cluster.publicCidrs": []}).startswith("Pulumi.dev.yaml: nobody could reach the API: ")


def test_a_range_of_administrators_that_no_route_leads_to_is_refused() -> None:
    assert refusal({"cluster.adminCidrs": ["10.8.0.0/24"]}).startswith(
        "Pulumi.dev.yaml: cluster.adminCidrs names 10.8.0.0/24, and no route leads there"
    )


def test_a_runner_without_nat_is_refused() -> None:
    on = {f"network.endpoints.{name}": True for name in NEEDED_ENDPOINTS}
    message = refusal({"network.nat": "none", "network.runner": True, **on})
    assert message.startswith("Pulumi.dev.yaml: network: runner is true, which needs nat")
