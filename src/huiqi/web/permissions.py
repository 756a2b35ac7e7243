"""Who may do what: one table, role × action × jurisdiction.

A cell is ``-`` (no), ``own`` (within the actor's own jurisdiction: the authority and what lies
below it, the firm acted for, the person's own account) or ``all`` (others' as well). ``code`` in the
last column asks for a one-time code that is still fresh. What is not in the table is refused.

Every page names an action of this table for each of its methods, every service names one, and
tests try each ``-`` on every page, and each ``own`` on somebody else's object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Role(StrEnum):
    """What a person acts as; ``clock`` is the site itself when a day begins."""

    VISITOR = "visitor"
    PERSON = "person"
    OWNER = "owner"
    CLERK = "clerk"
    BOOKKEEPER = "bookkeeper"
    COUNTER = "counter"
    OFFICER = "officer"
    POLICY = "policy"
    FINANCE = "finance"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    CLOCK = "clock"


NAMES = {
    Role.VISITOR: "访客",
    Role.PERSON: "个人",
    Role.OWNER: "企业负责人",
    Role.CLERK: "企业经办人",
    Role.BOOKKEEPER: "代账人员",
    Role.COUNTER: "窗口人员",
    Role.OFFICER: "业务人员",
    Role.POLICY: "政策专员",
    Role.FINANCE: "财政人员",
    Role.AUDITOR: "审计人员",
    Role.ADMINISTRATOR: "系统管理员",
    Role.CLOCK: "系统",
}
STAFF = (Role.COUNTER, Role.OFFICER, Role.POLICY, Role.FINANCE, Role.AUDITOR, Role.ADMINISTRATOR)
FIRM = (Role.OWNER, Role.CLERK, Role.BOOKKEEPER)


class Scope(StrEnum):
    """How far a permission reaches."""

    OWN = "own"
    ALL = "all"


TABLE = """
                    visitor  person  owner  clerk  bookkeeper  counter  officer  policy  finance  auditor  administrator  clock  code
site.read           all      all     all    all    all         all      all      all     all      all      all            -      -
demo.use            all      all     all    all    all         all      all      all     all      all      all            -      -
demo.fill           -        -       -      -      -           -        -        -       -        -        -              all    -

measure.read        all      all     all    all    all         all      all      all     all      all      all            -      -
measure.try         all      all     all    all    all         all      all      all     all      all      all            -      -

run.read            -        -       -      -      -           -        -        own     -        own      -              -      -
run.start           -        -       -      -      -           -        -        own     -        -        -              -      -
run.finish          -        -       -      -      -           -        -        -       -        -        -              all    -
publication.read    -        -       -      -      -           -        -        own     -        own      -              -      -
publication.propose -        -       -      -      -           -        -        own     -        -        -              -      code
publication.publish -        -       -      -      -           -        -        own     -        -        -              -      code
publication.load    -        -       -      -      -           -        -        -       -        -        -              all    -
audience.read       -        -       -      -      -           -        own      own     -        own      -              -      -
audience.tell       -        -       -      -      -           -        own      own     -        -        -              -      code
audience.send       -        -       -      -      -           -        -        -       -        -        -              all    -
entitlement.read    -        -       own    own    own         own      own      own     -        own      -              -      -
entitlement.load    -        -       -      -      -           -        -        -       -        -        -              all    -

account.register    all      -       -      -      -           -        -        -       -        -        -              -      -
account.sign-in     all      all     all    all    all         all      all      all     all      all      all            -      -
account.recover     all      all     all    all    all         all      all      all     all      all      all            -      -
account.read        -        own     own    own    own         own      own      own     own      own      own            -      -
account.change      -        own     own    own    own         own      own      own     own      own      own            -      -
account.reveal      -        own     own    own    own         own      own      own     own      own      own            -      code
account.numbers     -        own     own    own    own         own      own      own     own      own      own            -      code

account.invite      -        -       -      -      -           -        -        -       -        -        all            -      code
account.add         -        -       -      -      -           -        -        -       -        -        all            all    code

firm.bind           -        own     own    own    own         -        -        -       -        -        -              -      -
firm.read           -        -       own    -      -           own      own      -       -        -        -              -      -
firm.serve          -        -       -      -      -           own      -        -       -        -        -              -      -
firm.confirm        -        -       own    -      -           own      own      -       -        -        -              -      code
mandate.read        -        own     own    own    own         -        -        -       -        -        -              -      -
mandate.grant       -        -       own    -      -           -        -        -       -        -        -              -      code
mandate.revoke      -        own     own    own    own         -        -        -       -        -        -              -      -

kinship.read        -        -       -      -      -           own      own      own     own      own      own            -      -
kinship.declare     -        -       -      -      -           own      own      own     own      own      own            -      -

post.read           -        -       -      -      -           -        -        -       -        all      all            -      -
post.propose        -        -       -      -      -           -        -        -       -        -        all            -      code
post.confirm        -        -       -      -      -           -        -        -       -        -        all            -      code
post.end            -        -       -      -      -           -        -        -       -        -        all            -      code

post.found          -        -       -      -      -           -        -        -       -        -        -              all    -

