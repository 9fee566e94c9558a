"""Cases that others wrote, judged by the whole pack."""

import subprocess
import sys
from pathlib import Path

import pytest

from guardrails.conformance import evaluate
from tests.support.judge import CONTROLS
from tests.support.pack_process import PACK

# Polaris fails a pod whose policy isolates egress and lists no egress rule. Such a policy denies all egress,
# which is stricter, and NP-05 asks for a policy that selects the pod.
STRICTER = {
    "missingNetworkPolicy-failure.netpol_missing_egress_rules",
    "missingNetworkPolicy-failure.netpol_missing_ingress_rules",
}


def test_a_finding_names_control_and_address() -> None:
    key = {"addr": "a", "type": "aws:kms/key:Key", "name": "k", "props": {"deletionWindowInDays": 7}}
    assert set(evaluate([key], {"mode": "resource"})) == {("KMS-01", "a"), ("KMS-02", "a")}


@pytest.mark.parametrize(
    ("mode", "found"), [("stack", {("VPC-01", "v"), ("VPC-03", "v")}), ("resource", set())]
)
def test_stack_controls_judge_only_resources_that_belong_together(
    mode: str, found: set[tuple[str, str]]
) -> None:
    vpc = {"addr": "v", "type": "aws:ec2/vpc:Vpc", "name": "v", "props": {}}
    assert set(evaluate([vpc], {"mode": mode})) == found


def test_a_dependency_links_resources_whose_ids_are_unknown() -> None:
    unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    vpc = {"addr": "v", "type": "aws:ec2/vpc:Vpc", "name": "v", "props": {}}
    log = {"addr": "l", "type": "aws:ec2/flowLog:FlowLog", "name": "l", "props": {"vpcId": unknown}}
    for deps in (["v"], {"vpcId": ["v"]}):
        assert ("VPC-01", "v") not in set(evaluate([vpc, {**log, "deps": deps}], {"mode": "stack"}))


def test_no_case_of_others_is_judged_otherwise_or_breaks_a_control(reference_material: Path) -> None:
    script = reference_material / "conformance" / "score.py"
    arguments = ["guardrails.conformance:evaluate", "--show", "1000", "--controls", ",".join(CONTROLS)]
    done = subprocess.run(
        [sys.executable, str(script), *arguments],
        cwd=PACK,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert lines, done.stderr
    assert {line.split()[1] for line in lines if line.startswith("   ")} <= STRICTER
    assert lines[-1].endswith("0 crashes")
    assert int(lines[-1].split()[0]) > 100
