"""Letters of the site: numbered without a gap, kept as they were, found genuine by anybody who holds one."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import transaction
from pypdf import PdfReader

from huiqi.letters import Deadline, LetterKind, check_code
from huiqi.web.actor import CLOCK
from huiqi.web.audit.models import Entry
from huiqi.web.audit.services import seal_entries, set_root
from huiqi.web.authorities.models import Authority
from huiqi.web.core import clock
from huiqi.web.core.service import Failed, NotThere, Refused
from huiqi.web.correspondence import checking
from huiqi.web.correspondence.attempts import LIMIT, WINDOW, spend
from huiqi.web.correspondence.contents import REMEDIES, SERIES, TITLES, Contents
from huiqi.web.correspondence.models import IssuedLetter, Series
from huiqi.web.correspondence.services import issue
from huiqi.web.terms.loading import seed_demo
from huiqi.web.terms.values import Office, Wording
from tests.sample import PROVINCE
from tests.web.papers import APPROVED, MATTER, approved, case
from tests.web.test_audit import STATEMENTS, refuses
from tests.web.test_terms import put
from tests.web.world import FIRM, HERE, acting, visit


@pytest.fixture(autouse=True)
def _ready(settings: object, tmp_path: Path) -> Iterator[None]:
    """Files land in a folder of this test; the demo's provisions are loaded."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    seed_demo(PROVINCE)
    yield


def text(letter: IssuedLetter) -> str:
    content = visit("owner").get(f"/letters/{letter.pk}/").content
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def code(letter: IssuedLetter) -> str:
    return check_code(checking.key(), checking.stated(letter))


def look(letter: IssuedLetter, **changed: str) -> object:
    given = {"number": letter.number, "code": code(letter), **changed}
    return visit(None).get("/letters/check/", given)


def test_every_kind_has_a_series_and_a_title() -> None:
    assert set(SERIES) == set(TITLES) == set(LetterKind)
    assert set(REMEDIES) < set(LetterKind)


def test_numbers_run_by_office_kind_and_year() -> None:
    here = Authority.objects.get(code=HERE).name
    numbers = [approved().number for _ in range(2)]
    assert numbers == [f"演示{here}工信惠企决〔2022〕{n}号" for n in (1, 2)]
    other = issue(
        acting("officer-there"),
        kind=LetterKind.APPROVAL,
        subject_object=case("owner-there"),
        letter_fields=APPROVED,
    )
    assert other.number.endswith("决〔2022〕1号") and other.number != numbers[0]
    with clock.frozen(clock.now()):
        receipt = Contents(
            matter=MATTER,
            addressee=APPROVED.addressee,
            deadlines=(Deadline("作出决定", clock.today(), "演示"),),
        )
        first = issue(acting("owner"), kind=LetterKind.FILED, subject_object=case(), letter_fields=receipt)
    assert first.number == f"演示{here}工信惠企收〔2022〕1号"


def test_a_number_that_came_to_nothing_is_given_again() -> None:
    first = approved()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        approved()
        raise ZeroDivisionError
    with pytest.raises(Failed, match="理由"):
        issue(
            acting("officer"),
            kind=LetterKind.REJECTION,
            subject_object=case(),
            letter_fields=Contents(matter=MATTER, addressee=APPROVED.addressee),
        )
    second = approved()
    assert (first.number[-3:], second.number[-3:]) == ("〕1号", "〕2号")
    assert Series.objects.get(abbreviation__endswith="决").last == IssuedLetter.objects.count()


def test_a_demos_letter_says_so_and_what_the_row_says() -> None:
    letter = approved()
    said = text(letter).replace("\n", "")
    assert "演示·无法律效力" in said and "600,000.00元" in said and "待定" in said
    assert code(letter) in said and letter.demo


def test_the_latest_root_of_the_audit_goes_out_with_every_letter() -> None:
    seal_entries()
    root = set_root()
    assert root is not None
    assert root.digest in text(approved()).replace("\n", "").replace(" ", "")


def test_issuing_is_audited_and_the_file_is_what_was_recorded() -> None:
    letter = approved()
    entry = Entry.objects.get(subject="correspondence.issuedletter", subject_id=str(letter.pk))
    answer = visit("owner").get(f"/letters/{letter.pk}/")
    assert entry.changes["sha256"] == [None, hashlib.sha256(answer.content).hexdigest()]
    assert (entry.action, entry.firm) == ("letter.issue", FIRM)


@pytest.mark.parametrize("statement", STATEMENTS)
def test_an_issued_letter_is_never_changed(statement: str) -> None:
    approved()
    refuses(IssuedLetter._meta.db_table, statement)


