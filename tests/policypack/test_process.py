"""The pack as the engine runs it: its own process, by gRPC."""

import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from google.protobuf import json_format
from pulumi.runtime.proto import analyzer_pb2

from guardrails.core.decode import SIGNATURE
from tests.support.judge import CONTROLS
from tests.support.pack_process import PACK, STACK_TYPE, PackProcess, copy_of_the_pack, urn

CLUSTER = "aws:eks/cluster:Cluster"
KEY = "aws:kms/key:Key"
VPC = "aws:ec2/vpc:Vpc"
FLOW_LOG = "aws:ec2/flowLog:FlowLog"
UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a public signature
NEW_KEY = {"encryptionConfig": {"resources": ["secrets"], "provider": {"keyArn": UNKNOWN}}}

TODAY = date.today()  # noqa: DTZ011 - the calendar day that the pack goes by
Start = Callable[..., PackProcess]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a copy of the pack with the given files, or the pack itself without any."""
    running: list[PackProcess] = []

    def start_one(files: dict[str, str] | None = None, *, preview: bool = True) -> PackProcess:
        folder = PACK if files is None else copy_of_the_pack(tmp_path, files)
        running.append(PackProcess(folder, tmp_path / "decisions.jsonl", preview=preview))
        return running[-1]

    yield start_one
    for process in running:
        process.close()


def exemption(expires: date) -> str:
    return (
        "exemptions:\n"
        f"  - {{control: KMS-01, resource: '*Key::it', reason: demo, owner: team-a, expires: {expires}}}\n"
    )


def said_of(answer: analyzer_pb2.AnalyzeResponse, control: str) -> analyzer_pb2.AnalyzeDiagnostic:
    """Give the one diagnostic of a control."""
    name = CONTROLS[control].name if control in CONTROLS else "policy-pack-sound"
    (diagnostic,) = [item for item in answer.diagnostics if item.policyName == name]
    return diagnostic


def test_the_pack_lists_each_control_as_a_policy_with_all_that_tools_show(start: Start) -> None:
    info = start().info()
    policies = {policy.name: policy for policy in info.policies}
    assert info.name == "palisade"
    assert set(policies) == {control.name for control in CONTROLS.values()} | {"policy-pack-sound"}
    shown = policies["aws-eks-cluster-secrets-encrypted"]
    assert shown.displayName == CONTROLS["EKS-04"].title
    assert shown.severity == analyzer_pb2.POLICY_SEVERITY_HIGH
    assert shown.enforcementLevel == analyzer_pb2.MANDATORY
    assert (shown.framework.version, shown.framework.reference) == ("1.8.0", "5.3.1")
    assert "EKS-04" in shown.tags
    assert shown.remediation_steps == CONTROLS["EKS-04"].remediation
    assert policies["aws-vpc-flow-logs"].policy_type == analyzer_pb2.POLICY_TYPE_STACK
    schema = json_format.MessageToDict(policies["aws-kms-key-deletion-window"].configSchema)
    assert schema["properties"]["minimumDays"]["default"] == 14


def test_a_key_that_does_not_exist_yet_passes_and_no_other_control_is_lost(start: Start) -> None:
    pack = start()
    answer = pack.analyze(CLUSTER, {**NEW_KEY, "enabledClusterLogTypes": UNKNOWN})
    assert pack.outcomes("EKS-04") == ["pass"]
    assert pack.outcomes("EKS-05") == ["undecided"]
    assert pack.outcomes("EKS-01") == ["fail"]
    unknown = said_of(answer, "EKS-05")
    assert unknown.enforcementLevel == analyzer_pb2.ADVISORY
    assert "enabledClusterLogTypes is not known yet" in unknown.message


def test_every_control_that_claims_the_type_decides_once_and_the_others_do_not_apply(start: Start) -> None:
    pack = start()
    answer = pack.analyze(KEY, {})
    decided = sorted(record["control"] for record in pack.records("decision"))
    assert decided == ["ENG-02", "KMS-01", "KMS-02", "KMS-03"]
    aside = {item.policy_name for item in answer.not_applicable}
    assert "aws-eks-cluster-secrets-encrypted" in aside
    assert "aws-kms-key-rotation" not in aside


def test_a_failure_blocks_and_says_control_finding_and_what_to_do(start: Start) -> None:
    diagnostic = said_of(start().analyze(KEY, {"enableKeyRotation": False}), "KMS-01")
    assert diagnostic.enforcementLevel == analyzer_pb2.MANDATORY
    assert diagnostic.severity == analyzer_pb2.POLICY_SEVERITY_MEDIUM
    assert diagnostic.message.splitlines() == [
        "KMS-01: Symmetric encryption keys rotate every year.",
        "enableKeyRotation is false; must be true",
        "To do: Set enableKeyRotation to true.",
    ]


def test_configured_levels_and_parameters_hold(start: Start) -> None:
    pack = start()
    pack.configure(
        {
            "aws-kms-key-rotation": ("disabled", {"reason": "rotated by hand"}),
            "aws-kms-key-deletion-window": ("advisory", {"minimumDays": 30}),
        }
    )
    answer = pack.analyze(KEY, {"deletionWindowInDays": 20})
    assert [item.policyName for item in answer.diagnostics] == ["aws-kms-key-deletion-window"]
    assert answer.diagnostics[0].enforcementLevel == analyzer_pb2.ADVISORY
    (notice,) = pack.records("notice")
    assert (
        notice["message"]
        == "KMS-01 (Symmetric encryption keys rotate every year) is disabled: rotated by hand"
    )


def test_a_value_that_is_unknown_outside_a_preview_blocks(start: Start) -> None:
    pack = start(preview=False)
    pack.configure({"aws-kms-key-rotation": ("mandatory", {})})
    answer = pack.analyze(KEY, {"enableKeyRotation": "perhaps"})
    assert said_of(answer, "KMS-01").enforcementLevel == analyzer_pb2.MANDATORY


def test_a_stack_control_decides_at_a_first_preview_by_what_a_property_comes_from(start: Start) -> None:
    pack = start()
    vpc = (VPC, "main", {"id": UNKNOWN}, {})
    log = (FLOW_LOG, "log", {"vpcId": UNKNOWN}, {"vpcId": urn(VPC, "main")})
    assert not [
        item for item in pack.analyze_stack(vpc, log).diagnostics if item.policyName == "aws-vpc-flow-logs"
    ]
    missing = said_of(pack.analyze_stack(vpc), "VPC-01")
    assert missing.urn == urn(VPC, "main")
    assert missing.enforcementLevel == analyzer_pb2.MANDATORY


def test_a_stack_control_knows_the_inputs_where_a_first_preview_has_no_outputs(start: Start) -> None:
    pack = start()
    namespace = "kubernetes:core/v1:Namespace"
    pack.analyze(namespace, {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}, "shop")
    pack.analyze_stack((namespace, "shop", {}, {}))
    assert pack.outcomes("NS-02") == ["fail"]


def test_an_exemption_of_today_holds_and_shows_as_advice(start: Start) -> None:
    pack = start({"exemptions/test.yaml": exemption(TODAY)})
    diagnostic = said_of(pack.analyze(KEY, {}), "KMS-01")
    assert diagnostic.enforcementLevel == analyzer_pb2.ADVISORY
    assert f"Exempt until {TODAY} (owner team-a): demo" in diagnostic.message
    (record,) = [record for record in pack.records("decision") if record["control"] == "KMS-01"]
    assert record["exemption"] == {"reason": "demo", "owner": "team-a", "expires": str(TODAY)}


def test_an_exemption_that_expired_yesterday_blocks_and_names_its_owner(start: Start) -> None:
    yesterday = TODAY - timedelta(days=1)
    diagnostic = said_of(start({"exemptions/test.yaml": exemption(yesterday)}).analyze(KEY, {}), "KMS-01")
    assert diagnostic.enforcementLevel == analyzer_pb2.MANDATORY
    assert f"its exemption expired on {yesterday}; owner team-a, reason: demo" in diagnostic.message


def test_an_exemption_that_covers_nothing_is_reported_at_the_end(start: Start) -> None:
    pack = start({"exemptions/test.yaml": exemption(TODAY)})
    pack.analyze(KEY, {"enableKeyRotation": True})
    pack.analyze_stack()
    (notice,) = pack.records("notice")
    assert notice["severity"] == "warning"
    assert "Exemption of KMS-01" in notice["message"]


BROKEN_EXEMPTION = "exemptions:\n  - {control: KMS-1}\n"
BROKEN_RULE = "import no_such_module\n"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("exemptions/test.yaml", BROKEN_EXEMPTION, "exemptions/test.yaml, entry 1: resource is missing"),
        ("guardrails/rules/aws/broken.py", BROKEN_RULE, "guardrails/rules/aws/broken.py does not load"),
    ],
)
def test_a_broken_file_of_the_pack_blocks_by_name_and_the_other_controls_still_judge(
    start: Start, file: str, text: str, said: str
) -> None:
    pack = start({file: text})
    pack.configure({"policy-pack-sound": ("advisory", {})})
    diagnostic = said_of(pack.analyze(STACK_TYPE, {}), "PACK-01")
    assert diagnostic.enforcementLevel == analyzer_pb2.MANDATORY
    assert said in diagnostic.message
    pack.analyze(KEY, {"enableKeyRotation": True})
    assert pack.outcomes("KMS-01") == ["pass"]


RAISING_RULE = """
from dataclasses import replace
from guardrails.rules.aws.kms_01_key_rotation import CONTROL as BASE

