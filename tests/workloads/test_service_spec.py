"""A declaration that is wrong is refused, with a message that says what was found and what is allowed."""

from typing import Any

import pytest
from pydantic import ValidationError

from tests.support.code_blocks import code_block
from tests.support.shared_preview import REPOSITORY
from workloads.service_spec import Egress, ServiceSpec
from workloads.spec_problems import problems_of

OBJECTS = "arn:{partition}:s3:::{stack}-invoices-{account}/*"
QUEUE = "arn:{partition}:sqs:{region}:{account}:invoices"
NAME_RULE = (
    "must begin with a lowercase letter, have lowercase letters, digits and hyphens, "
    "and at most 40 characters"
)
PORT_RULE = "must be 1025 to 65535: below, a process needs a capability that it lacks"
REPOSITORY_RULE = "must be a path in ECR: lowercase letters, digits and . _ - / between them"
CIDR_RULE = "must be an IPv4 range, such as 203.0.113.10/32"
NARROWER = ": name a smaller one, or exclude it"
LINK_LOCAL = f"the metadata service and the agents of the node (link-local){NARROWER}"
QUEUES, SOME_QUEUES = "arn:*:sqs:*:*:*", "arn:aws:sqs:eu-central-1:111122223333:*"
NEAREST = "does not exist (did you mean sqs:SendMessage?)"
NO_KEY = "is no key of it (known here: Sid, Effect, Action, Resource, Condition)"
PLACEHOLDERS = "known here are {partition}, {region}, {account}, {stack}"
UNKNOWN_CONDITION = "Unknown condition sqs:Nothing for action sqs:SendMessage"
STATEMENT: dict[str, Any] = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": QUEUE}


def spec(**arguments: Any) -> ServiceSpec:
    return ServiceSpec.model_validate({"name": "billing", "repository": "palisade/billing", **arguments})


def refusal(**arguments: Any) -> list[str]:
    """Return the problems of a spec with some arguments, or of the part of it that they make."""
    with pytest.raises(ValidationError) as caught:
        spec(**arguments)
    return list(problems_of(caught.value))


def egress_refusal(**arguments: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Egress.model_validate({"cidr": "203.0.113.10/32", "port": 443, "reason": "payments", **arguments})
    (problem,) = problems_of(caught.value)
    return problem


def statement_refusal(**changes: Any) -> str:
    (problem,) = refusal(aws_statements=({**STATEMENT, **changes},))
    return problem.removeprefix("aws_statements: statement 1: ")


def test_a_spec_that_says_all_it_can_is_taken() -> None:
    found = spec(
        port=8443,
        callers=("appointment",),
        exposed=True,
        egress=(Egress(cidr="203.0.113.10/32", port=443, reason="payments"),),
        secrets=("payment-api-key",),
        aws_statements=({**STATEMENT}, {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": OBJECTS}),
        wildcards={OBJECTS: "Objects are named by the invoice"},
        aws_over_internet=("sqs",),
        environment={"LOG_LEVEL": "info", "PAYMENT_KEY_FILE": "/var/run/secrets/palisade/key/value"},
    )
    assert found.apis == ("sqs", "s3")
    assert found.file == "workloads/services/billing.py"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"callers": "appointment"}, "callers is 'appointment': must be a tuple, such as ('appointment',)"),
        ({"callers": ("billing",)}, "callers: billing itself needs no entry"),
        ({"callers": ("a", "a")}, "callers is ('a', 'a'): must not name a twice"),
        ({"prot": 1}, "prot is no argument (did you mean port?)"),
        ({"port": 80}, f"port is 80: {PORT_RULE}"),
        ({"port": 65536}, f"port is 65536: {PORT_RULE}"),
        ({"port": "8080"}, "port is '8080': must be a whole number"),
        ({"exposed": "yes"}, "exposed is 'yes': must be True or False"),
        ({"name": "Billing"}, f"name is 'Billing': {NAME_RULE}"),
        ({"repository": "Palisade/billing"}, f"repository is 'Palisade/billing': {REPOSITORY_RULE}"),
        ({"secrets": ("Payment_API/key",)}, f"secrets.0 is 'Payment_API/key': {NAME_RULE}"),
        (
            {"name": "b" * 40, "secrets": ("k" * 40,)},
            f"secrets: {'b' * 40}-{'k' * 40} has more than 63 characters",
        ),
        ({"wildcards": {"arn:x/*": "why"}}, "wildcards: arn:x/* is in no statement: remove it"),
        ({"aws_over_internet": ("sqs",)}, "aws_over_internet: no statement is about sqs: remove it"),
        ({"egress": ("203.0.113.10/32",)}, "egress.0 is '203.0.113.10/32': must be an Egress(...)"),
    ],
)
def test_what_kubernetes_or_the_platform_would_refuse_is_refused(
    arguments: dict[str, Any], message: str
) -> None:
    assert refusal(**arguments) == [message]


