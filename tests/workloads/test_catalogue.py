"""Services are found by their files, and fit together."""

import pytest

from workloads.catalogue import CatalogueError, checked, exposed_ports, find_specs, matched
from workloads.service_spec import PORT, ServiceSpec

PATIENT = ServiceSpec(name="patient", repository="patient", callers=("appointment",))
APPOINTMENT = ServiceSpec(name="appointment", repository="appointment", exposed=True)


def test_each_file_under_services_is_a_service() -> None:
    assert [spec.name for spec in find_specs()] == ["appointment", "patient"]


def test_only_appointment_may_call_patient_and_only_load_balancers_appointment() -> None:
    declared = {spec.name: (spec.callers, spec.exposed) for spec in find_specs()}
    assert declared == {"appointment": ((), True), "patient": (("appointment",), False)}


def test_every_problem_is_in_one_message() -> None:
    with pytest.raises(CatalogueError) as caught:
        checked({"patient": PATIENT, "copy": PATIENT, "empty": None})
    assert str(caught.value).splitlines() == [
        "workloads/services/copy.py: there is a service patient already",
        "workloads/services/empty.py: declares no SPEC = ServiceSpec(...)",
        "service patient: its caller appointment is no service (there are patient)",
    ]


def test_load_balancers_are_for_the_ports_of_exposed_services_alone() -> None:
    assert exposed_ports([PATIENT]) == ()
    assert exposed_ports([PATIENT, APPOINTMENT]) == (PORT,)


def test_specs_come_sorted_by_name() -> None:
    assert checked({"patient": PATIENT, "appointment": APPOINTMENT}) == (APPOINTMENT, PATIENT)


def test_a_service_without_a_size_and_a_size_without_a_service_are_refused() -> None:
    with pytest.raises(CatalogueError) as caught:
        matched([PATIENT], ["pateint"], file="Pulumi.dev.yaml")
    assert str(caught.value).splitlines() == [
        "Pulumi.dev.yaml: services.patient is missing: how large is it?",
        "Pulumi.dev.yaml: services.pateint has no file workloads/services/pateint.py",
    ]


def test_services_and_sizes_that_match_pass() -> None:
    matched([PATIENT], ["patient"], file="Pulumi.dev.yaml")