def _check(resource, context):
    raise KeyError(resource.get("description"))

CONTROL = replace(BASE, id="X-01", name="raises", check=_check)
"""


def test_a_control_that_raises_blocks_by_name_without_quoting_what_it_read(start: Start) -> None:
    pack = start({"guardrails/rules/aws/raises.py": RAISING_RULE})
    answer = pack.analyze(KEY, {"description": "hunter2"})
    (diagnostic,) = [item for item in answer.diagnostics if item.policyName == "raises"]
    assert diagnostic.enforcementLevel == analyzer_pb2.MANDATORY
    assert "the check itself is broken: KeyError in raises.py:6" in diagnostic.message
    assert "hunter2" not in str(answer)
    assert pack.outcomes("KMS-01") == ["fail"]


def test_a_secret_reaches_neither_the_answer_nor_the_file(start: Start, tmp_path: Path) -> None:
    pack = start()
    policy = '{"Statement": {"Effect": "Allow", "Principal": {"AWS": ["*", "hunter2"]}, "Action": "kms:*"}}'
    answer = pack.analyze(KEY, {"policy": {SIGNATURE: SECRET, "value": policy}})
    assert pack.outcomes("KMS-03") == ["fail"]
    assert "policy.Statement.Principal is [secret]" in said_of(answer, "KMS-03").message
    assert "hunter2" not in str(answer)
    assert "hunter2" not in (tmp_path / "decisions.jsonl").read_text(encoding="utf-8")


def test_ignored_changes_of_a_judged_property_block(start: Start) -> None:
    pack = start()
    answer = pack.analyze(KEY, {"enableKeyRotation": True}, ignored=["description", "enableKeyRotation"])
    diagnostic = said_of(answer, "ENG-02")
    assert (
        'opts.ignoreChanges is "enableKeyRotation"; must be without what KMS-01 judges' in diagnostic.message
    )


def test_a_thousand_resources_are_judged_in_a_few_seconds(start: Start) -> None:
    pack = start()
    deployment = CONTROLS["PSS-B02"].passes[-1]
    began = time.monotonic()
    for number in range(500):
        pack.analyze(deployment.type, deployment.properties, f"d{number}")
        pack.analyze(CLUSTER, NEW_KEY, f"c{number}")
    assert time.monotonic() - began < 6
