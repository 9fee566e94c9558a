"""A new service's file is one that the formatter, the linter and the catalogue take as it is."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scaffold.service_file import Host, NewService, source
from tests.support.shared_preview import REPOSITORY
from workloads.service_spec import Egress, ServiceSpec

PAYMENTS = Host("pay.example.com", "203.0.113.10/32", 443)
NEW = {
    "bare": NewService("billing"),
    "demanding": NewService(
        "billing-api",
        port=8443,
        callers=("appointment",),
        exposed=True,
        secrets=("payment-api-key",),
        buckets=("invoices",),
        hosts=(PAYMENTS,),
    ),
    "large": NewService(
        "billing",
        callers=("appointment", "patient"),
        secrets=tuple(f"a-secret-with-a-long-name-{number}" for number in range(6)),
        buckets=tuple(f"a-bucket-with-a-long-name-{number}" for number in range(3)),
        hosts=(PAYMENTS, Host(f"{'payments.' * 12}example.com", "198.51.100.0/24", 8443)),
    ),
}


def declared(service: NewService) -> ServiceSpec:
    found: dict[str, Any] = {}
    exec(source(service), found)  # noqa: S102 - as an import of the file would
    assert isinstance(found["SPEC"], ServiceSpec)
    return found["SPEC"]


@pytest.mark.parametrize("name", NEW)
def test_formatter_and_linter_leave_it_as_it_is(name: str, tmp_path: Path) -> None:
    file = tmp_path / f"{NEW[name].module}.py"
    file.write_text(source(NEW[name]), encoding="utf-8")
    ruff = [
        str(Path(sys.prefix, "bin", "ruff")),
        "--config",
        str(REPOSITORY / "pyproject.toml"),
        "--no-cache",
    ]
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [*ruff[:1], *command, *ruff[1:], str(file)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_service_declares_what_was_said_of_it() -> None:
    spec = declared(NEW["demanding"])
    assert (spec.name, spec.repository, spec.port) == ("billing-api", "palisade/billing-api", 8443)
    assert (spec.callers, spec.exposed, spec.secrets) == (("appointment",), True, ("payment-api-key",))
    assert spec.egress == (Egress(cidr="203.0.113.10/32", port=443, reason="pay.example.com"),)
    assert spec.apis == ("s3",)
    assert list(spec.wildcards) == ["arn:{partition}:s3:::{stack}-invoices-{account}/*"]
    assert spec.file == f"workloads/services/{NEW['demanding'].module}.py"


def test_a_service_of_which_nothing_is_said_asks_for_nothing() -> None:
    assert declared(NEW["bare"]) == ServiceSpec(name="billing", repository="palisade/billing")
