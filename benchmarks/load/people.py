"""Fifty people who use the site: firms, bookkeepers, officers of three levels, policy, finance, audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from huiqi.web.accounts.capacities import actor_for, capacities
from huiqi.web.accounts.models import Person
from huiqi.web.accounts.services import add_staff, ask_binding, confirm_binding, grant_mandate
from huiqi.web.actor import CLOCK, Actor
from huiqi.web.authorities.models import Authority, Department
from huiqi.web.authorities.queries import root
from huiqi.web.authorities.services import confirm_post, propose_post, seat_first
from huiqi.web.permissions import Role
from huiqi.web.registry.models import Firm

PASSWORD = "correct horse battery"
LINE = "工信"
OWNERS, BOOKKEEPERS, CLERKS = 19, 4, 2
DEPARTMENTS = {Role.COUNTER: "政务服务", Role.FINANCE: "财政", Role.AUDITOR: "审计"}


@dataclass(frozen=True)
class Places:
    """Counties in order of their firms, the cities they lie in, the province."""

    counties: Sequence[Authority]
    province: Authority

    @property
    def cities(self) -> list[Authority]:
        """Each once."""
        return list(dict.fromkeys(c.parent for c in self.counties if c.parent is not None))


def places(firms_of: Sequence[int]) -> Places:
    """The counties of those keys that lie in a city of the province."""
    highest = root()
    assert highest is not None
    found = Authority.objects.select_related("parent__parent").in_bulk(list(firms_of))
    counties = [found[key] for key in firms_of if found[key].level == "county"]
    return Places([c for c in counties if c.parent and c.parent.parent == highest], highest)


def seat(where: Places) -> list[tuple[str, str]]:
    """Open their accounts and give them their posts; login and role of each."""
    password = make_password(PASSWORD)
    first = [_account(f"administrator-{n}", password) for n in (1, 2)]
    line = {d.code: d for d in Department.objects.all()}
    persons = (first[0].pk, first[1].pk)
    seat_first(CLOCK, persons=persons, authority=where.province, department=line["政务服务"])
    seated = [(p.login, "administrator") for p in first]
    for login, role, authority in _posts(where):
        person = _account(login, password)
        post = propose_post(
            acting(first[0].login),
            person_id=person.pk,
            authority=authority,
            department=line[DEPARTMENTS.get(role, LINE)],
            role=role,
        )
        confirm_post(acting(first[1].login), post=post)
        seated.append((login, role.value))
    return seated


def _posts(where: Places) -> Iterator[tuple[str, Role, Authority]]:
    """Two officers in each of four counties and two cities, where the second decides what the first proposed."""
    for level, some in (("county", where.counties[:4]), ("city", where.cities[:2])):
        for number, authority in enumerate(some, 1):
            for which in "ab":
                yield f"{level}-{number}{which}", Role.OFFICER, authority
    for which in "ab":
        yield f"province-{which}", Role.OFFICER, where.province
    for number in (1, 2, 3):
        yield f"policy-{number}", Role.POLICY, where.province
    yield "counter-1", Role.COUNTER, where.counties[0]
    yield "counter-2", Role.COUNTER, where.counties[1]
    yield "finance-1", Role.FINANCE, where.counties[0]
    for number, authority in enumerate((where.province, where.cities[0], where.counties[0]), 1):
        yield f"auditor-{number}", Role.AUDITOR, authority


def bind(firms: Sequence[Firm]) -> list[tuple[str, str]]:
    """Owners of those firms, their bookkeepers and clerks; login and role of each."""
    password = make_password(PASSWORD)
    found = []
    for number, firm in enumerate(firms[:OWNERS], 1):
        login = f"owner-{number}"
        _account(login, password)
        asked = ask_binding(acting(login), credit_code=firm.credit_code)
        confirm_binding(acting("province-a"), mandate=asked, basis="营业执照原件")
        found.append((login, "owner"))
    helpers = [(f"bookkeeper-{n + 1}", Role.BOOKKEEPER) for n in range(BOOKKEEPERS)]
    helpers += [(f"clerk-{n + 1}", Role.CLERK) for n in range(CLERKS)]
    for number, (login, role) in enumerate(helpers, 1):
        _account(login, password)
        grant_mandate(acting(f"owner-{number}"), login=login, role=role)
        found.append((login, role.value))
    return found


def _account(login: str, password: str) -> Person:
    return add_staff(CLOCK, login=login, name=f"张{login}", password=password)


def acting(login: str) -> Actor:
    """A person in their first capacity, with a fresh code."""
    person = Person.objects.get(login=login)
    first = next(iter(capacities(person)), None)
    return actor_for(person, first.key if first else "", None, fresh=True)
