"""Settings that would do harm end the program before it registers anything."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from preview.model import Result
from tests.support.variants import Changes

REFUSED: tuple[tuple[str, Mapping[str, Any], str], ...] = (
    (
        "NAT none with a needed endpoint off",
        {"network.nat": "none", "network.endpoints.sts": False},
        'network: nat is "none", so these must be true: endpoints.sts (roles of secret stores)',
    ),
    ("no administrator", {"access.admins": []}, "access.admins is []: "),
    (
        "the whole internet at the API",
        {"cluster.publicCidrs": ["0.0.0.0/0"]},
        'cluster.publicCidrs.0 is "0.0.0.0/0": must be /16 or narrower',
    ),
    (
        "an API that nobody could reach",
        {"network.transitGateway": None, "cluster.adminCidrs": []},
        "nobody could reach the API: name ranges in cluster.publicCidrs, or in cluster.adminCidrs",
    ),
    (
        "administrators inside the VPC itself",
        {"cluster.adminCidrs": ["10.40.0.0/24"]},
        "cluster.adminCidrs names 10.40.0.0/24, which overlaps the VPC itself, network.vpcCidr 10.40.0.0/16",
    ),
    (
        "a VPC too small for its zones",
        {"network.vpcCidr": "10.0.0.0/22"},
        "network: vpcCidr 10.0.0.0/22 is too small for 3 zones: must be /21 or larger",
    ),
    (
        "an add-on that does not fit the Kubernetes version",
        {"cluster.addOnVersions": {"coredns": "v1.13.2-eksbuild.11"}},
        (
            "cluster: addOnVersions.coredns is v1.13.2-eksbuild.11, "
            "which is not known to fit Kubernetes 1.36 (known: "
        ),
    ),
    (
        "a rotation of no secret",
        {
            "secrets": {
                "rotation": {
                    "palisade/prod/nobody/nothing": {
                        "functionArn": "arn:aws:lambda:eu-central-1:444455556666:function:rotate",
                        "functionRoleArn": "arn:aws:iam::444455556666:role/rotate",
                        "days": 30,
                    }
                }
            }
        },
        "secrets.rotation.palisade/prod/nobody/nothing is no secret of a service (there are ",
    ),
    (
        "a deletion window of days",
        {"encryption.deletionWindowDays": 13},
        "encryption.deletionWindowDays is 13: ",
    ),
)


@pytest.mark.parametrize(
    ("changes", "message"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_the_program_ends_with_a_message_and_has_registered_nothing(
    changes: Mapping[str, Any], message: str, variant: Callable[[str, Changes], Result]
) -> None:
    applied = variant("prod", changes).applied
    assert applied.exit_code != 0
    assert {resource.type for resource in applied.resources.values()} == {"pulumi:pulumi:Stack"}
    (error,) = [entry.message for entry in applied.diagnostics if entry.severity == "error"]
    assert error.startswith(f"Pulumi.prod.yaml: {message}")
    assert len(error.splitlines()) == 1