notice.read         -        own     own    own    own         own      own      own     own      own      own            -      -
notice.mute         -        own     own    own    own         own      own      own     own      own      own            -      -
mail.deliver        -        -       -      -      -           -        -        -       -        -        -              all    -

term.read           all      all     all    all    all         all      all      all     all      all      all            -      -
term.propose        -        -       -      -      -           -        -        own     -        -        -              -      code
term.confirm        -        -       -      -      -           -        -        own     -        -        -              -      code
term.seed           -        -       -      -      -           -        -        -       -        -        -              all    -

letter.check        all      all     all    all    all         all      all      all     all      all      all            -      -
letter.read         -        -       own    own    own         -        own      -       own      own      -              -      -
letter.issue        -        -       own    own    own         own      own      -       -        -        -              all    -
document.read       -        -       own    own    own         own      -        -       -        -        -              -      -
document.keep       -        -       own    own    own         own      -        -       -        -        -              -      -

claim.read          -        -       own    own    own         own      own      -       own      own      -              -      -
claim.file          -        -       own    own    own         own      -        -       -        -        -              -      -
claim.account       -        -       own    -      -           -        -        -       -        -        -              -      code
claim.confirm       -        -       own    -      -           -        -        -       -        -        -              -      code
claim.withdraw      -        -       own    -      -           -        -        -       -        -        -              -      -
claim.object        -        -       own    -      -           -        -        -       -        -        -              -      -
claim.queue         -        -       -      -      -           -        own      -       -        -        -              -      -
claim.handle        -        -       -      -      -           -        own      -       -        -        -              -      -
claim.decide        -        -       -      -      -           -        own      -       -        -        -              -      -
claim.look          -        -       own    own    own         own      own      -       own      own      -              -      -
publicity.read      all      all     all    all    all         all      all      all     all      all      all            -      -
publicity.oppose    all      all     all    all    all         all      all      all     all      all      all            -      -
claim.time          -        -       -      -      -           -        -        -       -        -        -              all    -
claim.offer         -        -       -      -      -           -        -        all     -        -        -              all    -
claim.publish       -        -       -      -      -           -        -        all     -        -        -              all    -

clock.move          all      all     all    all    all         all      all      all     all      all      all            -      -
clock.begin         -        -       -      -      -           -        -        -       -        -        -              all    -
clock.recompute     -        -       -      -      -           -        -        -       -        -        -              all    -
casefile.read       -        -       -      -      -           -        own      -       -        own      -              -      -
casefile.export     -        -       -      -      -           -        own      -       -        own      -              -      -
audit.read          -        -       -      -      -           -        -        -       -        own      -              -      -

register.read       -        -       -      -      -           own      own      own     own      own      -              -      -
import.read         -        -       -      -      -           -        own      -       -        all      -              -      -
register.import     -        -       -      -      -           -        own      -       -        -        -              all    -
register.load       -        -       -      -      -           -        -        -       -        -        -              all    -
fact.own            -        -       own    own    own         own      -        -       -        -        -              -      -
fact.declare        -        -       own    own    own         own      -        -       -        -        -              -      -
correction.ask      -        -       own    own    own         own      own      -       -        -        -              -      -
correction.decide   -        -       -      -      -           -        own      -       -        -        -              -      -
conflict.decide     -        -       -      -      -           -        own      -       -        -        -              -      -

job.start           -        own     own    own    own         own      own      own     own      -        own            all    -
job.list            -        -       -      -      -           own      own      own     own      all      all            -      -
job.read            -        own     own    own    own         own      own      own     own      all      all            -      -
job.retry           -        own     own    own    own         own      own      own     own      -        all            -      -
job.cancel          -        own     own    own    own         own      own      own     own      -        all            -      -
"""

DEMO_ONLY = ("demo.", "clock.move", "term.seed")


@dataclass(frozen=True)
class Permission:
    """One row of the table."""

    action: str
    scopes: Mapping[Role, Scope]
    code: bool

    @property
    def demo_only(self) -> bool:
        """Whether the action exists in a demo alone."""
        return self.action.startswith(DEMO_ONLY)


@cache
def permissions() -> Mapping[str, Permission]:
    """The table by action.

    Raises:
        ValueError: a row with a cell too many or too few, a word that is none, or an action twice.
    """
    head, *rows = (line.split() for line in TABLE.splitlines() if line.strip())
    roles = [Role(word) for word in head[:-1]]
    found = list(_read(roles, rows))
    table = {p.action: p for p in found}
    if len(table) < len(found):
        raise ValueError("an action stands in the table twice")
    return table


def _read(roles: list[Role], rows: list[list[str]]) -> Iterator[Permission]:
    for action, *cells in rows:
        if len(cells) != len(roles) + 1 or cells[-1] not in ("-", "code"):
            raise ValueError(f"{action}: a cell for each role, then - or code")
        scopes = {role: Scope(cell) for role, cell in zip(roles, cells) if cell != "-"}
        yield Permission(action, scopes, cells[-1] == "code")


def scope(role: Role, action: str) -> Scope | None:
    """How far a role may do that; None: not at all.

    Raises:
        KeyError: the action is not in the table.
    """
    return permissions()[action].scopes.get(role)
