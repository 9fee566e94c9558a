"""The simulated EKS components against recordings of the real ones."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from preview.model import Pass, Phase, Resource
from preview.passes import run_pass
from preview.project import load_project
from tests.support.recorder_provider import RecorderSimulations

RECORDINGS = (
    "auto-mode.preview",
    "default-security-groups.preview",
    "default-security-groups.up",
    "defaults.preview",
    "node-group-imds-option.preview",
    "private-hardened-named.preview",
    "private-hardened-named.up",
    "private-hardened.preview",
    "private-hardened.up",
    "public-restricted-hardened.preview",
)
# What the recorded programs start from; the recordings show its resources only through their dependencies.
SETUP = """
import pulumi, pulumi_aws as aws, pulumi_eks as eks
p = aws.Provider("aws", region="us-west-2")
o = pulumi.ResourceOptions(provider=p)
oc = pulumi.ResourceOptions(providers={"aws": p})
vpc = aws.ec2.Vpc("vpc", cidr_block="10.0.0.0/16", opts=o)
priv = [aws.ec2.Subnet(f"private-{i}", vpc_id=vpc.id, cidr_block=f"10.0.{i}.0/24", opts=o) for i in (0, 1)]
pub = [aws.ec2.Subnet(f"public-{i}", vpc_id=vpc.id, cidr_block=f"10.0.{8 + i}.0/24", opts=o) for i in (0, 1)]
key = aws.kms.Key("eks", opts=o)
clusterrole = aws.iam.Role("cluster-role", assume_role_policy="{}", opts=o)
noderole = aws.iam.Role("node-role", assume_role_policy="{}", opts=o)
sg = aws.ec2.SecurityGroup("cluster-sg", vpc_id=vpc.id, opts=o)
admin = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
SECURE = dict(
    vpc_id=vpc.id, private_subnet_ids=[s.id for s in priv], version="1.36", authentication_mode="API",
    service_role=clusterrole, cluster_security_group=sg, skip_default_security_groups=True,
    skip_default_node_group=True, encryption_config_key_arn=key.arn, deletion_protection=True,
    enabled_cluster_log_types=["api", "audit", "authenticator", "controllerManager", "scheduler"],
    node_associate_public_ip_address=False, tags={"Stack": "dev"},
    kube_proxy_addon_options={"version": "v1.36.0-eksbuild.1"},
    coredns_addon_options={"enabled": True, "version": "v1.13.1-eksbuild.1"},
    vpc_cni_options={"addon_version": "v1.22.3-eksbuild.1", "enable_network_policy": True},
    access_entries={
        "admin": {
            "principal_arn": "arn:aws:iam::123456789012:role/platform-admin",
            "access_policies": {"cluster-admin": {"policy_arn": admin, "access_scope": {"type": "cluster"}}},
        },
        "viewer": {
            "principal_arn": "arn:aws:iam::123456789012:role/viewer", "kubernetes_groups": ["viewers"],
        },
    },
)
"""
END = '\npulumi.export("kubeconfig", c.kubeconfig_json)\n'


# Where the simulation may differ, and why; by resource and property.
EXPLAINED = {
    (
        "main-eks-k8s",
        "inputs.version",
    ): "the engine adds a provider's version to its inputs, the recorder did not",
    ("main", "outputs.core.provider"): "the id of a provider is random",
    ("main", "outputs.clusterSecurityGroupId"): "the recorder's cluster had no security group of EKS's own",
    ("main", "outputs.nodeSecurityGroupId"): "the recorder's cluster had no security group of EKS's own",
    ("main-launchTemplate", "dependencies"): "outputs in Python depend on all resources inside of them, here "
    "the instance profile",
}


@dataclass(frozen=True)
class Difference:
    """One property that is not as recorded."""

    resource: str
    path: str
    recorded: Any
    simulated: Any


@pytest.fixture
def run_program(tmp_path: Path) -> Callable[[str, Phase], Pass]:
    """Return a function that runs a program after the recordings' set-up."""

    def run(program: str, phase: Phase) -> Pass:
        (tmp_path / "Pulumi.yaml").write_text("name: secure-eks\nruntime: python\n")
        (tmp_path / "Pulumi.dev.yaml").write_text("config: {}\n")
        (tmp_path / "__main__.py").write_text(SETUP + program)
        return run_pass(load_project(tmp_path, "dev"), phase, RecorderSimulations())

    return run


@pytest.mark.parametrize("recording", RECORDINGS)
def test_the_component_registers_what_the_real_one_registers(
    recording: str, reference_material: Path, run_program: Callable[[str, Phase], Pass]
) -> None:
    real = json.loads((reference_material / "eks-component" / f"{recording}.json").read_text())
    phase = Phase.APPLIED if recording.endswith(".up") else Phase.PREVIEW

    outcome = run_program(real["program"] + END, phase)

    assert outcome.exit_code == 0, outcome.diagnostics
    expected = {entry["urn"]: entry for entry in real["resources"] if "eks:index" in entry["urn"]}
    found = {urn: resource for urn, resource in outcome.resources.items() if "eks:index" in urn}
    assert sorted(found) == sorted(expected)
    differences = [
        difference for urn, entry in expected.items() for difference in _differences(entry, found[urn])
    ]
    unexplained = [each for each in differences if (each.resource, each.path) not in EXPLAINED]
    assert unexplained == []


def _differences(entry: Mapping[str, Any], resource: Resource) -> list[Difference]:
    name = resource.name
    found = [
        *_compare(name, "inputs", entry["inputs"], resource.inputs),
        *_compare(name, "custom", entry["custom"], resource.custom),
        *_compare(name, "parent", entry["parent"], resource.parent),
        *_compare(name, "ignoreChanges", _listed(entry["ignoreChanges"]), resource.ignore_changes),
        *_compare(name, "protect", entry["protect"] == "True", resource.protect),
        *_compare(name, "provider", entry["provider"], resource.provider.rpartition("::")[0]),
        *_compare(name, "dependencies", set(entry["dependencies"]), set(resource.dependencies)),
    ]
    if not entry["custom"]:
        found += _compare(name, "outputs", _lowered(entry["outputs"]), resource.outputs)
    return found


def _listed(text: str | None) -> list[str]:
    return json.loads(text.replace("'", '"')) if text else []


def _lowered(value: Any) -> Any:
    """Turn recorded resource references into ids, as the preview keeps them."""
    if isinstance(value, list):
        return [_lowered(item) for item in value]
    if isinstance(value, dict):
        if "4dabf18193072939515e22adb298388d" in value:
            return value.get("id", value["urn"])
        return {key: _lowered(item) for key, item in value.items()}
    return value


def _compare(resource: str, path: str, recorded: Any, made: Any) -> list[Difference]:
    if isinstance(recorded, dict) and isinstance(made, dict):
        return [
            difference
            for key in sorted(recorded.keys() | made.keys())
            for difference in _compare(resource, f"{path}.{key}", recorded.get(key), made.get(key))
        ]
    if isinstance(recorded, list) and isinstance(made, list) and len(recorded) == len(made):
        return [
            difference
            for index, (one, other) in enumerate(zip(recorded, made, strict=True))
            for difference in _compare(resource, f"{path}[{index}]", one, other)
        ]
    return [] if recorded == made else [Difference(resource, path, recorded, made)]
