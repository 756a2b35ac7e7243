"""What a firm sees: everything in one look, one measure with every reason, and its own answers as a trial."""

import pytest
from django.urls import reverse

from huiqi.web.accounts.services import grant_mandate
from huiqi.web.audit.models import Entry
from huiqi.web.catalogue import editions
from huiqi.web.core.money import exact, short
from huiqi.web.entitlements.models import Entitlement
from huiqi.web.entitlements.queries import headline, of_firm, verdict
from huiqi.web.registry.models import Answer
from huiqi.web.runs.models import Run, Shown
from tests.web.published import OWNER, Published
from tests.web.world import FIRM, acting, visit

GREEN = "6.6-打造绿色产品"
PRODUCTION, PRODUCTS = "企业.绿色生产", "企业.绿色产品"
SURE = {PRODUCTION: "true", PRODUCTS: "2"}


def front(published: Published) -> str:
    return reverse("firm-front", args=[published.firm])


def page_of(published: Published, measure: str = GREEN) -> str:
    return reverse("firm-measure", args=[published.firm, measure])


def answers(published: Published, measure: str = GREEN) -> str:
    return reverse("answer-questions", args=[published.firm, measure])


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


@pytest.fixture
def entitled(published: Published) -> Entitlement:
    return of_firm(published.firm).get(status="符合")


# the front page


def test_who_acts_for_a_firm_begins_there(published: Published) -> None:
    assert visit(OWNER).get("/")["Location"] == front(published)


def test_everything_stands_in_one_look(published: Published, entitled: Entitlement) -> None:
    page = text(visit(OWNER).get(front(published)))
    assert entitled.amount
    assert short(entitled.amount) in page and exact(entitled.amount) in page
    assert "确认意愿和收款账户" in page and "2022年12月31日" in page, "what to do, and by when"
    assert "是否推行绿色生产？" in page and "已有绿色产品多少项？" in page, "what is missing, as questions"
    assert "只差一项条件" in page and "含演示设定" in page
    for row in of_firm(published.firm):
        assert reverse("firm-measure", args=[published.firm, row.measure]) in page