def test_every_problem_is_told_at_once() -> None:
    assert len(refusal(port=80, callers="appointment", name="Billing")) == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"cidr": "203.0.113.10/99"}, f"cidr is '203.0.113.10/99': {CIDR_RULE}"),
        (
            {"cidr": "203.0.113.10/24"},
            f"cidr is '203.0.113.10/24': {CIDR_RULE}; did you mean 203.0.113.0/24?",
        ),
        ({"cidr": "api.example.com"}, f"cidr is 'api.example.com': {CIDR_RULE}"),
        ({"cidr": "0.0.0.0/0"}, "cidr is 0.0.0.0/0, every address there is: name the range of the host"),
        ({"cidr": "169.254.169.254/32"}, f"cidr is 169.254.169.254/32, which holds {LINK_LOCAL}"),
        ({"cidr": "128.0.0.0/1"}, f"cidr is 128.0.0.0/1, which holds {LINK_LOCAL}"),
        ({"cidr": "127.0.0.0/8"}, f"cidr is 127.0.0.0/8, which holds the node itself (loopback){NARROWER}"),
        ({"port": 0}, "port is 0: must be 1 to 65535"),
        ({"reason": " "}, "reason is ' ': must say who is there and what for"),
        ({"protocol": "ICMP"}, "protocol is 'ICMP': must be 'TCP' or 'UDP'"),
    ],
)
def test_a_place_that_no_service_may_go_to_is_refused(arguments: dict[str, Any], message: str) -> None:
    assert egress_refusal(**arguments) == f"Egress: {message}"


def test_a_range_with_what_is_forbidden_left_out_is_taken() -> None:
    excluded = ("169.254.0.0/16", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")
    assert Egress(cidr="0.0.0.0/0", port=443, reason="a CDN", excluded=excluded).excluded == excluded
    almost = ("169.254.0.0/17", *excluded[1:])
    assert "link-local" in egress_refusal(cidr="0.0.0.0/0", excluded=almost)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Action": "sqs:SendMesage"}, f"Action 'sqs:SendMesage' {NEAREST}"),
        ({"Action": "sqsx:SendMessage"}, f"Action 'sqsx:SendMessage' {NEAREST}"),
        ({"Action": "SendMessage"}, "Action 'SendMessage' must be like s3:GetObject"),
        ({"Action": "s3:*"}, "Action 's3:*' has a wildcard: name each action"),
        ({"Action": ["sqs:SendMessage", "*"]}, "Action '*' has a wildcard: name each action"),
        ({"Action": "s3:Get*"}, "Action 's3:Get*' has a wildcard: name each action"),
        ({"Action": []}, "Action and Resource must be text, or a list of it that is not empty"),
        (
            {"Resource": "*"},
            f"Resource '*' is every resource there is, and sqs:SendMessage takes one: {QUEUES}",
        ),
        (
            {"Resource": "arn:{partition}:sqs:{region}:{account}:*"},
            f"Resource '{SOME_QUEUES}' is every resource of a service: name one, such as {QUEUES}",
        ),
        (
            {"Resource": "arn:{partition}:s3:::invoices"},
            f"no Resource is one that sqs:SendMessage takes: {QUEUES}",
        ),
        ({"Resource": "arn:{partition}:sqs:{zone}:{account}:q"}, "Resource has {zone}: " + PLACEHOLDERS),
        ({"Effect": "Deny"}, "Effect is 'Deny': must be 'Allow'; what is not allowed is denied already"),
        ({"Actions": "sqs:SendMessage"}, f"Actions {NO_KEY}"),
        ({"Principal": "*"}, f"Principal {NO_KEY}"),
        (
            {"Condition": {"StringEquals": {"sqs:Nothing": "x"}}},
            f"IAM would not take it: {UNKNOWN_CONDITION}",
        ),
    ],
)
def test_a_statement_that_iam_refuses_or_that_allows_too_much_is_refused(
    changes: dict[str, Any], message: str
) -> None:
    assert statement_refusal(**changes) == message


