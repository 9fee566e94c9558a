"""Ingress from anywhere, in every spelling."""

import pytest

from guardrails.aws.examples import group, group_rule, ingress_rule
from guardrails.aws.security_groups import SECURITY_GROUP
from guardrails.core.control import Example, Fail
from guardrails.core.values import ABSENT, UNKNOWN, Value
from tests.support.judge import findings, judge

ANYWHERE = ["0.0.0.0/0"]
SSH = {"fromPort": 22.0, "toPort": 22.0, "protocol": "tcp"}


def blocks(*rules: dict[str, Value]) -> Example:
    return Example({"ingress": list(rules)}, type=SECURITY_GROUP)


@pytest.mark.parametrize(
    "ranges", [["0.0.0.0/0"], [" 0.0.0.0/0 "], ["0.0.0.0/1", "128.0.0.0/1"], ["1.2.3.4/0"]]
)
def test_anywhere_is_anywhere_in_every_spelling_of_ipv4(ranges: list[str]) -> None:
    assert judge("SG-01", group(22, 22, ranges)) == "fail"


@pytest.mark.parametrize(
    "text", ["::/0", "0::/0", "0:0:0:0:0:0:0:0/0", "0000::0000/0", "2000::/3", "2000::/2"]
)
def test_anywhere_is_anywhere_in_every_spelling_of_ipv6(text: str) -> None:
    assert judge("SG-01", group(22, 22, [], ipv6=[text])) == "fail"
    assert judge("SG-01", ingress_rule(22, 22, ipv6=text)) == "fail"


@pytest.mark.parametrize("ranges", [["10.0.0.0/8"], ["0.0.0.0/2"], ["0.0.0.0/32"], ["203.0.113.0/24"], []])
def test_a_part_of_the_internet_is_not_anywhere(ranges: list[str]) -> None:
    assert judge("SG-01", group(22, 22, ranges)) == "pass"


@pytest.mark.parametrize("protocol", ["-1", "all", "ALL", -1.0])
def test_all_protocols_include_every_port_whatever_the_range_says(protocol: Value) -> None:
    for control in ("SG-01", "SG-03"):
        assert judge(control, group(0, 0, ANYWHERE, protocol=protocol)) == "fail"
        assert judge(control, group(443, 443, ANYWHERE, protocol=protocol)) == "fail"


@pytest.mark.parametrize("protocol", ["tcp", "TCP", "6", 6.0, "udp", "17", ABSENT])
def test_a_port_is_a_port_under_every_name_of_the_protocol(protocol: Value) -> None:
    rule = {**SSH, "cidrBlocks": ANYWHERE, "protocol": protocol}
    if protocol is ABSENT:
        del rule["protocol"]
    assert judge("SG-01", blocks(rule)) == "fail"


@pytest.mark.parametrize("protocol", ["icmp", "icmpv6", "1", "58", "50"])
def test_a_protocol_without_ports_opens_none(protocol: str) -> None:
    assert judge("SG-01", group(0, 255, ANYWHERE, protocol=protocol)) == "pass"


@pytest.mark.parametrize(
    ("first", "last", "outcome"),
    [(0, 65535, "fail"), (22.0, 22.0, "fail"), ("20", "23", "fail"), (23, 65535, "pass"), (0, 21, "pass")],
)
def test_the_range_decides_whether_a_port_is_in_it(first: Value, last: Value, outcome: str) -> None:
    for example in (
        group(first, last, ANYWHERE),
        group_rule(first, last, ANYWHERE),
        ingress_rule(first, last, *ANYWHERE),
    ):
        assert judge("SG-01", example) == outcome


def test_a_rule_without_ports_or_with_minus_one_is_about_all_of_them() -> None:
    assert judge("SG-03", blocks({"protocol": "tcp", "cidrBlocks": ANYWHERE})) == "fail"
    assert judge("SG-03", group(-1, -1, ANYWHERE)) == "fail"


def test_egress_is_not_judged() -> None:
    assert judge("SG-01", group_rule(22, 22, ANYWHERE, direction="egress")) == "not applicable"
    assert judge("SG-01", group_rule(22, 22, ANYWHERE, direction=UNKNOWN)) == "undecided"


def test_halves_in_two_rules_of_one_group_add_up() -> None:
    halves = [{**SSH, "cidrBlocks": [half]} for half in ("0.0.0.0/1", "128.0.0.0/1")]
    assert judge("SG-01", blocks(*halves)) == "fail"
    assert judge("SG-01", blocks(halves[0])) == "pass"


def test_a_source_that_is_no_range_of_addresses_is_not_anywhere() -> None:
    rule = {**SSH, "securityGroups": [UNKNOWN], "prefixListIds": ["pl-1"], "self": True}
    assert judge("SG-01", blocks(rule)) == "pass"


def test_what_is_known_to_be_open_fails_though_the_rest_is_unknown() -> None:
    assert judge("SG-01", group(22, 22, ["0.0.0.0/0", UNKNOWN])) == "fail"
    assert judge("SG-01", group(443, 443, UNKNOWN)) == "pass"


@pytest.mark.parametrize("ranges", [["0/0"], ["everywhere"], [7.0], [None]])
def test_a_range_that_cannot_be_read_never_passes(ranges: list[Value]) -> None:
    assert judge("SG-01", group(22, 22, ranges)) == "undecided"


def test_the_finding_names_the_rule_and_its_ranges() -> None:
    (finding,) = findings(
        "SG-01", blocks({**SSH, "cidrBlocks": ["10.0.0.0/8"]}, {**SSH, "cidrBlocks": ANYWHERE})
    )
    assert isinstance(finding, Fail)
    assert (finding.path, finding.found) == ("ingress.1.cidrBlocks", ANYWHERE)
    assert "port 22" in finding.expected
