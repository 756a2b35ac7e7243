"""The public pages: what stands in a list, what a measure says, and a self-check that keeps nothing."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from huiqi.web.audit.models import Entry
from huiqi.web.catalogue import limiting, queries
from huiqi.web.terms.loading import seed_demo
from tests.sample import PROVINCE
from tests.web.world import visit

MEASURE = "11.2-首批次应用综合保险补偿"
COMPETITION = "6.4-数字化标杆工厂"
INSURED = {
    "企业.所在地": "360102",
    "企业.行业": "2641",
    "企业.从业人员": "120",
    "企业.营业收入": "5000万元",
    "企业.资产总额": "3000万元",
    "保险.险种": "首批次应用综合保险",
    "保险.产品": "高性能稀土永磁材料",
    "保险.保费": "1000000",
    "保险.投保日期": "2022-06-01",
    "保险.起保日期": "2022-06-01",
    "保险.申报日期": "2022-06-01",
}


@pytest.fixture(autouse=True)
def _seeded() -> None:
    cache.clear()
    seed_demo(PROVINCE)


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_anybody_reads_the_list_and_it_costs_the_same_however_long(
    django_assert_max_num_queries: object,
) -> None:
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        page = text(visit(None).get("/measures/"))
    assert "首批次应用综合保险补偿" in page and "免申即享" in page and "演示" in page


def test_a_search_finds_words_of_the_clause_and_filters_narrow_it() -> None:
    rows = queries.measures()
    found = queries.matching(rows, words="首批次 保险")
    assert MEASURE in {r.id for r in found} and len(found) < len(rows)
    applied = queries.matching(rows, route="在线申请")
    assert {r.procedure.route for r in applied} == {"在线申请"}
    assert "没有符合查询的措施" in text(visit(None).get("/measures/?words=没有这种措施"))


def test_a_measure_quotes_its_clause_and_says_conditions_sum_and_procedure() -> None:
    page = text(visit(None).get(f"/measures/{MEASURE}/"))
    for said in ("按不低于保险费用", "依据日期在执行期内", "≥ 60%", "70%", "咨询电话", "2022年12月31日"):
        assert said in page
    assert "演示" in page


def test_a_competition_is_never_automatic() -> None:
    assert queries.measure(COMPETITION).procedure.route == "在线申请"
    assert "不等于一定获得" in text(visit(None).get(f"/measures/{COMPETITION}/"))


def test_what_nobody_has_set_is_said_to_be_open_in_production(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    found = queries.measure(MEASURE).procedure
    assert (found.route, found.office, found.closes) == ("", None, None)


def test_a_measure_reads_in_english_with_its_clause_in_chinese() -> None:
    client = Client(headers={"cookie": "django_language=en"})
    page = text(client.get(f"/measures/{MEASURE}/"))
    assert "is among" in page and "按不低于保险费用" in page


def test_a_measure_that_is_none_is_not_there() -> None:
    assert visit(None).get("/measures/99.9-没有/").status_code == 404


def test_answers_give_a_trial_with_its_reasons_and_the_sum() -> None:
    page = text(visit(None).post(f"/measures/{MEASURE}/check/", INSURED))
    assert 'data-status="符合"' in page and "70万元" in page and "自测" in page


def test_what_is_not_answered_is_unknown_and_not_a_no() -> None:
    answers = {**INSURED, "保险.保费": ""}
    assert 'data-status="待补充"' in text(visit(None).post(f"/measures/{MEASURE}/check/", answers))


def test_a_wrong_answer_is_said_and_everything_else_is_kept() -> None:
    wrong = {**INSURED, "保险.保费": "很多", "企业.从业人员": "-3", "企业.行业": "火箭"}
    answer = visit(None).post(f"/measures/{MEASURE}/check/", wrong)
    assert answer.status_code == 422
    assert text(answer).count('class="wrong"') == 4 and "高性能稀土永磁材料" in text(answer)


def test_the_check_of_all_lists_what_is_not_ruled_out() -> None:
    page = text(
        visit(None).post(
            "/measures/check/", {"企业.从业人员": "120", "企业.优质企业类型": "专精特新中小企业"}
        )
    )
    assert "没有排除" in page and "地方支持优质中小企业" in page


def test_a_part_is_enough_for_a_script() -> None:
    page = text(visit(None).post(f"/measures/{MEASURE}/check/", INSURED, headers={"HX-Request": "true"}))
    assert 'data-status="符合"' in page and "<html" not in page


def test_nothing_of_a_self_check_is_kept() -> None:
    before = (Session.objects.count(), Entry.objects.count())
    answer = visit(None).post(f"/measures/{MEASURE}/check/", INSURED)
    assert (Session.objects.count(), Entry.objects.count()) == before
    assert answer["Cache-Control"] == "no-store"
    assert "huiqi" not in answer.cookies


def test_whoever_asks_too_often_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limiting, "MOST", 3)
    client = visit(None)
    for _ in range(3):
        assert client.get("/measures/check/", REMOTE_ADDR="198.51.100.7").status_code == 200
    assert client.get("/measures/check/", REMOTE_ADDR="198.51.100.7").status_code == 429
    assert client.get("/measures/check/", REMOTE_ADDR="198.51.100.8").status_code == 200