def test_rules_are_bound_once_for_everybody_who_looks(
    published: Published, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visit(OWNER)
    pages = [front(published), page_of(published), reverse("measures")]
    for page in pages:
        client.get(page)
    monkeypatch.setattr(editions, "bind", None)
    monkeypatch.setattr(editions, "load_package", None)
    assert [client.get(page).status_code for page in pages] == [200, 200, 200]


def test_the_front_page_costs_the_same_whatever_a_firm_has(
    published: Published, django_assert_max_num_queries: object
) -> None:
    client = visit(OWNER)
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        client.get(front(published))


def test_the_nearest_change_is_said(published: Published) -> None:
    where = reverse("firm-near", args=[published.firm])
    whole = text(visit(OWNER).get(where))
    part = text(visit(OWNER).get(where, headers={"HX-Request": "true"}))
    assert "改为" in part or "增至" in part or "不是本单位自己能改变" in part
    assert "<html" in whole and "<html" not in part


def test_another_firm_is_not_there_and_officers_see_their_own_places(published: Published) -> None:
    for login in ("owner", "officer-there", "policy-here"):
        assert visit(login).get(front(published)).status_code == 404, login
    for login in ("officer-above", "auditor"):
        assert visit(login).get(page_of(published)).status_code == 200, login
    assert visit("finance").get(front(published)).status_code == 403


def test_a_firm_the_register_does_not_know_is_told_what_there_is(published: Published) -> None:
    page = text(visit("owner").get(reverse("firm-front", args=[FIRM])))
    assert "现在没有要办的事" in page


def test_before_anything_is_published_the_page_says_so(published: Published) -> None:
    Shown.objects.all().delete()
    assert "还没有公布测算结果" in text(visit(OWNER).get(front(published)))
    assert "尚未公布" in text(visit(OWNER).get(page_of(published)))


# one measure


def test_a_measure_shows_verdict_reasons_sources_sum_clause_and_procedure(
    published: Published, entitled: Entitlement
) -> None:
    page = text(visit(OWNER).get(page_of(published, entitled.measure)))
    assert entitled.amount is not None
    for said in (
        'data-status="符合"',
        exact(entitled.amount),
        "2022-10-10",
        "金额计算",
        "条款原文",
        "防疫",
        "咨询电话",
        "演示",
    ):
        assert said in page, said


def test_what_is_not_stored_is_read_from_the_run(published: Published) -> None:
    run = Run.objects.get(pk=published.run)
    stored = {r.measure for r in of_firm(published.firm)}
    others = [m for m, about in run.measures.items() if about["kind"] == "企业" and m not in stored]
    found = {m: verdict(run, m, published.firm) for m in others}
    assert set(found.values()) <= {"不符合", "未启用", "不在执行期", "待明确", "待补充"}
    for measure, status in found.items():
        assert f'data-status="{status}"' in text(visit(OWNER).get(page_of(published, measure)))


def test_a_measure_about_records_the_firm_has_none_of_says_so(published: Published) -> None:
    run = Run.objects.get(pk=published.run)
    none = next(m for m in run.measures if verdict(run, m, published.firm) is None)
    assert "登记库没有这类记录" in text(visit(OWNER).get(page_of(published, none)))


# answers


def test_an_answer_changes_the_page_at_once_as_a_trial(published: Published) -> None:
    client, before = visit(OWNER), headline()
    assert "是否推行绿色生产？" in text(client.get(page_of(published)))
    page = text(client.post(answers(published), SURE, follow=True))
    assert "试算" in page and "，未核实" in page and "未经核实，不作为公布结论" in page
    assert 'data-status="待补充"' in page, "the published verdict stands"
    assert 'data-status="符合"' in page, "the trial beside it"
    assert headline() == before
    assert of_firm(published.firm).get(measure=GREEN).status == "待补充"


def test_an_answer_is_kept_with_who_said_it_and_when(published: Published) -> None:
    visit(OWNER).post(answers(published), SURE)
    kept = {a.path: a for a in Answer.objects.filter(firm__credit_code=published.firm)}
    assert (kept[PRODUCTION].value, kept[PRODUCTS].value) == (True, 2)
    assert kept[PRODUCTION].person.login == OWNER and str(kept[PRODUCTION].day) == "2022-10-10"
    assert Entry.objects.filter(action="fact.declare", firm=published.firm).count() == 2
    visit(OWNER).post(answers(published), {**SURE, PRODUCTS: "5"})
    newest = Answer.objects.latest("pk")
    assert (newest.path, newest.value) == (PRODUCTS, 5), "what did not change is not said again"
    assert Answer.objects.count() == 3, "every change of an answer stays to be seen"


def test_an_answer_is_taken_back(published: Published) -> None:
    client = visit(OWNER)
    client.post(answers(published), SURE)
    assert "未经核实" in text(client.get(page_of(published)))
    page = text(client.post(answers(published), {PRODUCTION: "", PRODUCTS: ""}, follow=True))
    assert "未经核实，不作为公布结论，不计入" not in page and "是否推行绿色生产？" in page


def test_a_script_gets_the_part_that_changes(published: Published) -> None:
    page = text(visit(OWNER).post(answers(published), SURE, headers={"HX-Request": "true"}))
    assert "<html" not in page and 'data-status="符合"' in page


def test_a_wrong_answer_is_said_and_the_right_one_beside_it_kept(published: Published) -> None:
    found = visit(OWNER).post(answers(published), {PRODUCTION: "true", PRODUCTS: "很多"})
    assert found.status_code == 422 and 'class="wrong"' in text(found)
    assert Answer.objects.get().path == PRODUCTION


def test_what_the_register_knows_is_not_asked_and_not_taken(published: Published) -> None:
    known = "企业.绿色标准"
    assert f'name="{known}"' not in text(visit(OWNER).get(page_of(published)))
    visit(OWNER).post(answers(published), {known: "false"})
    assert not Answer.objects.exists()


def test_only_who_acts_for_the_firm_answers(published: Published) -> None:
    for login in ("officer-above", "auditor"):
        assert visit(login).post(answers(published), SURE).status_code == 403
    assert visit("owner").post(answers(published), SURE).status_code == 404
    grant_mandate(acting(OWNER), login="person", role="clerk")
    assert visit("person").post(answers(published), SURE).status_code == 302
    assert (
        "name"
        not in text(visit("officer-above").get(page_of(published))).split("<main")[1].split("</main")[0]
    )
