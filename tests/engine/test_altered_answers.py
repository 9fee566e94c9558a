"""The comparison notices when the preview answers a program in one field otherwise than the engine."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pulumi.runtime.proto import resource_pb2

from preview import wire
from preview.model import Phase
from tests.engine.cases import CASES, OPTIONS
from tests.engine.comparison import compare_monitor
from tests.engine.differences import KNOWN
from tests.engine.runs import real, run_offline

Change = Callable[[Any], None]


def _set(field: str, value: Any) -> Change:
    return lambda answer: setattr(answer, field, value)


def _secret_mark(answer: Any) -> None:
    plain = answer.object.fields["colour"].struct_value.fields["value"].string_value
    answer.object.fields["colour"].string_value = plain


def _unknown(answer: Any) -> None:
    answer.object.fields["colour"].string_value = next(iter(wire.UNKNOWNS))


def _returned(answer: Any) -> None:
    getattr(answer, "return").fields["partition"].string_value = "aws-cn"


# What is altered: the method, what the request is about, and the change.
ALTERED: dict[str, tuple[str, str, Change]] = {
    "urn": ("RegisterResource", "undefined", _set("urn", "urn:pulumi:dev::options::demo:index:Thing::other")),
    "id": ("RegisterResource", "plain", _set("id", "another-id")),
    "output": (
        "RegisterResource",
        "plain",
        lambda answer: setattr(answer.object.fields["share"], "number_value", 0.5),
    ),
    "secret mark": ("RegisterResource", "secret", _secret_mark),
    "unknown": ("RegisterResource", "replaced", _unknown),
    "property dependencies": (
        "RegisterResource",
        "part",
        lambda answer: answer.propertyDependencies["colour"].urns.append("urn:pulumi:dev::options::a:b:C::d"),
    ),
    "stack": ("GetDeploymentInfo", "", _set("stack", "prod")),
    "dry run": ("GetDeploymentInfo", "", lambda answer: setattr(answer, "dryRun", not answer.dryRun)),
    "configuration": (
        "GetDeploymentInfo",
        "",
        lambda answer: answer.config.update({"options:other": "value"}),
    ),
    "supported feature": (
        "GetDeploymentInfo",
        "",
        lambda answer: answer.supportedFeatures.remove(
            resource_pb2.RESOURCE_MONITOR_FEATURE_INVOKE_TRANSFORMS
        ),
    ),
    "return of a function": ("Invoke", "aws:index/getPartition:getPartition", _returned),
    "properties of a read": (
        "ReadResource",
        "vpc",
        lambda answer: setattr(answer.properties.fields["cidrBlock"], "string_value", "10.9.0.0/16"),
    ),
}


@pytest.mark.parametrize("field", ALTERED)
def test_an_altered_field_is_noticed(field: str, run_cache: Path) -> None:
    method, about, change = ALTERED[field]

    def alter(called: str, request: Any, answer: Any) -> None:
        subject = getattr(request, "name", "") or getattr(request, "tok", "")
        if called == method and subject == about:
            change(answer)

    engine = real(OPTIONS.name, run_cache)
    preview = run_offline(CASES[OPTIONS.name], run_cache, alter)
    noticed = [
        item
        for item in compare_monitor(
            engine.monitor[Phase.PREVIEW], preview.monitor[Phase.PREVIEW], Phase.PREVIEW
        )
        if not any(known.explains(OPTIONS.name, item) for known in KNOWN)
    ]
    assert [item for item in noticed if item.subject.startswith(method)], noticed
