"""A case as one ZIP: everything recorded, the same bytes, for those in charge alone; and the public roots."""

import csv
import hashlib
import io
import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import call_command

from huiqi.web.accounts.models import Mandate
from huiqi.web.accounts.services import grant_mandate, revoke_mandate
from huiqi.web.audit.models import Entry
from huiqi.web.audit.services import seal_entries, set_root
from huiqi.web.authorities.queries import one, within
from huiqi.web.core.service import NotThere
from huiqi.web.correspondence.models import IssuedLetter
from huiqi.web.inspection import parts
from huiqi.web.inspection.casefile import zipped
from huiqi.web.inspection.queries import case_for
from huiqi.web.terms.loading import seed_demo
from tests.sample import PROVINCE
from tests.web.papers import approved
from tests.web.world import acting, visit

SUBJECT = "accounts.mandate"


@pytest.fixture(autouse=True)
def _ready(settings: object, tmp_path: Path) -> None:
    """Letters land in a folder of this test."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    seed_demo(PROVINCE)


@pytest.fixture
def letter() -> IssuedLetter:
    """A letter about the owner's mandate."""
    return approved()


def opened(login: str, letter: IssuedLetter) -> ZipFile:
    answer = visit(login).post(f"/audit/cases/{SUBJECT}/{letter.subject_id}/")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    return ZipFile(io.BytesIO(answer.content))


def test_it_holds_what_was_recorded_and_the_letters(letter: IssuedLetter) -> None:
    seal_entries()
    archive = opened("auditor", letter)
    rows = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
    assert [row["action"] for row in rows] == ["firm.bind", "firm.confirm", "letter.issue"]
    assert all(row["seal"][0] > 0 for row in rows)
    pdf = archive.read(f"letters/{letter.pk:08d}.pdf")
    assert hashlib.sha256(pdf).hexdigest() == letter.sha256
    table = list(csv.reader(io.StringIO(archive.read("entries.csv").decode("utf-8-sig"))))
    assert len(table) == 1 + len(rows)


def test_the_manifest_lists_every_other_file_with_its_digest(letter: IssuedLetter) -> None:
    archive = opened("auditor", letter)
    manifest = json.loads(archive.read("manifest.json"))
    listed = {file["name"]: (file["sha256"], file["bytes"]) for file in manifest["files"]}
    assert set(listed) == set(archive.namelist()) - {"manifest.json"}
    for name, (digest, size) in listed.items():
        assert (hashlib.sha256(archive.read(name)).hexdigest(), len(archive.read(name))) == (digest, size)


def test_it_is_the_same_bytes_again_although_each_export_is_recorded(letter: IssuedLetter) -> None:
    client = visit("auditor")
    first, second = (client.post(f"/audit/cases/{SUBJECT}/{letter.subject_id}/").content for _ in range(2))
    assert first == second
    found = Entry.objects.filter(action="casefile.export", subject=SUBJECT, subject_id=letter.subject_id)
    assert [e.changes["sha256"][1] for e in found] == [hashlib.sha256(first).hexdigest()] * 2


def test_an_auditor_of_another_place_finds_nothing(letter: IssuedLetter) -> None:
    other = Mandate.objects.get(person__login="owner-there")
    assert case_for(acting("auditor-here"), SUBJECT, letter.subject_id).entries
    with pytest.raises(NotThere):
        case_for(acting("auditor-here"), SUBJECT, str(other.pk))
    for nothing in (("no.model", "1"), ("nothing", "1"), (SUBJECT, "none")):
        with pytest.raises(NotThere):
            case_for(acting("auditor"), *nothing)


def test_an_officer_opens_the_kinds_that_are_theirs_to_open(
    letter: IssuedLetter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotThere):
        case_for(acting("officer"), SUBJECT, letter.subject_id)
    monkeypatch.setattr(parts, "FINDERS", dict(parts.FINDERS))
    monkeypatch.setattr("huiqi.web.inspection.queries.FINDERS", parts.FINDERS)

    @parts.opens(SUBJECT)
    def find(actor: object, key: str) -> Mandate:
        return one(within(Mandate.objects.all(), actor, "casefile.read", authority="authority"), pk=key)  # type: ignore[arg-type]

    assert len(case_for(acting("officer"), SUBJECT, letter.subject_id).files) == 1
    with pytest.raises(NotThere):
        case_for(acting("officer-there"), SUBJECT, letter.subject_id)


def test_the_page_shows_the_way_of_a_case(letter: IssuedLetter) -> None:
    client = visit("auditor")
    where = f"/audit/cases/{SUBJECT}/{letter.subject_id}/"
    assert where in client.get("/audit/", {"subject": SUBJECT}).content.decode()
    page = client.get(where).content.decode()
    assert letter.number in page and "firm.confirm" in page


def test_a_file_that_was_changed_stops_the_export(letter: IssuedLetter, tmp_path: Path) -> None:
    next(tmp_path.rglob("*.pdf")).unlink()
    answer = visit("auditor").post(f"/audit/cases/{SUBJECT}/{letter.subject_id}/", follow=True)
    assert "缺失" in answer.content.decode()
    assert not Entry.objects.filter(action="casefile.export").exists()


def test_no_cell_of_the_table_is_a_formula() -> None:
    mandate = grant_mandate(acting("owner"), login="person", role="clerk")
    revoke_mandate(acting("owner"), mandate=mandate)
    case = case_for(acting("auditor"), SUBJECT, str(mandate.pk))
    for entry in case.entries:
        entry.changes = {"=HYPERLINK(1)": [None, "x"]}
    text = ZipFile(io.BytesIO(zipped(case))).read("entries.csv").decode("utf-8-sig")
    assert all(row[-1].startswith("'=") for row in list(csv.reader(io.StringIO(text)))[1:])


def test_anybody_may_keep_the_daily_roots_and_verify_with_them(tmp_path: Path) -> None:
    assert "还没有日根" in visit(None).get("/audit/roots/").content.decode()
    seal_entries()
    root = set_root()
    assert root is not None
    assert root.digest in visit(None).get("/audit/roots/").content.decode()
    kept = tmp_path / "roots.txt"
    kept.write_bytes(visit(None).get("/audit/roots.txt").content)
    call_command("verify_audit", roots=kept, stdout=io.StringIO())
