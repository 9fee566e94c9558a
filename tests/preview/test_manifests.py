"""Manifests are one file for each object; none hides another, and foreign files stay."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from preview.manifests import ManifestError, write_manifests
from preview.model import Pass, Phase, Resource, Result
from preview.redaction import Redactor


def config_map(cluster: str, namespace: str) -> Resource:
    inputs: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "settings", "namespace": namespace},
        "data": {"cluster": cluster},
    }
    token = "kubernetes:core/v1:ConfigMap"  # noqa: S105 - a type token
    urn = f"urn:pulumi:dev::p::{token}::{cluster}-{namespace}"
    return Resource(urn=urn, type=token, name="settings", custom=True, parent="", inputs=inputs)


def result(*objects: Resource) -> Result:
    applied = Pass(Phase.APPLIED, resources={o.urn: o for o in objects})
    return Result("p", "dev", Pass(Phase.PREVIEW), applied)


def test_the_namespace_keeps_objects_of_one_name_apart(tmp_path: Path) -> None:
    write_manifests(result(config_map("a", "one"), config_map("a", "two")), tmp_path, Redactor())
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "one-configmap-settings.yaml",
        "two-configmap-settings.yaml",
    ]


def test_two_clusters_do_not_hide_each_others_objects(tmp_path: Path) -> None:
    write_manifests(result(config_map("a", "one"), config_map("b", "one")), tmp_path, Redactor())
    written = [yaml.safe_load(file.read_text()) for file in tmp_path.iterdir()]
    assert sorted(document["data"]["cluster"] for document in written) == ["a", "b"]


def test_a_foreign_file_is_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "one-configmap-settings.yaml"
    foreign.write_text("mine: true\n")
    with pytest.raises(ManifestError, match="was not written by the preview"):
        write_manifests(result(config_map("a", "one")), tmp_path, Redactor())
    assert foreign.read_text() == "mine: true\n"
