"""The JSON report holds what the preview knows of a resource, its options too."""

import json

from preview.model import Pass, Phase, Resource, Result
from preview.redaction import Redactor
from preview.render.json_report import render_json

URN = "urn:pulumi:dev::p::cloud:index:Thing::"


def test_options_of_a_resource_are_shown() -> None:
    resource = Resource(
        urn=f"{URN}a",
        type="cloud:index:Thing",
        name="a",
        custom=True,
        parent="",
        inputs={},
        property_dependencies={"size": [f"{URN}b"]},
        retain_on_delete=True,
        deleted_with=f"{URN}b",
        ignore_changes=["size"],
        replace_on_changes=["colour"],
        delete_before_replace=False,
        additional_secret_outputs=["key"],
        aliases=[f"{URN}before"],
        custom_timeouts={"create": 60.0},
    )
    passed = Pass(Phase.PREVIEW, {resource.urn: resource})
    document = json.loads(render_json(Result("p", "dev", passed, Pass(Phase.APPLIED)), Redactor()))

    (shown,) = document["passes"][0]["resources"]
    assert shown["propertyDependencies"] == {"size": [f"{URN}b"]}
    assert shown["retainOnDelete"] is True
    assert shown["deletedWith"] == f"{URN}b"
    assert shown["ignoreChanges"] == ["size"]
    assert shown["replaceOnChanges"] == ["colour"]
    assert shown["deleteBeforeReplace"] is False
    assert shown["additionalSecretOutputs"] == ["key"]
    assert shown["aliases"] == [f"{URN}before"]
    assert shown["customTimeouts"] == {"create": 60.0}
