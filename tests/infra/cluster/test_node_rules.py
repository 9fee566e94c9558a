import pytest
from pydantic import TypeAdapter, ValidationError

from infra.cluster.node_rules import NodeKey, check_architecture

X86 = [
    "m7i.large",
    "m7a.xlarge",
    "g4dn.xlarge",
    "g6e.2xlarge",
    "m7i-flex.large",
    "p6-b200.48xlarge",
    "u-6tb1.metal",
    "trn2.48xlarge",
    "gr6.4xlarge",
    "t3.medium",
]
ARM = [
    "m7g.large",
    "c8gn.xlarge",
    "t4g.medium",
    "g5g.xlarge",
    "im4gn.large",
    "is4gen.medium",
    "a1.large",
    "p6e-gb200.36xlarge",
    "hpc7g.4xlarge",
    "x2gd.large",
]


@pytest.mark.parametrize("instance_type", X86)
def test_intel_and_amd_machines_run_x86_images_alone(instance_type: str) -> None:
    check_architecture("AL2023_x86_64_STANDARD", [instance_type])
    check_architecture("BOTTLEROCKET_x86_64_FIPS", [instance_type])
    with pytest.raises(ValueError, match=f"names {instance_type}, which is x86_64, but amiType is BOTT"):
        check_architecture("BOTTLEROCKET_ARM_64", [instance_type])


@pytest.mark.parametrize("instance_type", ARM)
def test_graviton_machines_run_arm_images_alone(instance_type: str) -> None:
    check_architecture("BOTTLEROCKET_ARM_64_FIPS", [instance_type])
    with pytest.raises(ValueError, match=f"names {instance_type}, which is ARM_64, but amiType is AL2023"):
        check_architecture("AL2023_x86_64_STANDARD", ["m7i.large", instance_type])


@pytest.mark.parametrize("key", ["team", "example.com/batch", "mykubernetes.io/zone"])
def test_keys_of_our_own_are_allowed(key: str) -> None:
    assert TypeAdapter[str](NodeKey).validate_python(key) == key


@pytest.mark.parametrize(
    "key",
    [
        "node-role.kubernetes.io/worker",
        "kubernetes.io/arch",
        "topology.k8s.io/zone",
        "eks.amazonaws.com/nodegroup",
        "karpenter.sh/nodepool",
        "karpenter.k8s.aws/instance-family",
        "-team",
        "a" * 64,
    ],
)
def test_keys_of_kubernetes_and_eks_and_malformed_ones_are_refused(key: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter[str](NodeKey).validate_python(key)
