"""Each alarm's filter pattern matches the events it is for, and no other.

The events are as CloudTrail and the audit log of EKS write them, in `<slug>.json` or `<slug>.<variant>.json`.
Those in `harmless` are what controllers, kubelets, services of AWS and people do all day.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.detection.cis_alarms import CIS_ALARMS
from infra.detection.cluster_alarms import AUDIT_ALARMS
from infra.detection.platform_alarms import PLATFORM_ALARMS
from tests.support.filter_pattern import FilterPattern

EVENTS = Path(__file__).parent / "events"
ALARMS = {alarm.slug: alarm for alarm in (*CIS_ALARMS, *PLATFORM_ALARMS, *AUDIT_ALARMS)}


PATTERNS = {slug: FilterPattern.parse(alarm.pattern) for slug, alarm in ALARMS.items()}


def read(folder: str) -> Mapping[str, Any]:
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((EVENTS / folder).glob("*"))}
    assert found
    return found


SUSPECT = {**read("trail"), **read("audit")}
HARMLESS = read("harmless")


def slug_of(event: str) -> str:
    return event.partition(".")[0]


def matching(event: Any, *, absent_differs: bool) -> list[str]:
    """Name the alarms that count an event."""
    return [
        slug for slug, pattern in PATTERNS.items() if pattern.matches(event, absent_differs=absent_differs)
    ]


# CloudWatch Logs does not document what `!=` makes of a property that an event lacks; both must do.
@pytest.mark.parametrize("absent_differs", [False, True])
@pytest.mark.parametrize("name", SUSPECT)
def test_an_event_is_counted_by_its_own_alarm_alone(name: str, absent_differs: bool) -> None:
    assert matching(SUSPECT[name], absent_differs=absent_differs) == [slug_of(name)]


@pytest.mark.parametrize("absent_differs", [False, True])
@pytest.mark.parametrize("name", HARMLESS)
def test_a_harmless_event_is_counted_by_none(name: str, absent_differs: bool) -> None:
    assert matching(HARMLESS[name], absent_differs=absent_differs) == []


def test_every_alarm_has_an_event() -> None:
    assert {slug_of(name) for name in SUSPECT} == set(ALARMS)


def test_every_topic_of_the_benchmark_is_watched_once() -> None:
    watched = Counter(alarm.source for alarm in CIS_ALARMS)
    assert watched == Counter(f"CIS AWS 5.{number}" for number in range(1, 16))


# Who may not change a trail but tries is worth knowing as well.
@pytest.mark.parametrize(
    "name",
    [name for name, event in SUSPECT.items() if "eventName" in event and "errorCode" not in event],
)
def test_a_call_that_failed_is_counted_like_one_that_did_not(name: str) -> None:
    failed = {**SUSPECT[name], "errorCode": "ThrottlingException"}
    assert matching(failed, absent_differs=False) == [slug_of(name)]


def test_the_log_of_the_authenticator_is_counted_by_none() -> None:
    line = (
        'time="2026-11-20T10:00:00Z" level=info msg="access granted" arn="arn:aws:iam::111122223333:role/x"'
    )
    assert matching(line, absent_differs=True) == []


def test_names_fit_into_aws() -> None:
    for alarm in ALARMS.values():
        assert len(alarm.description()) <= 1024
        assert alarm.slug in alarm.description()
    assert len(ALARMS) == len((*CIS_ALARMS, *PLATFORM_ALARMS, *AUDIT_ALARMS))
