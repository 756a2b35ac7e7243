"""What a province sets for itself: by day, by place, by two people; a demo's own values and where they end."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from huiqi.errors import HuiqiError
from huiqi.web.audit.models import Entry
from huiqi.web.authorities.models import Authority, Department
from huiqi.web.core.models import Unit
from huiqi.web.core.service import Failed, NotThere, Refused
from huiqi.web.terms import queries
from huiqi.web.terms.loading import seed_demo
from huiqi.web.terms.models import Provision
from huiqi.web.terms.queries import Unset
from huiqi.web.terms.services import confirm_provision, propose_provision, withdraw_provision
from huiqi.web.terms.values import Count, Day, Office, Span, Value, Wording
from tests.sample import PROVINCE
from tests.web.world import HERE, THERE, acting, visit

DAY = date(2022, 10, 10)
COUNTER = Office("东湖区工信局", "企业科", "东工信", "0791-0000000")


def proposed(name: str, value: Value, where: str = "36", since: date = DAY, **narrowed: object) -> Provision:
    return propose_provision(
        acting("policy"),
        name=name,
        authority=Authority.objects.get(code=where),
        value=value,
        reference="示府发〔2022〕1号",
        reason="试行",
        since=since,
        **narrowed,  # type: ignore[arg-type]
    )


def put(name: str, value: Value, where: str = "36", since: date = DAY, **narrowed: object) -> Provision:
    return confirm_provision(
        acting("policy-two"), provision=proposed(name, value, where, since=since, **narrowed)
    )


def five(unit: Unit = Unit.WORKING_DAYS) -> Span:
    return Span(5, unit)


def test_a_demo_begins_with_values_that_say_they_are_one() -> None:
    assert seed_demo(PROVINCE) == 23
    assert seed_demo(PROVINCE) == 0
    term = queries.term("公示")
    assert (term.count, term.unit, term.demo) == (5, Unit.WORKING_DAYS, True)
    assert "演示" in visit(None).get("/terms/").content.decode()
    assert queries.unset() == []


def test_production_does_not_load_a_demos_values(settings: object) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(CommandError, match="演示"):
        call_command("seed_terms", PROVINCE)


def test_what_was_seeded_before_does_not_count_in_production(settings: object) -> None:
    seed_demo(PROVINCE)
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(Unset, match="公示"):
        queries.term("公示")
    assert "公示" in queries.unset() and queries.remedies("决定救济") is None
    assert not queries.provisions(acting("policy")).exists()


def test_a_value_counts_once_a_second_person_confirms() -> None:
    seed_demo(PROVINCE)
    row = proposed("公示", Span(7, Unit.DAYS))
    assert queries.term("公示").count == 5
    with pytest.raises(Failed, match="不能确认"):
        confirm_provision(acting("policy"), provision=row)
    confirm_provision(acting("policy-two"), provision=row)
    term = queries.term("公示")
    assert (term.count, term.article, term.demo) == (7, "示府发〔2022〕1号", False)
    assert Entry.objects.latest("id").action == "term.confirm"


def test_the_database_itself_wants_a_second_person() -> None:
    row = proposed("公示", five())
    with pytest.raises(IntegrityError), transaction.atomic():
        Provision.objects.filter(pk=row.pk).update(confirmed_by=row.proposed_by)


def test_each_day_has_the_value_of_its_day() -> None:
    put("公示", Span(7, Unit.DAYS), since=date(2022, 1, 1))
    put("公示", Span(9, Unit.DAYS), since=date(2022, 11, 1))
    assert [queries.term("公示", date(2022, m, 15)).count for m in (1, 10, 11)] == [7, 7, 9]
    with pytest.raises(Unset):
        queries.term("公示", date(2021, 12, 31))


def test_a_county_and_a_measure_may_have_their_own() -> None:
    put("审核级数", Count(2))
    put("审核级数", Count(1), HERE)
    put("审核级数", Count(3), measure="4.1-补助")
    assert queries.levels() == 2
    assert queries.levels(authority=HERE) == 1
    assert queries.levels(authority=THERE) == 2
    assert queries.levels(authority=THERE, measure="4.1-补助") == 3


def test_a_last_filing_day_is_a_measures_own_or_everybodys() -> None:
    assert queries.filing_day("4.1-补助") is None
    put("申报截止", Day("2022-12-31"))
    put("申报截止", Day("2022-11-30"), measure="4.1-补助")
    assert queries.filing_day("4.1-补助") == date(2022, 11, 30)
    assert queries.filing_day("5.1-其他") == date(2022, 12, 31)


def test_an_office_is_its_own_or_follows_the_pattern() -> None:
    seed_demo(PROVINCE)
    here, there = Authority.objects.get(code=HERE), Authority.objects.get(code=THERE)
    line = Department.objects.get(code="工信")
    put("办理机构", COUNTER, HERE, department=line)
    assert queries.office(here, line) == COUNTER
    assert queries.office(there, line).abbreviation == f"演示{there.name}工信惠企"
    assert queries.office(there, line).desk == line.name


def test_no_two_offices_number_their_letters_alike() -> None:
    line = Department.objects.get(code="工信")
    put("办理机构", COUNTER, HERE, department=line)
    with pytest.raises(Failed, match="机关代字"):
        proposed("办理机构", COUNTER, THERE, department=line)
    with pytest.raises(Failed, match="选择部门"):
        proposed("办理机构", Office("甲", "乙", "丙", "1"), THERE)


def test_nothing_is_set_for_an_authority_elsewhere() -> None:
    with pytest.raises(NotThere):
        propose_provision(
            acting("policy-here"),
            name="公示",
            authority=Authority.objects.get(code=THERE),
            value=five(),
            reference="甲",
            reason="乙",
            since=DAY,
        )


def test_only_what_waits_is_withdrawn() -> None:
    row = proposed("公示", five())
    withdraw_provision(acting("policy"), provision=row)
    with pytest.raises(Failed):
        confirm_provision(acting("policy-two"), provision=row)
    with pytest.raises(Failed, match="不能撤回"):
        withdraw_provision(acting("policy"), provision=put("公示", five()))


def test_officers_set_nothing() -> None:
    with pytest.raises(Refused):
        propose_provision(
            acting("officer"),
            name="公示",
            authority=Authority.objects.get(code=HERE),
            value=five(),
            reference="甲",
            reason="乙",
            since=DAY,
        )


def test_the_policy_desk_enters_remedies_on_a_page() -> None:
    client = visit("policy")
    assert "还没有设定" in client.get("/terms/").content.decode()
    given = {
        "authority": Authority.objects.get(code="36").pk,
        "wording": "第一段\n第二段",
        "since": "2022-10-10",
        "reference": "示法〔2022〕1号",
        "reason": "按新文件",
    }
    answer = client.post("/terms/propose/?name=决定救济", given)
    assert answer.status_code == 302
    row = Provision.objects.get(name="决定救济")
    assert "待确认" in client.get("/terms/").content.decode()
    visit("policy-two").post(f"/terms/{row.pk}/confirm/")
    found = queries.remedies("决定救济")
    assert found is not None and found.wording.splitlines() == ["第一段", "第二段"] and not found.demo


def test_the_page_of_each_kind_says_what_is_wrong() -> None:
    client = visit("policy")
    for name in ("公示", "审核级数", "申报截止", "办理机构", "决定救济"):
        answer = client.post(f"/terms/propose/?name={name}", {"since": "昨天", "count": "0"})
        assert answer.status_code == 422 and 'class="wrong"' in answer.content.decode()
    whole = {
        "authority": Authority.objects.get(code="36").pk,
        "since": "2022-10-10",
        "reference": "甲",
        "reason": "乙",
    }
    answer = client.post("/terms/propose/?name=审核级数", {**whole, "count": "9"})
    assert "1 至 3" in answer.content.decode()
    assert client.get("/terms/propose/?name=无").status_code == 404


def test_proposals_are_not_shown_outside() -> None:
    proposed("公示", Span(88, Unit.DAYS))
    assert "88" in visit("officer").get("/terms/").content.decode()
    assert "88" not in visit(None).get("/terms/").content.decode()


def test_the_page_costs_the_same_however_long(django_assert_max_num_queries: object) -> None:
    for _ in range(3):
        put("公示", five())
    client = visit("policy")
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get("/terms/")


@pytest.mark.parametrize(
    "text", ["['无']\ncount = 1", "'公示' = 3", "['公示']\ncount = 0\nunit = '日'", "[公示]\ncount = 3"]
)
def test_a_fault_of_the_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "terms.toml").write_text(text, encoding="utf-8")
    with pytest.raises(HuiqiError, match="U0107"):
        seed_demo(tmp_path)
    with pytest.raises(HuiqiError, match="U0101"):
        seed_demo(tmp_path / "elsewhere")


@pytest.mark.parametrize(
    "made",
    [
        lambda: Span(0, "日"),
        lambda: Count(4),
        lambda: Day("明天"),
        lambda: Wording(" "),
        lambda: Office("甲", "乙", "丙1", "1"),
    ],
)
def test_a_value_is_checked_when_it_is_made(made: object) -> None:
    with pytest.raises(ValueError):
        made()  # type: ignore[operator]
