"""What the AWS controls make of forms and combinations that their examples do not show."""

import pytest

from guardrails.aws.eks import ADDON, CLUSTER, cluster
from guardrails.aws.kms import key
from guardrails.aws.vpc import DEFAULT_SECURITY_GROUP, FLOW_LOG, VPC, new, other, vpc
from guardrails.core.control import Example, Fail
from guardrails.core.examples import example_urn
from guardrails.core.values import ABSENT, UNKNOWN, Value
from tests.support.judge import decision, findings, judge

PUBLIC = {"vpcConfig.endpointPublicAccess": True}


@pytest.mark.parametrize("control", ["EKS-01", "EKS-03", "EKS-04", "EKS-07", "EKS-08"])
def test_single_blocks_may_come_as_lists_of_one(control: str) -> None:
    wrapped = {
        name: [value] if isinstance(value, dict) else value for name, value in cluster().properties.items()
    }
    assert judge(control, wrapped) == "pass"


def test_the_range_of_a_private_endpoint_is_not_asked_for() -> None:
    assert judge("EKS-02", cluster()) == "not applicable"


def test_the_shortest_range_is_a_parameter() -> None:
    example = cluster({**PUBLIC, "vpcConfig.publicAccessCidrs": ["10.0.0.0/16"]})
    assert judge("EKS-02", example) == "pass"
    assert judge("EKS-02", example, minimumPrefixLength=24) == "fail"


def test_every_wide_range_is_a_finding_of_its_own() -> None:
    found = findings(
        "EKS-02", cluster({**PUBLIC, "vpcConfig.publicAccessCidrs": ["0.0.0.0/0", "10.0.0.0/8", "::/0"]})
    )
    assert [finding.path for finding in found if isinstance(finding, Fail)] == [
        "vpcConfig.publicAccessCidrs.0",
        "vpcConfig.publicAccessCidrs.2",
    ]


def test_ranges_that_add_up_to_the_internet_are_one_finding() -> None:
    ranges = [f"{first}.0.0.0/8" for first in range(256)]
    (finding,) = findings("EKS-02", cluster({**PUBLIC, "vpcConfig.publicAccessCidrs": ranges}))
    assert isinstance(finding, Fail)
    assert finding.path == "vpcConfig.publicAccessCidrs"
    assert judge("EKS-02", cluster({**PUBLIC, "vpcConfig.publicAccessCidrs": ranges[1:]})) == "pass"


def test_missing_log_types_are_named() -> None:
    found = decision("EKS-05", cluster({"enabledClusterLogTypes": ["api", "audit", "scheduler"]}))
    assert found.findings[0].endswith("must be with authenticator, controllerManager as well")


def test_creator_rights_are_not_asked_for_without_access_entries() -> None:
    assert judge("EKS-08", cluster({"accessConfig.authenticationMode": "CONFIG_MAP"})) == "not applicable"
    assert judge("EKS-08", cluster({"accessConfig": ABSENT})) == "not applicable"


@pytest.mark.parametrize(
    "changes",
    [
        {"customerMasterKeySpec": "RSA_2048"},
        {"customerMasterKeySpec": "HMAC_256", "keyUsage": "GENERATE_VERIFY_MAC"},
        {"keyUsage": "SIGN_VERIFY"},
    ],
)
def test_rotation_is_not_asked_of_asymmetric_and_hmac_keys(changes: dict[str, Value]) -> None:
    assert judge("KMS-01", key({"enableKeyRotation": False, **changes})) == "not applicable"


def test_the_shortest_deletion_window_is_a_parameter() -> None:
    assert judge("KMS-02", key({"deletionWindowInDays": 14.0}), minimumDays=30) == "fail"
    assert judge("KMS-02", key({"deletionWindowInDays": 7.0}), minimumDays=7) == "pass"


def test_an_instance_leaves_to_its_launch_template_what_it_does_not_say() -> None:
    instance = Example({"launchTemplate": {"id": "lt-1"}}, type="aws:ec2/instance:Instance")
    assert judge("EC2-01", instance) == "not applicable"
    assert judge("EC2-04", instance) == "not applicable"


def test_a_mapping_without_a_volume_is_not_judged() -> None:
    mappings = [
        {"deviceName": "/dev/xvda", "ebs": {"encrypted": "true"}},
        {"deviceName": "/dev/sdb", "virtualName": "ephemeral0"},
        {"deviceName": "/dev/sdc", "noDevice": "true"},
    ]
    assert (
        judge("EC2-04", {"blockDeviceMappings": mappings}, "aws:ec2/launchTemplate:LaunchTemplate") == "pass"
    )


def test_of_two_new_vpcs_each_needs_its_own_flow_log() -> None:
    second = other(VPC, {"id": UNKNOWN}, name="second")
    assert judge("VPC-01", vpc(second, new(FLOW_LOG), of=UNKNOWN)) == "pass"
    log_of_second = other(FLOW_LOG, {"vpcId": UNKNOWN}, {"vpcId": second.urn})
    assert judge("VPC-01", vpc(second, log_of_second, of=UNKNOWN)) == "fail"


def test_a_default_group_with_a_rule_resource_fails_on_both() -> None:
    group = new(DEFAULT_SECURITY_GROUP)
    rule = other(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        {"securityGroupId": UNKNOWN},
        {"securityGroupId": group.urn},
        name="rule",
    )
    assert judge("VPC-03", vpc(group, rule, of=UNKNOWN)) == "fail"


def test_other_add_ons_are_not_asked_for_network_policies() -> None:
    assert judge("EKS-13", {"addonName": "coredns"}, ADDON) == "not applicable"


def test_a_cluster_needs_the_network_add_on_of_its_own() -> None:
    addon = other(
        ADDON, {"addonName": "vpc-cni", "clusterName": UNKNOWN}, {"clusterName": example_urn(CLUSTER)}
    )
    assert judge("EKS-13", Example({"name": UNKNOWN}, type=CLUSTER, company=(addon,))) == "pass"
    assert judge("EKS-13", Example({"name": UNKNOWN}, type=CLUSTER)) == "fail"


@pytest.mark.parametrize(
    ("chart", "outcome"),
    [
        ("cilium", "pass"),
        ("oci://registry.example/charts/cilium", "pass"),
        ("projectcalico/tigera-operator", "pass"),
        ("falco", "fail"),
        (UNKNOWN, "undecided"),
    ],
)
def test_another_enforcing_plugin_will_do(chart: Value, outcome: str) -> None:
    release = other("kubernetes:helm.sh/v3:Release", {"chart": chart})
    assert judge("EKS-13", Example({"name": "platform"}, type=CLUSTER, company=(release,))) == outcome
