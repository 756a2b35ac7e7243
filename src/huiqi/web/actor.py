"""Who acts: a person in one capacity, from an address. Services take it; they never see a request."""

from __future__ import annotations

from dataclasses import dataclass

from .permissions import STAFF, Role


@dataclass(frozen=True)
class Actor:
    """A person in the capacity chosen for this visit.

    ``authority`` and ``department`` are codes, of the post acted from; ``firm`` is the credit code
    acted for, by a mandate or at a counter; ``capacity`` names the post or mandate (``post:3``, ``mandate:5``); ``fresh`` says
    that a one-time code was given within the last minutes.

    Trap: compare ``person``, never roles, where two different people are wanted.
    """

    role: Role = Role.VISITOR
    person: int | None = None
    name: str = ""
    authority: str = ""
    department: str = ""
    firm: str = ""
    capacity: str = ""
    address: str | None = None
    fresh: bool = False

    @property
    def held(self) -> str:
        """The post or mandate itself, without the firm a counter serves."""
        return self.capacity.partition("@")[0]

    @property
    def staff(self) -> bool:
        """Whether they act from a post."""
        return self.role in STAFF

    @property
    def signed_in(self) -> bool:
        """Whether anybody is known."""
        return self.person is not None


CLOCK = Actor(role=Role.CLOCK, fresh=True)
