"""Generated pages are what the code says now."""

import runpy
from typing import Any

import pytest

from docs.costs import unpriced
from preview.model import Result
from tests.support.shared_preview import REPOSITORY


@pytest.fixture(scope="module")
def generated(dev: Result, prod: Result) -> dict[str, Any]:
    generator = runpy.run_path(str(REPOSITORY / "docs" / "generate.py"))
    return generator["pages"]({"dev": dev, "prod": prod})


def test_every_generated_page_is_current(generated: dict[str, Any]) -> None:
    for name, text in generated.items():
        page = REPOSITORY / "docs" / "generated" / name
        assert page.read_text(encoding="utf-8") == text, f"docs/generated/{name} is stale: run make docs"


def test_a_resource_type_without_a_price_is_noticed() -> None:
    assert unpriced("aws:rds/instance:Instance")
    assert not unpriced("aws:ec2/natGateway:NatGateway")
    assert not unpriced("kubernetes:core/v1:Namespace")


def test_what_the_page_on_outputs_names_is_an_output(dev: Result) -> None:
    page = (REPOSITORY / "docs" / "consuming-outputs.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2] for line in page.splitlines() if line.startswith("| ")][1:]
    named = {part for row in rows for part in row.split("`")[1::2]}
    assert "vpcId" in named
    assert named <= set(dev.applied.outputs)
