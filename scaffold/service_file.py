"""The file of a new service, from what the command line says of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_INDENT = "    "
# Of 110 columns, less the deepest indentation.
_LONGEST = 100


@dataclass(frozen=True)
class Host:
    """A place outside the cluster.

    Attributes:
        name: who is there.
        cidr: its addresses.
        port: its port.
    """

    name: str
    cidr: str
    port: int


@dataclass(frozen=True)
class NewService:
    """What is said of a new service.

    Attributes:
        name: its name.
        port: where it listens; None for the usual port.
        callers: the services that call it.
        exposed: whether load balancers call it.
        secrets: the secrets it reads.
        buckets: the buckets whose objects it reads and writes, without what the stack adds to their names.
        hosts: where it goes outside the cluster.
    """

    name: str
    port: int | None = None
    callers: Sequence[str] = ()
    exposed: bool = False
    secrets: Sequence[str] = ()
    buckets: Sequence[str] = ()
    hosts: Sequence[Host] = ()

    @property
    def module(self) -> str:
        """Name of its module."""
        return self.name.replace("-", "_")


def source(service: NewService) -> str:
    """Write the module that declares a service, in the form that the formatter leaves as it is."""
    title = service.name.replace("-", " ").capitalize()
    names = ["Egress"] if service.hosts else []
    imports = [f"from workloads.service_spec import {', '.join([*names, 'ServiceSpec'])}"]
    if service.buckets:
        imports.insert(0, "from infra.iam.documents import Statement")
    return "\n".join(
        [
            f'"""{title}: say here what it does, and for whom."""',
            "",
            *imports,
            "",
            *_bucket_names(service),
            "SPEC = ServiceSpec(",
            *(f"{_INDENT}{line}" for line in _arguments(service)),
            ")",
            "",
        ]
    )


def _bucket_names(service: NewService) -> Iterator[str]:
    if service.buckets:
        arns = [f"arn:{{partition}}:s3:::{{stack}}-{bucket}-{{account}}/*" for bucket in service.buckets]
        yield "# {partition}, {stack} and {account} are filled in by each stack."
        yield from _tuple("OBJECTS = ", arns, "")
        yield ""


def _arguments(service: NewService) -> Iterator[str]:
    yield f'name="{service.name}",'
    yield f'repository="palisade/{service.name}",'
    if service.port is not None:
        yield f"port={service.port},"
    if service.callers:
        yield from _tuple("callers=", service.callers, ",")
    if service.exposed:
        yield "exposed=True,"
    if service.hosts:
        yield "egress=("
        for host in service.hosts:
            place = [f'cidr="{host.cidr}"', f"port={host.port}", f'reason="{host.name}"']
            yield from (f"{_INDENT}{line}" for line in _one_a_line("Egress(", place, "),"))
        yield "),"
    if service.secrets:
        yield from _tuple("secrets=", service.secrets, ",")
    if service.buckets:
        statement = ['Effect="Allow"', 'Action=["s3:GetObject", "s3:PutObject"]', "Resource=[*OBJECTS]"]
        yield "aws_statements=("
        yield from (f"{_INDENT}{line}" for line in _one_a_line("Statement(", statement, "),"))
        yield "),"
        yield f'wildcards=dict.fromkeys(OBJECTS, "Objects have the names that {service.name} gives them"),'


def _tuple(before: str, values: Sequence[str], after: str) -> list[str]:
    """Write a tuple in one line, or one item a line where that would be too long."""
    items = [f'"{value}"' for value in values]
    line = f"{before}({', '.join(items)}{',' if len(items) == 1 else ''}){after}"
    return [line] if len(line) <= _LONGEST else _one_a_line(f"{before}(", items, f"){after}")


def _one_a_line(before: str, items: Sequence[str], after: str) -> list[str]:
    return [before, *(f"{_INDENT}{item}," for item in items), after]
