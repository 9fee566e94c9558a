"""ENG-02: what a control reads is found out by watching it."""

from dataclasses import replace

import pytest

from guardrails.core.control import Example
from guardrails.core.examples import judged
from guardrails.core.reads import places_read
from guardrails.kubernetes.examples import deployment
from tests.support.judge import CONTROLS, decision, judge

CRON_JOB = "kubernetes:batch/v1:CronJob"


def ignoring(example: Example, *paths: str) -> str:
    return judge("ENG-02", replace(example, ignore_changes=paths))


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("spec.replicas", "pass"),
        ("metadata.annotations", "pass"),
        ("spec.template.spec.containers[0].image", "pass"),
        ("spec.template.spec.containers[0].securityContext", "fail"),
        ("spec.template.spec.containers[*].securityContext.privileged", "fail"),
        ('spec["template"]', "fail"),
        ("spec", "fail"),
        ("spec.template.spec.hostNetwork", "fail"),
    ],
)
def test_only_what_a_control_reads_must_not_be_ignored(path: str, outcome: str) -> None:
    assert ignoring(deployment(), path) == outcome


def test_a_control_is_also_watched_on_types_that_its_examples_do_not_show() -> None:
    pod = {"containers": [{"name": "web", "securityContext": {"privileged": False}}]}
    properties = {"spec": {"jobTemplate": {"spec": {"template": {"spec": pod}}}}}
    path = "spec.jobTemplate.spec.template.spec.containers[0].securityContext.privileged"
    assert judge("ENG-02", Example(properties, type=CRON_JOB, ignore_changes=(path,))) == "fail"


def test_a_property_that_is_read_only_when_another_is_set_counts_as_read() -> None:
    control = CONTROLS["EKS-02"]
    private = judged(control, Example({"vpcConfig": {"endpointPublicAccess": False}}))
    assert ("vpcConfig", "publicAccessCidrs", "*") in places_read(control, private)


def test_a_type_that_no_control_judges_may_ignore_what_it_likes() -> None:
    assert ignoring(Example({}, type="random:index/randomId:RandomId"), "*") == "pass"


def test_the_finding_names_the_path_and_the_controls_that_read_it() -> None:
    found = decision("ENG-02", Example({}, type="aws:kms/key:Key", ignore_changes=("policy",)))
    assert found.findings == ('opts.ignoreChanges is "policy"; must be without what KMS-03 judges',)
