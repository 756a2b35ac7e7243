"""The case file of a claim: everything of it in one ZIP, for those in charge and for auditors."""

import io
import json
from hashlib import sha256
from zipfile import ZipFile

from django.core.files.base import ContentFile

from huiqi.web.claims import services
from huiqi.web.claims.letters import letters_of
from huiqi.web.claims.models import Claim
from huiqi.web.claims.moves import Given
from huiqi.web.documents.services import keep_document
from tests.web.claims.stages import BOTH, FOR, decide, draft, handle, submitted
from tests.web.world import FIRM, acting, visit

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"


def decided() -> Claim:
    """With a document, declared numbers, an opinion and a decision of the city."""
    claim, clerk = draft(BOTH), acting("clerk")
    document = keep_document(clerk, credit_code=FIRM, name="保单.png", file=ContentFile(PNG))
    form = {"records": BOTH, "documents": {"保单": document}, "marks": {"0": ("policy", "PB-1")}}
    claim = services.save(clerk, claim=claim, given=Given(form=form))
    claim = handle(services.submit(clerk, claim=claim), "officer", "accept")
    return decide(handle(claim, "officer", "send-up", FOR), "officer-above", "approve")


def opened(login: str, claim: Claim) -> ZipFile:
    answer = visit(login).post(f"/audit/cases/claims.claim/{claim.pk}/")
    assert answer.status_code == 200
    return ZipFile(io.BytesIO(answer.content))


def test_it_has_claim_lines_bases_moves_documents_letters_notices_and_entries() -> None:
    claim = decided()
    archive = opened("officer", claim)
    found = json.loads(archive.read("claim.json"))
    assert found["claim"]["receipt"] == claim.receipt and len(found["lines"]) == 2
    assert [s["action"] for s in found["steps"]] == ["save", "submit", "accept", "send-up", "approve"]
    assert [n["kind"] for n in found["notices"]] == ["receipt", "decision"] and found["deadlines"]
    bases = {f"bases/{b.pk:08d}-{b.occasion}.json": b.digest for b in claim.bases.all()}
    assert bases and all(sha256(archive.read(name)).hexdigest() == d for name, d in bases.items())
    assert archive.read(f"documents/{claim.attachments.get().pk:08d}.png") == PNG
    letters = {f"letters/{letter.pk:08d}.pdf": letter.sha256 for letter in letters_of(claim)}
    assert len(letters) == 3, "also that of the city, above the officer"
    assert all(sha256(archive.read(name)).hexdigest() == d for name, d in letters.items())
    rows = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
    kinds = {"claims.claim", "claims.line", "claims.step", "claims.basis", "inbox.notice", "core.deadline"}
    assert kinds | {"correspondence.issuedletter", "documents.document"} <= {r["subject"] for r in rows}
    assert set(archive.namelist()) == {
        f["name"] for f in json.loads(archive.read("manifest.json"))["files"]
    } | {"manifest.json"}


def test_it_is_the_same_whoever_takes_it() -> None:
    claim = decided()
    mine, theirs = opened("officer-above", claim), opened("auditor", claim)
    assert mine.read("claim.json") == theirs.read("claim.json")
    assert set(mine.namelist()) == set(theirs.namelist())


def test_there_is_a_link_for_officers_and_auditors() -> None:
    claim = submitted()
    link = f"/audit/cases/claims.claim/{claim.pk}/"
    for login in ("officer", "auditor"):
        assert link in visit(login).get(f"/claims/{claim.pk}/").content.decode()
        assert visit(login).get(link).status_code == 200
    assert link not in visit("owner").get(f"/claims/{claim.pk}/").content.decode()
    assert visit("owner").get(link).status_code == 403


def test_a_draft_or_a_claim_of_others_has_none() -> None:
    claim = submitted()
    assert visit("officer-there").get(f"/audit/cases/claims.claim/{claim.pk}/").status_code == 404
    services.withdraw(acting("owner"), claim=claim)
    assert visit("officer").get(f"/audit/cases/claims.claim/{draft().pk}/").status_code == 404
    assert visit("officer").get("/audit/cases/claims.claim/x/").status_code == 404


def test_a_document_that_was_changed_is_told(settings: object) -> None:
    claim = decided()
    for file in settings.MEDIA_ROOT.rglob("*"):  # type: ignore[attr-defined]
        if file.is_file() and file.suffix != ".pdf":
            file.write_bytes(b"x")
    answer = visit("officer").post(f"/audit/cases/claims.claim/{claim.pk}/", follow=True)
    assert "已被改动" in answer.content.decode()
