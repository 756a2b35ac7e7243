"""What a person may not do although their role may."""

from __future__ import annotations

from ..accounts.permissions import tied_firms
from ..actor import Actor
from ..authorities.models import Department
from ..authorities.queries import root
from .models import Conflict, Correction, Standing
from .sources import fact_of


def owns(actor: Actor, path: str) -> bool:
    """Whether the actor's department is the one in charge of the fact."""
    fact = fact_of(path)
    return fact is not None and fact.owner == actor.department


def has_owner(path: str) -> bool:
    """Whether any department is in charge of the fact."""
    fact = fact_of(path)
    return fact is not None and Department.objects.filter(code=fact.owner).exists()


def can_decide_correction(actor: Actor, row: Correction) -> bool:
    """Another person than who asked, who has nothing to do with the firm, while it waits."""
    own = actor.person == row.asked_by_id or row.credit_code in tied_firms(actor.person)
    return row.standing == Standing.ASKED and not own


def can_decide_conflict(actor: Actor, row: Conflict) -> bool:
    """The department in charge, or anybody where none is; nobody of the firm."""
    in_charge = owns(actor, row.correction.path) or not has_owner(row.correction.path)
    return row.kept is None and in_charge and row.credit_code not in tied_firms(actor.person)


def can_deliver(actor: Actor) -> bool:
    """Departments of the province deliver for the whole register."""
    highest = root()
    return highest is not None and actor.authority == highest.code