def test_a_bucket_is_no_object_and_an_object_no_bucket() -> None:
    bucket = "arn:{partition}:s3:::invoices"
    assert "takes: arn:*:s3" in statement_refusal(Action="s3:GetObject", Resource=bucket)
    assert "takes: arn:*:s3" in statement_refusal(Action="s3:ListBucket", Resource=f"{bucket}/one")


def test_an_action_that_takes_no_resource_has_every_one() -> None:
    metrics = {"Effect": "Allow", "Action": "cloudwatch:PutMetricData", "Resource": "*"}
    assert spec(aws_statements=(metrics,)).apis == ("cloudwatch",)
    assert statement_refusal(Action="cloudwatch:PutMetricData") == (
        "cloudwatch:PutMetricData takes no resource: Resource must be '*'"
    )


def test_a_wildcard_in_a_resource_needs_its_reason() -> None:
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": OBJECTS}
    assert refusal(aws_statements=(statement,)) == [
        f"aws_statements: {OBJECTS} has a wildcard: say in `wildcards` why none narrower will do"
    ]


CREDENTIALS = {
    "STRIPE": "sk_" + "live_51H8abc",
    "AWS": "AKIA" + "IOSFODNN7EXAMPLE",
    "PEM": "-----BEGIN RSA PRIVATE " + "KEY-----",
    "SESSION": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
    "DATABASE_URL": "postgres://billing:hunter2@db:5432/billing",
    "DATABASE_PASSWORD": "hunter2",
    "API_KEY": "4711",
}


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_setting_that_looks_like_a_credential_is_refused_and_never_quoted(name: str) -> None:
    (problem,) = refusal(environment={name: CREDENTIALS[name]})
    assert problem.startswith(f"environment: {name} ")
    assert problem.endswith("declare it in `secrets`, and read it from its file")
    assert CREDENTIALS[name] not in problem


@pytest.mark.parametrize(
    "setting",
    [
        {"PATIENT_SERVICE_URL": "http://patient:5000"},
        {"TOKEN_TTL": "300"},
        {"DATABASE_PASSWORD_FILE": "/var/run/secrets/palisade/billing-database/value"},
        {"KEYBOARD": "qwerty"},
        {"QUEUE": "https://sqs.eu-central-1.amazonaws.com/111122223333/invoices"},
    ],
)
def test_a_setting_that_tells_where_or_how_is_taken(setting: dict[str, str]) -> None:
    assert spec(environment=setting).environment == setting


def test_a_setting_that_is_no_text_is_refused_and_never_quoted() -> None:
    assert refusal(environment={"LEVEL": 4711}) == ["environment.LEVEL must be text"]
    assert refusal(environment={"no name": "x"}) == ["environment: 'no name' is no name of a variable"]


def test_the_declaration_that_the_guide_shows_is_taken_as_it_stands() -> None:
    found: dict[str, Any] = {}
    exec(code_block("docs/adding-a-service.md", "python"), found)  # noqa: S102 - as an import of the file would
    assert isinstance(found["SPEC"], ServiceSpec)
    assert found["SPEC"].apis == ("s3", "sqs")


def test_the_guide_tells_of_every_argument() -> None:
    guide = (REPOSITORY / "docs" / "adding-a-service.md").read_text(encoding="utf-8")
    assert [line.split("`")[1] for line in guide.splitlines() if line.startswith("| `")] == list(
        ServiceSpec.model_fields
    )
