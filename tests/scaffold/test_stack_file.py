"""A stack's file gets the size of a new service and room for it; all else stays as it was written."""

from typing import Any

import pytest
import yaml

from scaffold.errors import ScaffoldError
from scaffold.stack_file import with_service
from tests.support.shared_preview import REPOSITORY
from workloads.quota import check_fit
from workloads.settings import QuotaSettings, ServiceSettings

DEFAULT = {"pods": 20, "cpuLimit": "10", "memoryLimit": "10Gi"}
SIZE = """\
      imageDigest: sha256:{digest}
      replicas: {{min: 1, max: 3}}
      resources: {{cpu: 100m, cpuLimit: 500m, memory: 256Mi, ephemeralStorage: 64Mi}}
""".format(digest="1" * 64)
BEFORE = f"""\
config:
  # The first of all.
  palisade:services:
    patient:  # sees patients
{SIZE}
  # How much there is.
  palisade:quota: {{pods: 7, cpuLimit: "4", memoryLimit: 1792Mi}}  # enough
  palisade:protect: true
"""


def changed(text: str) -> str:
    return with_service(text, "newcomer", file="Pulumi.dev.yaml", default_quota=DEFAULT)


def config(text: str) -> dict[str, Any]:
    return yaml.safe_load(text)["config"]


def test_the_service_stands_after_the_others_and_the_quota_has_room() -> None:
    zeros = "0" * 64
    assert changed(BEFORE) == BEFORE.replace(
        SIZE,
        SIZE
        + f"""\
    newcomer:
      imageDigest: sha256:{zeros}
      replicas: {{min: 2, max: 4}}
      resources: {{cpu: 100m, cpuLimit: 500m, memory: 256Mi, ephemeralStorage: 64Mi}}
""",
    ).replace('{pods: 7, cpuLimit: "4", memoryLimit: 1792Mi}', '{pods: 16, cpuLimit: "8", memoryLimit: 4Gi}')


@pytest.mark.parametrize("stack", ["dev", "prod"])
def test_nothing_else_changes_in_our_own_files(stack: str) -> None:
    before = (REPOSITORY / f"Pulumi.{stack}.yaml").read_text(encoding="utf-8")
    after = changed(before)
    gone = [line for line in before.splitlines() if line not in after.splitlines()]
    assert all("palisade:quota" in line for line in gone)
    sizes = config(after)["palisade:services"]
    assert list(sizes) == [*config(before)["palisade:services"], "newcomer"]
    services = {name: ServiceSettings.model_validate(size) for name, size in sizes.items()}
    check_fit(QuotaSettings.model_validate(config(after)["palisade:quota"]), services, file="it")


def test_a_quota_that_has_room_stays_as_it_is() -> None:
    roomy = BEFORE.replace("pods: 7", "pods: 70").replace('"4"', '"40"').replace("1792Mi", "40Gi")
    assert config(changed(roomy))["palisade:quota"] == config(roomy)["palisade:quota"]


def test_a_quota_with_one_limit_a_line_keeps_its_form() -> None:
    block = '  palisade:quota:\n    pods: 7\n    cpuLimit: "4"\n    memoryLimit: 1792Mi\n'
    text = BEFORE.replace(
        '  palisade:quota: {pods: 7, cpuLimit: "4", memoryLimit: 1792Mi}  # enough\n', block
    )
    after = changed(text)
    assert '    pods: 16\n    cpuLimit: "8"\n    memoryLimit: 4Gi\n' in after


def test_the_default_quota_is_raised_in_the_file() -> None:
    without = "".join(line for line in BEFORE.splitlines(keepends=True) if "quota" not in line)
    assert "palisade:quota" not in config(changed(without))
    small = {**DEFAULT, "pods": 10}
    after = with_service(without, "newcomer", file="Pulumi.dev.yaml", default_quota=small)
    assert config(after)["palisade:quota"] == {**DEFAULT, "pods": 16}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BEFORE.replace("patient:", "newcomer:"), "Pulumi.dev.yaml: services.newcomer is there already"),
        (
            "config:\n  palisade:services: {}\n",
            "Pulumi.dev.yaml: palisade:services must be a map with one service a line",
        ),
        ("config: {}\n", "Pulumi.dev.yaml: palisade:services must be a map with one service a line"),
    ],
)
def test_what_cannot_be_changed_in_its_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(ScaffoldError) as caught:
        changed(text)
    assert str(caught.value) == message
