"""What the page on access knows besides the program is what there is."""

import json
from pathlib import Path
from typing import Any

import pytest

from docs.access.cluster import account, cluster_of, facts
from preview.model import Result
from tests.support.resources import of_type

CHARTS = {
    "external_secrets.yaml": "charts/external-secrets-2.9.0.{}.json",
    "falco.yaml": "charts/falco-9.1.0.{}.json",
}
# What the recorded chart has, and our values leave out since.
LEFT_OUT = "external-secrets-cert-controller"


def access(objects: list[Any]) -> list[Any]:
    """The accounts, bindings and bound roles of a list of objects, in comparable form."""
    bindings = [item for item in objects if item["kind"].endswith("RoleBinding")]
    bound = {(item["roleRef"]["kind"], item["roleRef"]["name"]) for item in bindings}
    found = [
        {
            "kind": item["kind"],
            "name": item["metadata"]["name"],
            "namespace": item["metadata"].get("namespace"),
            "rules": item.get("rules"),
            "role": item.get("roleRef", {}).get("name"),
            "subjects": item.get("subjects"),
        }
        for item in objects
        if item["kind"] == "ServiceAccount"
        or item in bindings
        or (item["kind"], item["metadata"]["name"]) in bound
    ]
    return sorted(found, key=lambda item: (item["kind"], item["name"]))


@pytest.mark.parametrize("stack", ["dev", "prod"])
@pytest.mark.parametrize("name", CHARTS)
def test_the_roles_of_a_chart_are_those_that_it_renders(
    reference_material: Path, name: str, stack: str
) -> None:
    rendered = json.loads((reference_material / CHARTS[name].format(stack)).read_text(encoding="utf-8"))
    of_chart = [item for item in rendered if item["metadata"]["name"] != LEFT_OUT]
    assert access(facts(name)) == access(of_chart)


def test_the_chart_leaves_the_rights_of_the_certificate_controller_to_us(either_stack: Result) -> None:
    (release,) = (
        item
        for item in of_type(either_stack, "kubernetes:helm.sh/v3:Release")
        if item.name == "external-secrets"
    )
    values = release.inputs["values"]["certController"]
    assert values["rbac"] == {"create": False}
    assert values["serviceAccount"] == {"create": False, "name": LEFT_OUT, "automount": True}
    rights = cluster_of(either_stack).rights(account(f"external-secrets/{LEFT_OUT}"))
    secrets = [right for right in rights if "secrets" in right.rule.resources]
    assert [(right.namespace, right.rule.names) for right in secrets] == [
        ("external-secrets", ("external-secrets-webhook",))
    ]
