"""The site read by somebody who means it no good."""

import re
from pathlib import Path
from typing import Any

from django.test import Client

import huiqi.web
from huiqi.web.accounts.models import Kinship, Mandate, Message, Person
from huiqi.web.accounts.services import ask_binding
from huiqi.web.audit.models import Entry
from huiqi.web.authorities.models import Authority, Department, Post
from huiqi.web.core.service import SERVICES
from huiqi.web.permissions import Role, scope
from tests.web.test_permissions import CARRIED
from tests.web.world import FIRM, HERE, PASSWORD, acting, visit

WEB = Path(huiqi.web.__file__).parent
# What everybody may do for themselves, staff or not; and what leaves the site, which is recorded.
OF_ONESELF = (
    "account.",
    "site.",
    "notice.",
    "kinship.",
    "measure.try",
    "publicity.oppose",
    "clock.move",
    "demo.use",
)
TAKEN_ALONG = ("casefile.export", "claim.look")
# Public pages hold no statistics. One that does shows no cell of fewer than five firms, and says so here.
PUBLIC = (
    "home language demo act-as advance-day sign-in code register confirm-address forgot-password new-password "
    "password-link measures self-check measure check-measure check-letter terms publicity oppose roots roots-file"
)
# Rows written outside services: what no person asked for, or what is no fact of the site.
UNRECORDED = {
    "accounts/codes.py": "devices",
    "accounts/devices.py": "codes are taken once",
    "accounts/outbox.py": "a demo's mail",
    "accounts/management/commands/rotate_keys.py": "the same values under another key",
    "audit/recording.py": "the record itself",
    "audit/services.py": "seals and roots",
    "authorities/loading.py": "the tree, from a province's folder",
    "claims/amounts.py": "rows to lock",
    "claims/drafting.py": "a draft, filled again",
    "core/services.py": "the one row of the day",
    "correspondence/attempts.py": "counts of guesses",
    "correspondence/services.py": "numbers of letters, recorded with the letter",
    "entitlements/loading.py": "the rows of a run, recorded as one load",
    "inbox/delivery.py": "leases on mail",
    "jobs/work.py": "progress",
    "jobs/worker.py": "leases and schedules",
    "registry/filling.py": "the rows of a snapshot, recorded as one import",
    "registry/services.py": "what was loaded, recorded",
    "security/sessions.py": "sessions",
}
WRITES = re.compile(
    r"objects[\w.()=, \"]*\.(create|update|delete|bulk_create|bulk_update|get_or_create|update_or_create)\(|"
    r"\b(?!session|progress|services)\w+\.(save|delete)\(|_default_manager\.(bulk_)?(create|update)\("
)


def allowed(action: str) -> bool:
    return action.startswith((*OF_ONESELF, *TAKEN_ALONG))


def test_an_auditor_changes_nothing_but_what_is_their_own() -> None:
    posted = {action for _, method, action in CARRIED if method == "POST"}
    able = {a for a in posted | set(SERVICES.values()) if scope(Role.AUDITOR, a)}
    assert not [a for a in able if not allowed(a)]


def test_a_visitor_changes_nothing_of_anybody() -> None:
    able = {a for a in SERVICES.values() if scope(Role.VISITOR, a)}
    assert able == {
        "account.register",
        "account.sign-in",
        "account.recover",
        "clock.move",
        "publicity.oppose",
    }


def test_a_page_that_becomes_public_is_looked_at() -> None:
    assert {n for n, _, action in CARRIED if scope(Role.VISITOR, action)} == {*PUBLIC.split()}


def test_rows_are_written_by_services_or_where_it_is_said_why_not() -> None:
    found = set()
    for path in WEB.rglob("*.py"):
        name = path.relative_to(WEB).as_posix()
        if "migrations" not in name and WRITES.search(path.read_text(encoding="utf-8")):
            found.add(name)
    assert found == set(UNRECORDED)


def test_no_form_is_made_from_a_table() -> None:
    assert not [p for p in WEB.rglob("*.py") if "ModelForm" in p.read_text(encoding="utf-8")]


def test_fields_that_a_form_does_not_name_change_nothing(client: Client) -> None:
    more = {
        "is_active": "",
        "invited": "on",
        "demo": "on",
        "confirmed_by": "1",
        "pk": "1",
        "id": "1",
        "person": "1",
    }
    client.post("/register/", {"name": "李四", "email": "li@example.com", "password": PASSWORD, **more})
    code = re.search(r"\d{6}", Message.objects.get(recipient="li@example.com").body)
    assert code
    client.post("/register/code/", {"code": code[0], **more})
    person = Person.objects.get(login="li@example.com")
    assert person.pk != 1 and not (person.invited or person.demo) and person.is_active
    place = {
        "authority": Authority.objects.get(code=HERE).pk,
        "department": Department.objects.get(code="工信").pk,
    }
    given = {"login": "person", "role": "officer", **place, **more, "since": "2000-01-01", "proposed_by": "2"}
    visit("administrator").post("/authorities/posts/propose/", given)
    post = Post.objects.get(person__login="person")
    assert post.confirmed_by is None and post.proposed_by.login == "administrator" and post.since.year > 2000
    visit("owner").post("/mandates/grant/", {"login": "person", "role": "owner", **more})
    assert not Mandate.objects.filter(person__login="person").exists()


def test_a_form_sent_twice_acts_once() -> None:
    asked = ask_binding(acting("person"), credit_code=FIRM)
    officer = visit("officer")
    for _ in range(2):
        officer.post(f"/firms/bindings/{asked.pk}/", {"basis": "营业执照原件"})
        officer.post("/kinships/declare/", {"credit_code": FIRM, "relation": "x"})
        visit("owner").post("/mandates/grant/", {"login": "asker", "role": "clerk"})
    assert Entry.objects.filter(action="firm.confirm", subject_id=asked.pk).count() == 1
    assert Kinship.objects.count() == 1
    assert Mandate.objects.filter(person__login="asker", credit_code=FIRM).count() == 1


def test_one_password_tried_on_many_names_is_paused(client: Client) -> None:
    for number in range(100):
        assert client.post("/sign-in/", {"login": f"n{number}", "password": "x"}).status_code == 422
    assert client.post("/sign-in/", {"login": "owner", "password": PASSWORD}).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.77")
    assert elsewhere.post("/sign-in/", {"login": "owner", "password": PASSWORD}).status_code == 302


def test_finding_out_whose_number_has_an_account_is_paused() -> None:
    client = visit("owner")
    codes = [client.post("/account/numbers/", {"phone": f"138000000{n:02}"}).status_code for n in range(11)]
    assert codes == [302] * 10 + [429]


def test_nobody_leafs_back_to_what_somebody_signed_in_has_seen(client: Client) -> None:
    assert visit("owner").get("/account/")["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get("/measures/").headers


def test_a_capacity_that_is_not_held_cannot_be_chosen() -> None:
    client = visit("clerk")
    mandate = Mandate.objects.get(person__login="owner-there")
    post = Post.objects.get(person__login="officer")
    for key in (f"mandate:{mandate.pk}", f"post:{post.pk}", f"post:{post.pk}@{FIRM}", "post:²"):
        client.post("/account/capacity/", {"capacity": key})
        actor: Any = client.get("/account/").wsgi_request.actor
        assert (actor.role, actor.firm) == (Role.CLERK, FIRM)
