"""What becomes of a connection."""

from dataclasses import dataclass

from tests.support.packets.elements import Element
from tests.support.packets.ports import EPHEMERAL, NONE, Ports


@dataclass(frozen=True)
class Stop:
    """A place where packets are dropped, why, and which ports they lose by it where not all are."""

    reason: str
    lost: Ports = NONE

    def __str__(self) -> str:
        return f"{self.reason} on {self.lost}" if self.lost else self.reason


@dataclass(frozen=True)
class Trace:
    """What becomes of a connection.

    Attributes:
        asked: the ports of the destination that were tried.
        arriving: those of them that a first packet reaches.
        returning: the ports of the initiator that an answer reaches.
        learns_size: whether the end in the VPC hears of packets that are too large for the way outside.
        stops: where packets were dropped, the first place first; empty for an open connection.
        used: the elements that let it pass or led it on.
    """

    asked: Ports
    arriving: Ports
    returning: Ports
    learns_size: bool
    stops: tuple[Stop, ...]
    used: tuple[Element, ...]

    @property
    def is_open(self) -> bool:
        """Whether every packet to every port arrives, every answer returns, and neither is too large."""
        return self.arriving == self.asked and self.returning == EPHEMERAL and self.learns_size

    @property
    def is_closed(self) -> bool:
        """Whether no packet arrives: UDP needs no answer to do harm."""
        return not self.arriving
