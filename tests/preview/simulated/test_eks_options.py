import re
from collections.abc import Callable

import pytest

from preview.model import Pass, Phase
from preview.simulated.eks.cluster_options import Options
from preview.simulated.eks.managed_node_group import check_node_group
from preview.simulated.eks.options import OptionError

SETUP = """
import json, pulumi, pulumi_aws as aws, pulumi_eks as eks
trust = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
role = aws.iam.Role("node", assume_role_policy=json.dumps({"Statement": [trust]}))
HARD = dict(
    vpc_id="vpc-1", subnet_ids=["subnet-1"], authentication_mode="API", skip_default_node_group=True,
    skip_default_security_groups=True, service_role=role,
)
"""
URN = "urn:pulumi:dev::small::eks:index:"


def errors(outcome: Pass) -> str:
    assert outcome.exit_code != 0
    (message,) = [entry.message for entry in outcome.diagnostics if entry.severity == "error"]
    return message


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            'eks.Cluster("c", **HARD, endpoint_public_access=False, public_access_cidrs=["10.0.0.0/8"])',
            "`publicAccessCidrs` can only be set when `endpointPublicAccess` is true",
        ),
        (
            'eks.NodeGroup("n", cluster=eks.Cluster("c", **HARD))',
            "no simulated component eks:index:NodeGroup: add it to preview/simulated/eks/provider.py",
        ),
    ],
)
def test_a_refused_option_is_one_error_without_our_trace(
    simulate: Callable[..., Pass], program: str, message: str
) -> None:
    told = errors(simulate(SETUP + program))

    assert message in told
    assert "Traceback" not in told
    assert ".py" not in told.replace("preview/simulated/eks/provider.py", "")


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        (
            {"authenticationMode": "API", "instanceRoles": ["role"]},
            "The 'instanceRoles' property does not support non-empty values when",
        ),
        ({"autoMode": {"enabled": True}}, "Access entries are required when using EKS Auto Mode"),
        ({"instanceRole": "one", "instanceRoles": ["two"]}, "mutually exclusive"),
        (
            {"newOption": 1},
            "no simulation of newOption: add it to preview/simulated/eks/cluster_options.py",
        ),
    ],
)
def test_a_cluster_refuses_options_that_contradict_or_are_not_known(
    inputs: dict[str, object], message: str
) -> None:
    with pytest.raises(OptionError, match=re.escape(message)):
        Options(inputs)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({}, "nodeRole: An IAM role, or role ARN must be provided to create a managed node group"),
        (
            {"nodeRoleArn": "r", "launchTemplate": {"id": "lt-1"}, "userData": "x"},
            "launchTemplate: If you provide a custom launch template, you cannot provide any of",
        ),
    ],
)
def test_a_node_group_refuses_options_that_contradict(inputs: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        check_node_group(inputs)


def test_clusters_are_built_side_by_side(simulate: Callable[..., Pass]) -> None:
    outcome = simulate(
        SETUP
        + """
for name in ("a", "b", "c"):
    cluster = eks.Cluster(name, **HARD)
    eks.ManagedNodeGroup(f"{name}-nodes", cluster=cluster, node_role=role)
""",
        Phase.APPLIED,
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    for name in ("a", "b", "c"):
        group = outcome.resources[f"{URN}ManagedNodeGroup$aws:eks/nodeGroup:NodeGroup::{name}-nodes"]
        cluster = outcome.resources[f"{URN}Cluster$aws:eks/cluster:Cluster::{name}-eksCluster"]
        assert group.inputs["clusterName"] == cluster.inputs["name"]


def test_optional_parts_are_registered_when_asked_for(simulate: Callable[..., Pass]) -> None:
    outcome = simulate(
        SETUP
        + """
cluster = eks.Cluster("c", vpc_id="vpc-1", subnet_ids=["subnet-1"], fargate=True, create_oidc_provider=True,
    storage_classes={"gp3": {"type": "gp3", "encrypted": True}},
    vpc_cni_options={"security_context_privileged": True},
    user_mappings=[{"userArn": "arn:aws:iam::1:user/a", "username": "a", "groups": ["g"]}])
eks.Addon("ebs", cluster=cluster, addon_name="aws-ebs-csi-driver", addon_version="v1.50.0-eksbuild.1")
eks.NodeGroupV2("own", cluster=cluster, instance_type="m7g.large", node_root_volume_encrypted=True)
""",
        Phase.APPLIED,
    )

    assert outcome.exit_code == 0, outcome.diagnostics
    found = {(resource.type, resource.name): resource for resource in outcome.resources.values()}
    assert found["aws:eks/fargateProfile:FargateProfile", "c-fargateProfile"]
    assert found["aws:iam/openIdConnectProvider:OpenIdConnectProvider", "c-oidcProvider"].inputs["url"]
    assert found["kubernetes:storage.k8s.io/v1:StorageClass", "c-gp3"].inputs["parameters"]["encrypted"]
    assert found["kubernetes:apps/v1:DaemonSetPatch", "c-vpc-cni"]
    assert (
        "arn:aws:iam::1:user/a"
        in found["kubernetes:core/v1:ConfigMap", "c-nodeAccess"].inputs["data"]["mapUsers"]
    )
    assert found["aws:eks/addon:Addon", "ebs"].inputs["clusterName"]
    template = found["aws:ec2/launchTemplate:LaunchTemplate", "own-launchTemplate"].inputs
    assert template["blockDeviceMappings"][0]["ebs"] == {"encrypted": "true"}
    assert template["userData"]
