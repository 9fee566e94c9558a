"""Secrets stay out of both reports."""

import json

from preview import wire
from preview.model import UNKNOWN, Diagnostic, Pass, Phase, Resource, Result
from preview.redaction import Redactor
from preview.render.json_report import render_json
from preview.render.text_report import render_text

PLANTED = "planted-value-4711"


def a_result() -> Result:
    urn = "urn:pulumi:dev::p::kubernetes:core/v1:Secret::s"
    resource = Resource(
        urn=urn,
        type="kubernetes:core/v1:Secret",
        name="s",
        custom=True,
        parent="",
        inputs={"stringData": {"password": PLANTED}, "note": f"uses {PLANTED}", "later": UNKNOWN},
    )
    part = Pass(
        phase=Phase.PREVIEW,
        resources={urn: resource},
        outputs={"token": wire.secret(PLANTED), "later": UNKNOWN},
        diagnostics=[Diagnostic("error", f"ValueError: {PLANTED} is wrong")],
    )
    return Result(project="p", stack="dev", preview=part, applied=Pass(phase=Phase.APPLIED))


def a_redactor(result: Result) -> Redactor:
    redactor = Redactor()
    redactor.learn(result.preview.outputs)
    return redactor


def test_the_text_report_holds_no_secret_and_marks_what_is_unknown() -> None:
    result = a_result()
    text = render_text(result, a_redactor(result))
    assert PLANTED not in text
    assert "token: [secret]" in text
    assert "later: (known after deployment)" in text


def test_the_json_report_holds_no_secret_and_marks_what_is_unknown() -> None:
    result = a_result()
    document = render_json(result, a_redactor(result))
    assert PLANTED not in document
    inputs = json.loads(document)["passes"][0]["resources"][0]["inputs"]
    assert inputs["stringData"] == {"password": "[secret]"}
    assert inputs["later"] == {"unknown": True}


def test_the_data_of_a_kubernetes_secret_is_hidden_even_when_it_is_not_marked() -> None:
    shown = Redactor().properties("kubernetes:core/v1:Secret", {"stringData": {"password": PLANTED}})
    assert PLANTED not in json.dumps(shown)
