"""The specs that network rules become allow exactly what was declared, in both directions."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from infra.iam.documents import Statement
from tests.support.reachability import Place, may_connect
from tests.support.rendering import rendered
from workloads.destinations import AwsPaths
from workloads.labels import QUARANTINE, labels
from workloads.network_policies import Flow, Pods, Port, allow, default_deny, public_internet
from workloads.service_network import service_policy
from workloads.service_spec import Egress, ServiceSpec
from workloads.spec_types import PRIVATE_SUBNETS

NAMESPACE = "microservices"
BALANCER = Place("balancer", "10.0.0.10")
INTERNET = Place("internet", "203.0.113.9")
PORT = 5000
NAMES = ("appointment", "billing", "patient", "search")
PATHS = AwsPaths(
    endpoints=("sqs",), interface_cidrs=["10.0.8.0/24"], s3_cidrs=[], nat=True, vpc_cidr="10.0.0.0/16"
)


def policy(spec: object, namespace: str = NAMESPACE) -> dict[str, Any]:
    return {"metadata": {"namespace": namespace}, "spec": rendered(spec)}


def pod(name: str, namespace: str = NAMESPACE, **more: str) -> Place:
    return Place(name, "10.0.32.7", namespace, {**labels(name), **more})


def service_policies(specs: Sequence[ServiceSpec]) -> list[dict[str, Any]]:
    made = (service_policy(spec, specs, load_balancer_cidrs=["10.0.0.0/24"], aws=PATHS) for spec in specs)
    return [policy(default_deny()), *(policy(spec) for spec in made if spec is not None)]


def test_the_default_deny_lets_nothing_in_and_nothing_out() -> None:
    policies = [policy(default_deny())]
    assert not may_connect(policies, INTERNET, pod("patient"), PORT)
    assert not may_connect(policies, pod("patient"), INTERNET, 443)


def test_a_flow_needs_both_of_its_halves() -> None:
    appointment, patient = pod("appointment"), pod("patient")
    leaves = policy(allow("appointment", egress=[Flow((Pods("patient"),), (Port(PORT),))]))
    enters = policy(allow("patient", ingress=[Flow((Pods("appointment"),), (Port(PORT),))]))
    deny = policy(default_deny())
    assert not may_connect([deny, leaves], appointment, patient, PORT)
    assert not may_connect([deny, enters], appointment, patient, PORT)
    assert may_connect([deny, leaves, enters], appointment, patient, PORT)
    assert not may_connect([deny, leaves, enters], patient, appointment, PORT)
    assert not may_connect([deny, leaves, enters], appointment, patient, 22)
    assert not may_connect([deny, leaves, enters], appointment, patient, PORT, "UDP")


def test_pods_of_another_namespace_are_another_application() -> None:
    policies = [
        policy(default_deny()),
        policy(allow("patient", ingress=[Flow((Pods("appointment"),), (Port(1),))])),
    ]
    assert not may_connect(policies, pod("appointment", "elsewhere"), pod("patient"), 1)


def test_the_public_internet_is_neither_private_nor_the_metadata_service() -> None:
    policies = [policy(allow("patient", egress=[Flow((public_internet(["198.18.0.0/16"]),), (Port(443),))]))]
    assert may_connect(policies, pod("patient"), INTERNET, 443)
    for address in ("169.254.169.254", "10.0.0.10", "172.16.0.1", "192.168.0.1", "100.64.0.1", "198.18.0.1"):
        assert not may_connect(policies, pod("patient"), Place("inside", address), 443)


@st.composite
def service_landscapes(draw: st.DrawFn) -> list[ServiceSpec]:
    """Services with any callers, some of them exposed."""
    return [
        ServiceSpec(
            name=name,
            repository=name,
            callers=tuple(
                draw(st.lists(st.sampled_from([each for each in NAMES if each != name]), unique=True))
            ),
            exposed=draw(st.booleans()),
            port=draw(st.integers(1025, 65534)),
        )
        for name in NAMES
    ]


@given(service_landscapes())
def test_services_reach_exactly_those_that_name_them_as_callers(specs: list[ServiceSpec]) -> None:
    policies = service_policies(specs)
    for target in specs:
        reached = {
            each.name
            for each in specs
            if may_connect(policies, pod(each.name), pod(target.name), target.port)
        }
        assert reached == set(target.callers)
        assert may_connect(policies, BALANCER, pod(target.name), target.port) is target.exposed
        assert not may_connect(policies, INTERNET, pod(target.name), target.port)
        assert not may_connect(policies, pod(target.name), INTERNET, 443)
        for source in (BALANCER, *(pod(each.name) for each in specs if each != target)):
            assert not may_connect(policies, source, pod(target.name), target.port ^ 1)


@given(service_landscapes(), st.sampled_from(NAMES))
def test_a_service_in_quarantine_talks_to_nobody(specs: list[ServiceSpec], name: str) -> None:
    policies = service_policies(specs)
    patient = pod(name, **{QUARANTINE: "incident-7"})
    for other in (*(pod(other) for other in NAMES), BALANCER, INTERNET):
        assert not may_connect(policies, patient, other, PORT)
        assert not may_connect(policies, other, patient, PORT)


def test_a_service_with_aws_actions_reaches_the_agent_and_the_endpoints() -> None:
    statement = Statement(
        Effect="Allow", Action="sqs:SendMessage", Resource="arn:{partition}:sqs:{region}:{account}:q"
    )
    spec = ServiceSpec(name="patient", repository="patient", aws_statements=(statement,))
    policies = service_policies([spec])
    agent, endpoint = Place("agent", "169.254.170.23"), Place("endpoint", "10.0.8.9")
    assert may_connect(policies, pod("patient"), agent, 80)
    assert may_connect(policies, pod("patient"), endpoint, 443)
    assert not may_connect(policies, pod("patient"), INTERNET, 443)
    without = spec.model_copy(update={"aws_statements": ()})
    assert not may_connect(service_policies([without]), pod("patient"), agent, 80)


def test_a_service_reaches_the_places_that_it_declares_and_no_other() -> None:
    place = Egress(cidr="203.0.113.0/28", port=8443, reason="payments", excluded=("203.0.113.8/29",))
    policies = service_policies([ServiceSpec(name="patient", repository="patient", egress=(place,))])
    patient = pod("patient")
    assert may_connect(policies, patient, Place("payments", "203.0.113.1"), 8443)
    assert not may_connect(policies, patient, Place("payments", "203.0.113.1"), 443)
    assert not may_connect(policies, patient, Place("payments", "203.0.113.9"), 8443)
    assert not may_connect(policies, patient, Place("other", "203.0.113.16"), 8443)


def test_a_service_reaches_a_database_in_the_private_subnets_and_no_other_subnet() -> None:
    place = Egress(cidr=PRIVATE_SUBNETS, port=5432, reason="the database")
    spec = ServiceSpec(name="patient", repository="patient", egress=(place,))
    aws = replace(PATHS, private_cidrs=["10.0.32.0/20", "10.0.48.0/20"])
    made = service_policy(spec, [spec], load_balancer_cidrs=[], aws=aws)
    policies = [policy(default_deny()), policy(made)]
    database = Place("database", "10.0.48.9")
    assert may_connect(policies, pod("patient"), database, 5432)
    assert not may_connect(policies, pod("patient"), database, 443)
    assert not may_connect(policies, pod("patient"), Place("endpoint", "10.0.8.9"), 5432)


def test_a_service_without_any_flow_has_no_policy_of_its_own() -> None:
    alone = ServiceSpec(name="patient", repository="patient")
    assert service_policy(alone, [alone], load_balancer_cidrs=[], aws=PATHS) is None
