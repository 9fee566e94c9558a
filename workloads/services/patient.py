"""Patient records: reached by the appointment service only."""

from workloads.service_spec import ServiceSpec

SPEC = ServiceSpec(
    name="patient",
    repository="palisade/patient",
    callers=("appointment",),
    secrets=("record-encryption-key",),
)
