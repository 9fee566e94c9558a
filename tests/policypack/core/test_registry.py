"""Self-discovery of the controls."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from guardrails.core.control import Context, Resource
from guardrails.core.registry import Registry, discover
from guardrails.core.soundness import soundness

RULE = """
from dataclasses import replace
from guardrails.rules.aws.eks_03_private_endpoint import CONTROL as BASE
CONTROL = replace(BASE, id="{id}", name="{name}")
"""
# The issue of the first slice names these; the pack has all of them.
NAMED = [
    "EKS-01",
    "EKS-02",
    "EKS-03",
    "EKS-04",
    "EKS-05",
    "EKS-07",
    "EKS-08",
    "EKS-13",
    "KMS-01",
    "KMS-02",
    "KMS-03",
    "VPC-01",
    "VPC-03",
    "SG-01",
    "SG-03",
    "EC2-01",
    "EC2-04",
    "IAM-01",
    "IAM-04",
    "NS-01",
    "NS-02",
    "NP-05",
    "RBAC-01",
    "RBAC-04",
    "ESO-01",
    "HLM-01",
    "ENG-02",
]
Found = Callable[[dict[str, str]], Registry]


@pytest.fixture
def found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Found:
    """Discovers the controls of a package with the given files."""
    package = f"rules_of_{tmp_path.name}"
    monkeypatch.syspath_prepend(tmp_path)

    def discover_in(files: dict[str, str]) -> Registry:
        for name, text in {"__init__.py": "", **files}.items():
            file = tmp_path / package / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
        return discover(package)

    return discover_in


def test_the_packs_own_controls_are_all_found_without_a_problem() -> None:
    registry = discover()
    ids = [control.id for control in registry.controls]
    assert registry.problems == ()
    assert set(NAMED) <= set(ids)
    assert len([name for name in ids if name.startswith("PSS-")]) == 19
    assert ids == sorted(set(ids))


def test_a_file_anywhere_below_is_found_by_itself(found: Found) -> None:
    registry = found({"deep/__init__.py": "", "deep/x.py": RULE.format(id="X-01", name="x")})
    assert [control.id for control in registry.controls] == ["X-01"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import no_such_module_anywhere", "/broken.py does not load: ModuleNotFoundError: No module named"),
        ("def (:", "/broken.py does not load: SyntaxError: "),
        ("CONTROLS = []", "/broken.py does not define CONTROL"),
        ("CONTROL = 'EKS-04'", "/broken.py does not define CONTROL"),
    ],
)
def test_a_broken_file_is_a_problem_and_the_others_still_work(found: Found, text: str, said: str) -> None:
    registry = found({"broken.py": text, "good.py": RULE.format(id="X-01", name="x")})
    assert [control.id for control in registry.controls] == ["X-01"]
    (problem,) = registry.problems
    assert said in problem


@pytest.mark.parametrize(("name", "mark"), [("x", "X-01"), ("y", "X-01"), ("x", "X-02")])
def test_an_id_or_name_used_twice_is_a_problem_that_names_both_files(
    found: Found, name: str, mark: str
) -> None:
    registry = found({"a.py": RULE.format(id="X-01", name="x"), "b.py": RULE.format(id=mark, name=name)})
    assert all(
        "b.py defines" in problem and "a.py defines already" in problem for problem in registry.problems
    )
    assert registry.problems


def test_the_pack_judges_its_own_soundness() -> None:
    stack = Resource("pulumi:pulumi:Stack", "s", "urn:s", {})
    assert not list(soundness([]).check(stack, Context({})))
    assert len(list(soundness(["a.py does not load"]).check(stack, Context({})))) == 1
