"""Appointments: the service that clients reach, through a load balancer."""

from workloads.service_spec import ServiceSpec

SPEC = ServiceSpec(
    name="appointment",
    repository="palisade/appointment",
    exposed=True,
    secrets=("cursor-signing-key",),
    environment={"PATIENT_SERVICE_URL": "http://patient:5000"},
)
