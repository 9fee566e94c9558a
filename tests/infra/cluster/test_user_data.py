"""What the machines are told when they start, read as they read it."""

import base64
import email
import tomllib
from typing import Any, get_args

import pytest
import yaml

from infra.cluster.node_settings import NodeGroupSettings
from infra.cluster.user_data import SYSCTLS, amazon_linux_parts, bottlerocket_settings, user_data

AMI_TYPES: tuple[str, ...] = get_args(NodeGroupSettings.model_fields["ami_type"].annotation)


def decoded(ami_type: str) -> str:
    return base64.b64decode(user_data(ami_type), validate=True).decode()


def parts_by_type(text: str) -> dict[str, str]:
    message = email.message_from_string(text)
    assert message.get_content_type() == "multipart/mixed"
    return {
        part.get_content_type(): str(part.get_payload()) for part in message.walk() if part is not message
    }


def kubelet_of_amazon_linux() -> dict[str, Any]:
    node_config = yaml.safe_load(parts_by_type(amazon_linux_parts())["application/node.eks.aws"])
    assert (node_config["apiVersion"], node_config["kind"]) == ("node.eks.aws/v1alpha1", "NodeConfig")
    return node_config["spec"]["kubelet"]["config"]


@pytest.mark.parametrize("ami_type", AMI_TYPES)
def test_each_image_gets_its_format_within_what_ec2_takes(ami_type: str) -> None:
    text = decoded(ami_type)
    assert len(text) < 16 * 1024
    if ami_type.startswith("BOTTLEROCKET"):
        assert set(tomllib.loads(text)) == {"settings"}
    else:
        assert set(parts_by_type(text)) == {"application/node.eks.aws", "text/cloud-config"}


@pytest.mark.parametrize("text", [bottlerocket_settings(), amazon_linux_parts()], ids=["toml", "mime"])
def test_joining_the_cluster_is_left_to_eks(text: str) -> None:
    for word in ("cluster-name", "api-server", "apiServerEndpoint", "certificateAuthority", "nodeadm init"):
        assert word not in text


def test_nobody_reaches_the_kubelet_of_amazon_linux_without_being_known_and_allowed() -> None:
    kubelet = kubelet_of_amazon_linux()
    assert kubelet["authentication"]["anonymous"]["enabled"] is False
    assert kubelet["authentication"]["webhook"]["enabled"] is True
    assert kubelet["authorization"]["mode"] == "Webhook"
    assert kubelet["readOnlyPort"] == 0
    assert kubelet["serverTLSBootstrap"] is True
    assert kubelet["streamingConnectionIdleTimeout"] not in ("0", "0s")
    assert all("_ECDHE_" in suite for suite in kubelet["tlsCipherSuites"])


def test_the_kubelet_of_amazon_linux_keeps_the_kernel_and_certificates_as_cis_asks() -> None:
    kubelet = kubelet_of_amazon_linux()
    assert kubelet["protectKernelDefaults"] is True
    assert kubelet["makeIPTablesUtilChains"] is True
    assert kubelet.get("rotateCertificates") is not False
    assert "featureGates" not in kubelet


def test_both_images_confine_pods_that_ask_for_nothing() -> None:
    amazon_linux = kubelet_of_amazon_linux()
    bottlerocket = tomllib.loads(bottlerocket_settings())["settings"]["kubernetes"]
    assert amazon_linux["seccompDefault"] is bottlerocket["seccomp-default"] is True
    assert amazon_linux["podPidsLimit"] == bottlerocket["pod-pids-limit"] == 1024
    assert amazon_linux["eventRecordQPS"] == bottlerocket["event-qps"] == 50


def test_bottlerocket_is_locked_and_has_no_way_in() -> None:
    settings = tomllib.loads(bottlerocket_settings())["settings"]
    # Falco's probe reads kernel memory, which "confidentiality" forbids.
    assert settings["kernel"]["lockdown"] == "integrity"
    assert settings["kernel"]["modules"] == {"udf": {"allowed": False}, "sctp": {"allowed": False}}
    assert settings["host-containers"] == {"admin": {"enabled": False}, "control": {"enabled": False}}
    assert settings["kubernetes"]["static-pods-enabled"] is False
    assert "standalone-mode" not in settings["kubernetes"]


def test_both_images_get_the_same_kernel_parameters() -> None:
    assert tomllib.loads(bottlerocket_settings())["settings"]["kernel"]["sysctl"] == SYSCTLS
    cloud_config = yaml.safe_load(parts_by_type(amazon_linux_parts())["text/cloud-config"])
    files = {file["path"]: file["content"] for file in cloud_config["write_files"]}
    ((_, option),) = cloud_config["runcmd"]
    loaded = files[option.removeprefix("--load=")]
    assert dict(line.split(" = ") for line in loaded.splitlines()) == SYSCTLS
    assert files["/etc/modprobe.d/palisade.conf"].splitlines() == [
        "install udf /bin/false",
        "install sctp /bin/false",
    ]


def test_cloud_init_knows_the_part_for_it() -> None:
    assert parts_by_type(amazon_linux_parts())["text/cloud-config"].startswith("#cloud-config\n")


def test_the_same_settings_give_the_same_template() -> None:
    assert user_data("AL2023_ARM_64_STANDARD") == user_data("AL2023_ARM_64_STANDARD")
