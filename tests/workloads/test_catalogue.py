"""Services are found by their files, and fit together and to their stack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.iam.documents import Statement
from workloads import services
from workloads.catalogue import CatalogueError, check_reach, checked, exposed_ports, find_specs, matched
from workloads.destinations import AwsPaths
from workloads.service_spec import Egress, ServiceSpec
from workloads.spec_types import PRIVATE_SUBNETS

PATIENT = ServiceSpec(name="patient", repository="patient", callers=("appointment",))
APPOINTMENT = ServiceSpec(name="appointment", repository="appointment", exposed=True)
SEND = Statement(
    Effect="Allow", Action="sqs:SendMessage", Resource="arn:{partition}:sqs:{region}:{account}:invoices"
)
QUEUE = ServiceSpec(name="queue-reader", repository="queue", aws_statements=(SEND,))
PATHS = AwsPaths(
    endpoints=("sns",), interface_cidrs=["10.0.8.0/24"], s3_cidrs=[], nat=True, vpc_cidr="10.0.0.0/16"
)
CLOSED = AwsPaths(
    endpoints=("sns",), interface_cidrs=["10.0.8.0/24"], s3_cidrs=[], nat=False, vpc_cidr="10.0.0.0/16"
)


def refusal(call: Callable[[], object]) -> list[str]:
    with pytest.raises(CatalogueError) as caught:
        call()
    return str(caught.value).splitlines()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the services, empty."""
    monkeypatch.setattr(services, "__path__", [str(tmp_path)])
    return tmp_path


def test_each_file_under_services_is_a_service() -> None:
    files = {file.stem for file in Path(services.__path__[0]).glob("*.py")} - {"__init__"}
    assert {spec.file for spec in find_specs()} == {f"workloads/services/{name}.py" for name in files}


def test_a_wrong_declaration_is_refused_by_its_file(folder: Path) -> None:
    text = "from workloads.service_spec import Egress, ServiceSpec\n"
    (folder / "caller.py").write_text(
        f"{text}SPEC = ServiceSpec(name='caller', repository='caller', port=80)"
    )
    (folder / "place.py").write_text(f"{text}PLACE = Egress(cidr='0.0.0.0/0', port=443, reason='all')")
    caller, place = refusal(find_specs)
    assert caller.startswith("workloads/services/caller.py: port is 80: must be 1025 to 65535")
    assert place.startswith("workloads/services/place.py: Egress: cidr is 0.0.0.0/0, every address there is")


def test_every_problem_is_in_one_message() -> None:
    assert refusal(lambda: checked({"patient": PATIENT, "copy": PATIENT, "empty": None})) == [
        "workloads/services/copy.py: declares patient, whose file would be workloads/services/patient.py",
        "workloads/services/empty.py: declares no SPEC = ServiceSpec(...)",
        "workloads/services/patient.py: callers names appointment, which is no service (there are patient)",
    ]


def test_specs_come_sorted_by_name() -> None:
    assert checked({"patient": PATIENT, "appointment": APPOINTMENT}) == (APPOINTMENT, PATIENT)


def test_load_balancers_are_for_the_ports_of_exposed_services_alone() -> None:
    other = APPOINTMENT.model_copy(update={"name": "other", "port": 1025})
    assert exposed_ports([PATIENT]) == ()
    assert exposed_ports([APPOINTMENT, other, PATIENT]) == (1025, 5000)


def test_a_service_without_a_size_and_a_size_without_a_service_are_refused() -> None:
    assert refusal(lambda: matched([PATIENT], ["pat-ient"], file="Pulumi.dev.yaml")) == [
        "Pulumi.dev.yaml: services.patient is missing: how large is it?",
        "Pulumi.dev.yaml: services.pat-ient has no file workloads/services/pat_ient.py",
    ]


def test_services_and_sizes_that_match_pass() -> None:
    matched([PATIENT], ["patient"], file="Pulumi.dev.yaml")


def test_a_range_that_holds_the_vpc_of_the_stack_is_refused() -> None:
    wide = Egress(cidr="10.0.0.0/8", port=443, reason="the company")
    spec = PATIENT.model_copy(update={"egress": (wide,)})
    (problem,) = refusal(lambda: check_reach([spec], PATHS, file="Pulumi.dev.yaml"))
    assert problem == (
        "workloads/services/patient.py: egress to 10.0.0.0/8 holds the VPC of Pulumi.dev.yaml, 10.0.0.0/16: "
        "name a smaller range, exclude it, or say PRIVATE_SUBNETS"
    )
    subnets = Egress(cidr=PRIVATE_SUBNETS, port=5432, reason="the database")
    check_reach([spec.model_copy(update={"egress": (subnets,)})], PATHS, file="Pulumi.dev.yaml")
    around = wide.model_copy(update={"excluded": ("10.0.0.0/15",)})
    check_reach([spec.model_copy(update={"egress": (around,)})], PATHS, file="Pulumi.dev.yaml")


def test_an_api_without_endpoint_needs_the_word_that_it_opens_the_internet() -> None:
    (problem,) = refusal(lambda: check_reach([QUEUE], PATHS, file="Pulumi.dev.yaml"))
    assert problem == (
        "workloads/services/queue_reader.py: aws_statements is about sqs, which has no endpoint in "
        "Pulumi.dev.yaml: to reach it, port 443 of every public address must be open, which "
        "aws_over_internet=('sqs',) says"
    )
    said = QUEUE.model_copy(update={"aws_over_internet": ("sqs",)})
    check_reach([said], PATHS, file="Pulumi.dev.yaml")
    (problem,) = refusal(lambda: check_reach([said], CLOSED, file="Pulumi.dev.yaml"))
    assert problem.endswith(
        "which has no endpoint in Pulumi.dev.yaml, and without NAT there is no other way to it"
    )
