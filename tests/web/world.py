"""A small world for tests, made once through the services: a province, its staff, two firms."""

from django.contrib.auth.hashers import make_password
from django.test import Client
from stdnum.cn import uscc

from huiqi.web.accounts.capacities import actor_for, capacities
from huiqi.web.accounts.devices import MailedCode
from huiqi.web.accounts.models import Person
from huiqi.web.accounts.services import add_staff, ask_binding, confirm_binding, grant_mandate
from huiqi.web.accounts.signing import BEGAN, CAPACITY, FRESH, SEEN
from huiqi.web.actor import CLOCK, Actor
from huiqi.web.authorities.loading import load_province
from huiqi.web.authorities.models import Authority, Department
from huiqi.web.authorities.queries import root
from huiqi.web.authorities.services import confirm_post, propose_post, seat_first
from huiqi.web.core.clock import now, today
from huiqi.web.permissions import Role
from tests.sample import PROVINCE

PASSWORD = "correct horse battery"
HERE, THERE = "360102", "360103"
FIRM, OTHER_FIRM = (s + uscc.calc_check_digit(s) for s in (f"91{HERE}MA0000000", f"91{THERE}MA0000000"))
PEOPLE = ("person", "asker", "owner", "owner-there", "clerk", "bookkeeper")
POSTS = (
    ("counter", Role.COUNTER, HERE, "政务服务"),
    ("officer", Role.OFFICER, HERE, "工信"),
    ("officer-two", Role.OFFICER, HERE, "工信"),
    ("officer-there", Role.OFFICER, THERE, "工信"),
    ("officer-above", Role.OFFICER, HERE[:4], "工信"),
    ("officer-above-two", Role.OFFICER, HERE[:4], "工信"),
    ("officer-province", Role.OFFICER, HERE[:2], "工信"),
    ("policy", Role.POLICY, HERE[:2], "工信"),
    ("policy-two", Role.POLICY, HERE[:2], "工信"),
    ("policy-here", Role.POLICY, HERE, "工信"),
    ("finance", Role.FINANCE, HERE, "财政"),
    ("auditor", Role.AUDITOR, HERE[:2], "审计"),
    ("auditor-here", Role.AUDITOR, HERE, "审计"),
)
PLAYERS = {
    Role.PERSON: "person",
    Role.OWNER: "owner",
    Role.CLERK: "clerk",
    Role.BOOKKEEPER: "bookkeeper",
    Role.COUNTER: "counter",
    Role.OFFICER: "officer",
    Role.POLICY: "policy",
    Role.FINANCE: "finance",
    Role.AUDITOR: "auditor",
    Role.ADMINISTRATOR: "administrator",
}


def build() -> None:
    """Everything, by the services that people use."""
    load_province(PROVINCE, today())
    password = make_password(PASSWORD)
    for login in ("administrator", "administrator-two", *PEOPLE, *(login for login, *_ in POSTS)):
        add_staff(CLOCK, login=login, name=f"张{login}", password=password)
    _seat()
    for owner, firm, officer in (("owner", FIRM, "officer"), ("owner-there", OTHER_FIRM, "officer-there")):
        asked = ask_binding(acting(owner), credit_code=firm)
        confirm_binding(acting(officer), mandate=asked, basis="营业执照原件")
    for login, role in (("clerk", Role.CLERK), ("bookkeeper", Role.BOOKKEEPER)):
        grant_mandate(acting("owner"), login=login, role=role)
    ask_binding(acting("asker"), credit_code=OTHER_FIRM)


def _seat() -> None:
    department = {d.code: d for d in Department.objects.all()}
    province = root()
    assert province is not None
    both = (named("administrator").pk, named("administrator-two").pk)
    seat_first(CLOCK, persons=both, authority=province, department=department["政务服务"])
    for login, role, code, line in POSTS:
        post = propose_post(
            acting("administrator"),
            person_id=named(login).pk,
            authority=Authority.objects.get(code=code),
            department=department[line],
            role=role,
        )
        confirm_post(acting("administrator-two"), post=post)


def named(login: str) -> Person:
    """The person of that name."""
    return Person.objects.get(login=login)


def acting(login: str, fresh: bool = True) -> Actor:
    """A person in their first capacity; with a fresh code, unless told otherwise."""
    person = named(login)
    first = next(iter(capacities(person)), None)
    return actor_for(person, first.key if first else "", "192.0.2.1", fresh)


def visit(login: str | None, fresh: bool = True) -> Client:
    """A browser in which that person is signed in, acting in their first capacity; None: a visitor."""
    client = Client()
    if login is None:
        return client
    actor, person = acting(login), named(login)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    device, _ = MailedCode.objects.get_or_create(user=person, defaults={"name": "mail"})
    session, instant = client.session, now().timestamp()
    session.update({BEGAN: instant, SEEN: instant, CAPACITY: actor.capacity, FRESH: instant if fresh else 0})
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client
