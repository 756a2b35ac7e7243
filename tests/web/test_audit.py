"""The audit: what enters it, that nothing leaves it, and that tampering is found."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from huiqi.web.accounts.models import Mandate
from huiqi.web.accounts.services import ask_binding, register, revoke_mandate
from huiqi.web.actor import Actor
from huiqi.web.audit.models import Entry, Root, Seal
from huiqi.web.audit.sealing import faults
from huiqi.web.audit.services import seal_entries, set_root
from huiqi.web.audit.triggers import append_only
from huiqi.web.core.service import SERVICES, Failed, service
from tests.web.world import FIRM, acting, visit

TABLES = [model._meta.db_table for model in append_only() if model._meta.app_label == "audit"]
STATEMENTS = ("UPDATE {0} SET id = id", "DELETE FROM {0}", "{1}")


def test_an_entry_says_who_as_what_from_where_and_what_changed() -> None:
    actor = acting("owner")
    mandate = Mandate.objects.get(person__login="clerk")
    revoke_mandate(actor, mandate=mandate)
    entry = Entry.objects.latest("id")
    assert (entry.person, entry.role, entry.capacity) == (actor.person, "owner", actor.capacity)
    assert (entry.address, entry.firm, entry.action) == ("192.0.2.1", FIRM, "mandate.revoke")
    assert (entry.subject, entry.subject_id) == ("accounts.mandate", str(mandate.pk))
    assert entry.changes == {"until": [None, "2022-10-09"]}


def test_personal_data_enters_as_a_digest() -> None:
    register(Actor(), login="x@example.com", name="王五", email="x@example.com", password="hash")
    text = json.dumps(Entry.objects.latest("id").changes, ensure_ascii=False)
    assert "王五" not in text and "example" not in text and "digest:" in text


def test_a_failed_service_leaves_neither_row_nor_entry() -> None:
    rows, entries = Mandate.objects.count(), Entry.objects.count()
    with pytest.raises(Failed):
        ask_binding(acting("owner"), credit_code=FIRM)
    assert (Mandate.objects.count(), Entry.objects.count()) == (rows, entries)


def test_a_service_that_records_nothing_is_a_bug() -> None:
    @service("account.change")
    def silent(actor: Actor) -> None:
        """Does nothing."""

    del SERVICES[f"{__name__}.{silent.__qualname__}"]
    with pytest.raises(RuntimeError, match="recorded nothing"):
        silent(acting("owner"))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("statement", STATEMENTS)
def test_the_database_refuses_to_change_what_is_written(table: str, statement: str) -> None:
    seal_entries()
    set_root()
    refuses(table, statement)


def refuses(table: str, statement: str) -> None:
    """The table has a row, and the database does not let the statement change it."""
    replace = (
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE {0} CASCADE"
        if connection.vendor == "postgresql"
        else "INSERT OR REPLACE INTO {0} SELECT * FROM {0}"
    )
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table, replace.format(table)))


def test_every_entry_is_sealed_once_and_the_chain_agrees() -> None:
    assert seal_entries() == Entry.objects.count()
    assert seal_entries() == 0
    assert list(faults()) == []
    revoke_mandate(acting("owner"), mandate=Mandate.objects.get(person__login="clerk"))
    assert seal_entries() == 1
    assert list(Seal.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, Entry.objects.count() + 1)
    )


def tamper(*statements: str) -> None:
    """What somebody with the database's own rights could do."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            for table in TABLES:
                for trigger in ("update", "delete", "replace"):
                    cursor.execute(f"DROP TRIGGER {table}_no_{trigger}")
        for statement in statements:
            cursor.execute(statement)


def test_a_rewritten_entry_is_found() -> None:
    seal_entries()
    entry = Entry.objects.order_by("id")[3]
    tamper(f"UPDATE audit_entry SET role = 'auditor' WHERE id = {entry.pk}")
    assert list(faults()) == [f"记录 {entry.pk} 与第 4 号封印不符"]


def test_a_removed_entry_is_found() -> None:
    seal_entries()
    seal = Seal.objects.get(number=3)
    tamper(f"DELETE FROM audit_seal WHERE id = {seal.pk}")
    assert next(iter(faults())) == "第 3 号封印缺失"


def test_rewriting_every_later_seal_too_is_found_by_a_published_root(tmp_path: Path) -> None:
    seal_entries()
    root = set_root()
    assert root is not None
    published = tmp_path / "roots.txt"
    published.write_text(f"{root.day} {root.number} {root.digest}\n")
    entry = Entry.objects.order_by("id")[3]
    rewrite = f"UPDATE audit_entry SET role = 'auditor' WHERE id = {entry.pk}"
    tamper(rewrite, "DELETE FROM audit_seal", "DELETE FROM audit_root")
    seal_entries()
    assert list(faults()) == []
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_audit", roots=published, stderr=said)
    assert "公布的日根" in said.getvalue()


def test_the_command_says_that_all_is_well() -> None:
    said = StringIO()
    call_command("seal_audit", stdout=said)
    call_command("verify_audit", stdout=said)
    assert "全部相符" in said.getvalue() and Root.objects.count() == 1


def test_auditors_see_their_own_jurisdiction() -> None:
    above, here = (visit(login).get("/audit/") for login in ("auditor", "auditor-here"))
    assert above.context["page"].paginator.count == Entry.objects.count()
    seen = here.context["page"].object_list
    assert seen and all(e.authority.startswith("360102") for e in seen)


def test_an_auditor_searches_by_firm_and_action() -> None:
    found = visit("auditor").get("/audit/", {"firm": FIRM, "action": "mandate."}).context["page"]
    assert {e.action for e in found} == {"mandate.grant"}


def test_the_search_costs_the_same_however_long(django_assert_max_num_queries: object) -> None:
    client = visit("auditor")
    with django_assert_max_num_queries(11):  # type: ignore[operator]
        client.get("/audit/")
