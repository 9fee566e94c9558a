"""PACK-01: the pack itself is sound. A broken rule or exemption stops a deployment, it does not vanish."""

from collections.abc import Iterator, Sequence

from guardrails.core.control import (
    Broken,
    Context,
    Control,
    Example,
    Finding,
    Reference,
    Resource,
    Severity,
)

STACK_TYPE = "pulumi:pulumi:Stack"


def soundness(problems: Sequence[str]) -> Control:
    """Make the control that reports what is wrong with the pack, once per stack.

    Args:
        problems: a sentence each: modules that do not load, exemptions that do not read or are over.
    """

    def check(_resource: Resource, _context: Context) -> Iterator[Finding]:
        yield from map(Broken, problems)

    return Control(
        id="PACK-01",
        name="policy-pack-sound",
        title="Every rule of the policy pack loads, and every exemption can be read and is in force",
        rationale="A rule that does not load judges nothing, and an exception that is over is none.",
        remediation="Mend what the finding names.",
        severity=Severity.CRITICAL,
        types=(STACK_TYPE,),
        references=(Reference("SOC2", "CC8.1"),),
        check=check,
        passes=(Example({}),),
        fails=(),
    )