def test_the_file_is_handed_out_safely() -> None:
    answer = visit("owner").get(f"/letters/{approved().pk}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_a_file_that_was_changed_is_not_handed_out(settings: object) -> None:
    letter = approved()
    file = next(Path(settings.MEDIA_ROOT).rglob("*.pdf"))  # type: ignore[attr-defined]
    file.write_bytes(file.read_bytes() + b"x")
    answer = visit("owner").get(f"/letters/{letter.pk}/", follow=True)
    assert "已被改动" in answer.content.decode()


@pytest.mark.parametrize(
    ("login", "status"),
    [
        ("owner", 200),
        ("clerk", 200),
        ("officer", 200),
        ("officer-above", 200),
        ("auditor-here", 200),
        ("finance", 200),
        ("owner-there", 404),
        ("officer-there", 404),
    ],
)
def test_the_firm_and_the_officers_of_the_jurisdiction_have_it(login: str, status: int) -> None:
    letter = approved()
    client = visit(login)
    assert client.get(f"/letters/{letter.pk}/").status_code == status
    assert (letter.number in client.get("/letters/").content.decode()) is (status == 200)


def test_an_officer_of_another_department_does_not() -> None:
    letter = issue(
        acting("officer"), kind=LetterKind.APPROVAL, subject_object=case(line="税务"), letter_fields=APPROVED
    )
    assert visit("officer").get(f"/letters/{letter.pk}/").status_code == 404


def test_nobody_issues_what_is_not_theirs() -> None:
    for login in ("officer-there", "auditor", "policy"):
        with pytest.raises((NotThere, Refused)):
            issue(acting(login), kind=LetterKind.APPROVAL, subject_object=case(), letter_fields=APPROVED)
    with pytest.raises(Refused):
        issue(acting("owner"), kind=LetterKind.APPROVAL, subject_object=case(), letter_fields=APPROVED)
    with pytest.raises(NotThere):
        issue(acting("owner-there"), kind=LetterKind.FILED, subject_object=case(), letter_fields=APPROVED)
    assert issue(CLOCK, kind=LetterKind.APPROVAL, subject_object=case(), letter_fields=APPROVED).pk


def test_outside_a_demo_a_letter_without_remedies_is_refused_until_they_are_set(settings: object) -> None:
    put(
        "办理机构",
        Office("东湖区工信局", "企业科", "东工信", "0791-0000000"),
        HERE,
        department=case().department,
    )
    settings.DEMO = False  # type: ignore[attr-defined]
    with clock.frozen(clock.now()):
        with pytest.raises(Failed, match="复议") as refused:
            approved()
        assert "规定" in refused.value.hint and not IssuedLetter.objects.exists()
        put("决定救济", Wording("对本决定不服的，按告知书办理。"), since=clock.today())
        letter = approved()
    assert (letter.organ, letter.demo) == ("东湖区工信局", False)
    settings.DEMO = True  # type: ignore[attr-defined]
    assert "演示" not in text(letter)


def test_without_an_office_there_is_no_letter(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(Failed, match="办理机构"):
        approved()


def test_the_address_of_the_qr_shows_exactly_what_the_code_vouches_for() -> None:
    letter = approved()
    address = urlsplit(checking.verification(checking.stated(letter)).address(letter.number))
    page = visit(None).get(address.path, {k: v[0] for k, v in parse_qs(address.query).items()})
    shown = page.content.decode()
    for part in (
        letter.number,
        "决定书（予以支持）",
        "2022年10月10日",
        letter.organ,
        "示例机械有限公司",
        FIRM,
    ):
        assert part in shown
    assert "600,000.00 元" in shown and "待定" in shown and "演示·无法律效力" in shown
    assert "SL-1" not in shown and "符合全部条件" not in shown


@pytest.mark.parametrize(
    "field", ["issued", "organ", "addressee", "credit_code", "measure", "earlier", "amounts", "demo", "kind"]
)
def test_the_code_is_anothers_when_anything_shown_is_changed(field: str) -> None:
    letter = approved()
    right = code(letter)
    other = {
        "issued": clock.today().replace(day=11),
        "amounts": [["核定金额", 1]],
        "demo": False,
        "kind": "rejection",
    }
    setattr(letter, field, other.get(field, "别的"))
    assert code(letter) != right


def test_numbers_and_codes_may_be_typed_as_people_type_them() -> None:
    letter = approved()
    typed = letter.number.replace("〔", " [").replace("〕", "] ")
    assert look(letter, number=typed, code=code(letter).lower().replace("-", " ")).status_code == 200  # type: ignore[attr-defined]


def test_a_wrong_code_and_an_unknown_number_look_the_same() -> None:
    letter = approved()
    answers = [look(letter, code="00000-00000"), look(letter, number="无〔2022〕9号")]
    assert [a.status_code for a in answers] == [404, 404]  # type: ignore[attr-defined]
    pages = [
        a.content.decode().replace(letter.number, "无〔2022〕9号").replace(code(letter), "00000-00000")  # type: ignore[attr-defined]
        for a in answers
    ]
    strip = [page[page.index("<main") : page.index("</main")] for page in pages]
    assert strip[0] == strip[1]


def test_the_row_that_stands_in_for_an_unknown_number_is_never_genuine() -> None:
    assert checking.genuine(checking.NOBODY.number, code(checking.NOBODY)) is None


def test_guessing_is_paused_and_right_answers_cost_nothing() -> None:
    letter = approved()
    for _ in range(LIMIT + 5):
        assert look(letter).status_code == 200  # type: ignore[attr-defined]
    for _ in range(LIMIT):
        assert look(letter, code="00000-00000").status_code == 404  # type: ignore[attr-defined]
    assert look(letter, code="00000-00000").status_code == 429  # type: ignore[attr-defined]
    assert look(letter).status_code == 429  # type: ignore[attr-defined]
    with clock.frozen(clock.now() + 2 * WINDOW):
        assert look(letter).status_code == 200  # type: ignore[attr-defined]


def test_the_addresses_of_one_network_count_together() -> None:
    for n in range(LIMIT):
        assert spend(f"2001:db8::{n:x}")
    assert not spend("2001:db8::ffff") and spend("2001:db8:1::1") and spend("192.0.2.7")


def test_half_a_form_is_answered_as_one() -> None:
    assert visit(None).get("/letters/check/", {"number": "甲"}).status_code == 422
    assert visit(None).get("/letters/check/").status_code == 200


def test_the_list_is_filtered_and_costs_the_same_however_long(django_assert_max_num_queries: object) -> None:
    letters = [approved() for _ in range(3)]
    client = visit("officer")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = client.get("/letters/", {"kind": "approval", "number": "〕2号", "firm": FIRM})
    assert list(page.context["page"]) == [letters[1]]
    assert not client.get("/letters/", {"kind": "receipt"}).context["page"].object_list
