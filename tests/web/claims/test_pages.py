"""The pages: a firm fills, submits, follows and objects; officers see reasons and act; lists cost the same."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook
from stdnum.cn import uscc

from huiqi.web.accounts.services import declare_kinship
from huiqi.web.claims import services
from huiqi.web.claims.models import Claim, Mark
from huiqi.web.claims.moves import Given
from huiqi.web.core.downloads import harmless
from huiqi.web.core.service import NotThere
from huiqi.web.documents.models import Document
from huiqi.web.registry.models import Answer
from tests.sample import WAN
from tests.web.claims.stages import (
    BOTH,
    FOR,
    MEASURE,
    PACKAGE,
    Register,
    approved,
    at_counter,
    draft,
    firm,
    handle,
    last,
    named,
    offered,
    pass_days,
    rejected,
    review,
    submitted,
    supplementing,
)
from tests.web.world import FIRM, OTHER_FIRM, acting, visit

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def again(claim: Claim) -> Claim:
    return Claim.objects.get(pk=claim.pk)


def test_a_clerk_begins_is_asked_only_for_the_rest_and_submits(register: Register) -> None:
    register.firms[FIRM] = firm((date(2022, 5, 10), None), (date(2022, 9, 10), 100 * WAN))
    client = visit("clerk")
    assert "首批次" in text(client, "/claims/measures/")
    answer = client.post("/claims/start/", {"package": PACKAGE, "measure": MEASURE})
    claim = Claim.objects.get()
    assert answer["Location"] == f"/claims/{claim.pk}/form/"
    assert "保费多少" not in text(client, answer["Location"])
    client.post(answer["Location"], {"seen": claim.version, "records": ["0", "1"], "save": "1"})
    page = text(client, answer["Location"])
    assert page.count("保费多少") == 1 and "行业" in page and "5000万元" in page
    filled = {
        "seen": again(claim).version,
        "records": ["0", "1"],
        "answer:0:保险.保费": "50万元",
        "kind:0": "policy",
        "number:0": " pb-001 ",
        "file:其他材料": SimpleUploadedFile("保单.png", PNG, "image/png"),
        "submit": "1",
    }
    answer = client.post(f"/claims/{claim.pk}/form/", filled, follow=True)
    claim = again(claim)
    assert claim.state == "submitted" and claim.receipt and claim.receipt in answer.content.decode()
    assert Mark.objects.get(kind="policy").value == "PB-001"
    assert claim.attachments.get().document.media == "image/png"
    assert [line.asked for line in claim.lines.order_by("record")] == [35 * WAN, 65 * WAN]


def test_a_form_with_every_field_wrong_says_each_beside_its_field_and_loses_nothing(
    register: Register,
) -> None:
    register.firms[FIRM] = firm((date(2022, 5, 10), None), 营业收入=None, 从业人员=None)
    claim = draft(("0",))
    client = visit("clerk")
    wrong = {
        "seen": claim.version,
        "records": ["77"],
        "answer:0:保险.保费": "很多",
        "answer::企业.营业收入": "20人",
        "answer::企业.从业人员": "-3",
        "kind:0": "nothing",
        "held:其他材料": "999",
        "file:其他材料": SimpleUploadedFile("x.png", b"", "image/png"),
        "save": "1",
    }
    answer = client.post(f"/claims/{claim.pk}/form/", wrong)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == set(wrong) - {"seen", "save"}
    form, page = answer.context["form"], answer.content.decode()
    beside = [f'id="{form[name].auto_id}_error"' for name in form.errors if name != "records"]
    assert all(place in page for place in [*beside, 'id="records-error"'])
    assert all(f'value="{typed}"' in page for typed in ("很多", "20人", "-3")), "what was typed stays"
    assert again(claim).version == claim.version and not Document.objects.exists()


def test_a_file_is_not_lost_with_a_wrong_field_beside_it_and_a_bad_one_is_told_there(
    register: Register,
) -> None:
    register.firms[FIRM] = firm((date(2022, 5, 10), None))
    claim, client = draft(("0",)), visit("clerk")
    given = {"seen": claim.version, "records": ["0"], "answer:0:保险.保费": "很多", "save": "1"}
    given["file:其他材料"] = SimpleUploadedFile("保单.png", PNG, "image/png")
    answer = client.post(f"/claims/{claim.pk}/form/", given)
    kept = Document.objects.get()
    assert answer.status_code == 422 and f'<option value="{kept.pk}" selected>' in answer.content.decode()
    given["file:其他材料"] = SimpleUploadedFile("保单.pdf", b"MZ" + b"0" * 40, "application/pdf")
    given["answer:0:保险.保费"] = "50万元"
    answer = client.post(f"/claims/{claim.pk}/form/", given)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["file:其他材料"]
    assert 'value="50万元"' in answer.content.decode() and again(claim).version == claim.version


def test_a_second_tab_that_is_stale_is_told() -> None:
    claim, client = draft(), visit("clerk")
    seen = claim.version
    services.save(acting("owner"), claim=claim, given=Given(form={"records": ["0"]}))
    answer = client.post(f"/claims/{claim.pk}/form/", {"seen": seen, "records": ["1"], "save": "1"})
    assert "刚刚有了变化" in answer.content.decode()
    assert [line.record for line in claim.lines.all()] == ["0"]


def test_the_owner_confirms_an_offer_with_an_account() -> None:
    claim, client = offered(), visit("owner")
    assert "不需要申请" in text(client, f"/claims/{claim.pk}/")
    assert client.post(f"/claims/{claim.pk}/confirm/", {"holder": "", "number": "x"}).status_code == 422
    given = {"holder": "样例公司", "bank": "样例银行", "number": "6222000011112222", "seen": claim.version}
    client.post(f"/claims/{claim.pk}/confirm/", given)
    page = text(client, f"/claims/{claim.pk}/")
    assert "公示中" in page and "622*********2222" in page and "6222000011112222" not in page


def test_the_promise_and_its_grounds_are_shown_and_a_missed_day_is_explained() -> None:
    claim = submitted()
    page = text(visit("clerk"), f"/claims/{claim.pk}/")
    assert "承诺日" in page and "受理5工作日" in page and "演示" in page
    pass_days(9)
    page = text(visit("clerk"), f"/claims/{claim.pk}/")
    assert "已上报督办" in page and "尚未完成" in page


def test_a_supplement_is_answered_on_its_page() -> None:
    claim, client = supplementing(), visit("clerk")
    assert "材料齐全" in text(client, f"/claims/{claim.pk}/form/")
    client.post(f"/claims/{claim.pk}/form/", {"seen": claim.version})
    assert again(claim).state == "review"


def test_an_owner_objects_and_a_clerk_does_not() -> None:
    claim = rejected()
    given = {"words": "产品在目录内", "seen": claim.version}
    assert visit("clerk").post(f"/claims/{claim.pk}/object/", given).status_code == 403
    visit("owner").post(f"/claims/{claim.pk}/object/", given)
    assert again(claim).state == "reconsidering"


def test_somebody_elses_claim_is_not_there() -> None:
    claim = submitted()
    for login in ("owner-there", "officer-there"):
        assert visit(login).get(f"/claims/{claim.pk}/").status_code == 404
    assert visit("person").get(f"/claims/{claim.pk}/").status_code == 403


def test_a_draft_is_nobodys_business_but_the_firms() -> None:
    claim = draft()
    assert visit("officer").get(f"/claims/{claim.pk}/").status_code == 404


def test_opinions_between_levels_are_not_for_the_firm() -> None:
    claim = last()
    assert "拟予支持" in text(visit("officer-above"), f"/claims/{claim.pk}/")
    assert "拟予支持" not in text(visit("owner"), f"/claims/{claim.pk}/")


def test_an_officer_sees_reasons_register_and_declared_facts_and_verifies(register: Register) -> None:
    register.firms[FIRM] = firm((date(2022, 5, 10), None))
    claim = draft(("0",))
    form = {"records": ["0"], "answers": {("0", "保险.保费"): 50 * WAN}}
    claim = services.save(acting("clerk"), claim=claim, given=Given(form=form))
    claim = handle(services.submit(acting("clerk"), claim=claim), "officer", "accept")
    client = visit("officer")
    page = text(client, f"/claims/{claim.pk}/")
    assert "只是自报的" in page and 'class="declared"' in page and "首批次应用综合保险" in page
    answer = Answer.objects.get()
    given = {
        "action": "verify",
        "target": answer.pk,
        "value": "40万元",
        "words": "保单原件",
        "seen": claim.version,
    }
    client.post(f"/claims/{claim.pk}/handle/", given)
    page = text(client, f"/claims/{claim.pk}/")
    assert "已核实" in page and "保单原件" in page and 'class="declared"' not in page


def test_an_officer_refuses_with_reasons_picked_from_conditions() -> None:
    claim, client = last(), visit("officer-above")
    where = f"/claims/{claim.pk}/decide/"
    client.post(where, {"action": "reject", "words": "产品不在目录", "seen": claim.version})
    assert again(claim).state == "last-review"
    given = {"action": "reject", "words": "产品不在目录", "reasons": ["目录"], "seen": claim.version}
    client.post(where, given)
    assert again(claim).state == "rejected"
    page = text(visit("owner"), f"/claims/{claim.pk}/")
    assert "产品不在目录" in page and "条件：目录" in page


def test_an_opinion_that_was_not_followed_stands_beside_the_decision() -> None:
    claim = last()
    page = text(visit("officer-above"), f"/claims/{claim.pk}/")
    assert "拟予支持" in page and "未被采纳" not in page
    handle_as = {"action": "reject", "words": "产品不在目录", "reasons": ["目录"], "seen": claim.version}
    visit("officer-above").post(f"/claims/{claim.pk}/decide/", handle_as)
    page = text(visit("officer-above"), f"/claims/{claim.pk}/")
    assert "未被采纳" in page and "拟予支持" in page
    assert "未被采纳" not in text(visit("owner"), f"/claims/{claim.pk}/")


def test_an_officer_approves_some_records() -> None:
    claim, client = last(), visit("officer-above")
    given = {"action": "approve", "choosing": "1", "records": ["1"], "seen": claim.version}
    client.post(f"/claims/{claim.pk}/decide/", given)
    assert [line.amount for line in claim.lines.order_by("record")] == [None, 70 * WAN]


def test_duplicates_are_shown(register: Register) -> None:
    register.firms[OTHER_FIRM] = named(firm(), OTHER_FIRM, "关联公司")
    for login, code in (("clerk", FIRM), ("owner-there", OTHER_FIRM)):
        claim = draft(("0",), acting(login), code)
        form = {"records": ["0"], "marks": {"0": ("policy", "PB-7")}}
        claim = services.save(acting(login), claim=claim, given=Given(form=form))
        if code == FIRM:
            first = services.submit(acting(login), claim=claim)
    page = text(visit("officer"), f"/claims/{first.pk}/")
    assert "保险单 PB-7" in page and "关联公司" in page


def firms(register: Register, count: int, first: int = 0) -> list[Claim]:
    """Claims of that many firms, submitted."""
    found = []
    for number in range(first, first + count):
        code = f"{FIRM[:8]}MA{number:07d}"
        code += uscc.calc_check_digit(code)
        register.firms[code] = named(firm(), code, f"=公司{number}")
        claim = draft(BOTH, at_counter(code), code)
        found.append(services.submit(at_counter(code), claim=claim))
    return found


def test_the_queue_counts_filters_and_is_by_clock(register: Register) -> None:
    claims = firms(register, 3)
    handle(claims[0], "officer", "accept")
    pass_days(6)
    answer = visit("officer").get("/claims/queue/")
    assert answer.context["counts"] == {"late": 2, "near": 0, "later": 1}
    late = visit("officer").get("/claims/queue/", {"due": "late"}).context["page"]
    assert {c.pk for c in late} == {claims[1].pk, claims[2].pk}
    found = visit("officer").get("/claims/queue/", {"text": "公司1"}).context["page"]
    assert [c.firm for c in found] == ["=公司1"]


@pytest.mark.parametrize("path, login", [("/claims/queue/", "officer"), ("/claims/", "auditor")])
def test_lists_cost_the_same_however_long(
    path: str, login: str, register: Register, django_assert_num_queries: object
) -> None:
    client = visit(login)
    firms(register, 1)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    firms(register, 6, first=1)
    with django_assert_num_queries(len(few)):  # type: ignore[operator]
        client.get(path)
    assert len(few) <= 16


def test_a_row_says_how_much_and_what_stands_in_the_way(register: Register) -> None:
    claims = firms(register, 2)
    (row,) = [c for c in visit("officer").get("/claims/queue/").context["page"] if c.pk == claims[0].pk]
    lines = list(claims[0].lines.all())
    assert (row.records, row.asked) == (len(lines), sum(line.asked for line in lines))
    assert (row.granted, row.flagged, row.escalated) == (None, False, False)
    pass_days(8)
    rows = {c.pk: c for c in visit("auditor").get("/claims/").context["page"]}
    assert rows[claims[1].pk].escalated and list(rows) == sorted(rows, reverse=True), "the newest first"


def test_a_claim_costs_so_much_however_many_places_its_facts_name(
    register: Register, django_assert_max_num_queries: object
) -> None:
    (claim,) = firms(register, 1)
    client = visit("officer")
    with django_assert_max_num_queries(31):  # type: ignore[operator]
        client.get(f"/claims/{claim.pk}/")


def test_an_export_holds_text_where_a_spreadsheet_would_see_a_formula(register: Register) -> None:
    firms(register, 2)
    answer = visit("officer").get("/claims/queue/export/")
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [r[1] for r in rows[1:]] == ["'=公司0", "'=公司1"] and rows[1][6] == 1_000_000
    assert [harmless(t) for t in ("@a", "+1", "-1", "甲")] == ["'@a", "'+1", "'-1", "甲"]


def test_bulk_shows_what_would_happen_and_then_does_it_claim_by_claim(register: Register) -> None:
    claims = firms(register, 3)
    declare_kinship(acting("officer"), credit_code=claims[2].credit_code, relation="本人持股")
    client = visit("officer")
    picked = {"claims": [c.pk for c in claims], "action": "accept"}
    preview = client.post("/claims/queue/bulk/", picked)
    tries = preview.context["tries"]
    assert [bool(t.refusal) for t in tries] == [False, False, True]
    assert {again(c).state for c in claims} == {"submitted"}
    seen = {f"seen-{c.pk}": c.version for c in claims}
    handle(claims[1], "officer-two", "accept")
    client.post("/claims/queue/bulk/", {**picked, **seen, "carry": "1"})
    assert [again(c).state for c in claims] == ["review", "review", "submitted"]
    assert again(claims[0]).steps.last().person_id == acting("officer").person
    assert again(claims[1]).steps.last().person_id == acting("officer-two").person


def test_a_counter_files_for_the_firm_it_serves_and_no_other(register: Register) -> None:
    register.firms[OTHER_FIRM] = named(firm(所在地="360103"), OTHER_FIRM)
    assert draft(BOTH, at_counter()).started_by_id == acting("counter").person
    with pytest.raises(NotThere):
        draft(BOTH, at_counter(), OTHER_FIRM)


@pytest.mark.parametrize("bad", ["x", "", "-1"])
def test_a_forged_version_does_not_pass(bad: str) -> None:
    claim = review()
    given = {"action": "send-up", "opinion": "approved", "words": FOR.words, "seen": bad}
    visit("officer").post(f"/claims/{claim.pk}/handle/", given)
    assert again(claim).state == "review"


def test_a_decision_that_stands_is_seen_by_auditors() -> None:
    claim = approved()
    page = text(visit("auditor"), f"/claims/{claim.pk}/")
    assert "已核准" in page and "现在没有您可以办理的" in page
