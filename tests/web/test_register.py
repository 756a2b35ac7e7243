"""What is known of a firm: search, facts with their sources, corrections, conflicts, answers."""

import doctest
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from huiqi.explain import read_subject as read_core
from huiqi.register.store import open_store
from huiqi.web.accounts.services import declare_kinship
from huiqi.web.actor import CLOCK
from huiqi.web.audit.models import Entry
from huiqi.web.audit.recording import recording
from huiqi.web.authorities.queries import departments
from huiqi.web.core.clock import now, today
from huiqi.web.core.service import Failed, NotThere, Refused
from huiqi.web.inbox.models import Notice
from huiqi.web.jobs.models import Job
from huiqi.web.jobs.services import enqueue
from huiqi.web.jobs.work import WORKS
from huiqi.web.registry import names
from huiqi.web.registry.answering import add_record
from huiqi.web.registry.history import history
from huiqi.web.registry.models import Answer, Conflict, Correction, Firm, Standing
from huiqi.web.registry.overlay import corrections, register_for_runs
from huiqi.web.registry.queries import Rank, conflicts, firms, known, provenance
from huiqi.web.registry.queries import firm as firm_of
from huiqi.web.registry.searching import found
from huiqi.web.registry.services import ask_correction, decide_conflict, decide_correction, declare
from huiqi.web.registry.sources import fact_of, regions, register, vocabulary
from huiqi.web.registry.subjects import read_subject
from tests.web.registered import KNOWN_AT, firm, load, seat
from tests.web.working import work_off
from tests.web.world import FIRM, HERE, OTHER_FIRM, THERE, acting, visit

STAFF_COUNT, REVENUE = "企业.从业人员", "企业.营业收入"
WAN = 1_000_000


@pytest.fixture(autouse=True)
def _register(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]
    load(tmp_path)


def ask(path: str, value: object, login: str = "owner", code: str = FIRM, record: str = "") -> Correction:
    return ask_correction(
        acting(login), firm=firm(code), path=path, record=record, value=value, reason="填错了"
    )


def confirmed(
    path: str, value: object, department: str = "统计", code: str = FIRM, record: str = ""
) -> Correction:
    login = "person"
    seat(login, department, HERE if code == FIRM else THERE)
    asker = "owner" if code == FIRM else "owner-there"
    return decide_correction(
        acting(login), row=ask(path, value, asker, code, record), confirm=True, basis="统计报表"
    )


def next_snapshot(text: str, known_at: date = date(2022, 10, 8)) -> None:
    """Another delivery arrives and is loaded."""
    from huiqi.register.importing import import_files

    file = register().parent / "企业.csv"
    file.write_text("统一社会信用代码,名称,所在地,从业人员\n" + text, encoding="utf-8")
    base = open_store(register()).at()
    made = import_files([file], vocabulary(), regions(), register(), known_at, base).snapshot
    assert made is not None
    enqueue(acting("officer"), name="load-register", arguments={"number": made.number})
    work_off()


def row(count: int, name: str = "赣江机械制造有限公司") -> str:
    return f"{FIRM},{name},{HERE},{count}\n"


@pytest.mark.parametrize(
    "words", ["机械", "江机", "赣江机械制造有限公司", "有限 赣江", FIRM, FIRM[:6], FIRM[:8].lower()]
)
def test_a_firm_is_found_by_any_part_of_its_name_or_the_beginning_of_its_code(words: str) -> None:
    assert FIRM in found(Firm.objects.all(), words).values_list("credit_code", flat=True)


def test_names_are_folded_and_cut_as_they_say() -> None:
    assert doctest.testmod(names).failed == 0


@pytest.mark.parametrize("words", ["(集团)", "仪器（集团", "洪都　精密"])
def test_width_and_spaces_make_no_difference(words: str) -> None:
    assert [f.credit_code for f in found(Firm.objects.all(), words)] == [OTHER_FIRM]


@pytest.mark.parametrize("words", ["械机", "江", "", "机械 洪都", "9999", '机"械', "机械*", "' OR 1=1"])
def test_what_is_no_part_of_it_finds_nothing(words: str) -> None:
    assert not found(Firm.objects.all(), words).exists()


def test_a_renamed_firm_is_found_by_its_new_name_only() -> None:
    next_snapshot(row(120, "赣江智造有限公司"))
    assert found(Firm.objects.all(), "智造").get().credit_code == FIRM
    assert not found(Firm.objects.all(), "机械").exists()


def test_an_officer_finds_firms_of_the_own_jurisdiction() -> None:
    assert firms(acting("officer")).get().credit_code == FIRM
    assert firms(acting("officer-above")).count() == 2
    page = visit("officer").get("/firms/", {"words": "有限公司"}).content.decode()
    assert "赣江机械" in page and "洪都" not in page
    assert "没有这样的企业" in visit("officer").get("/firms/", {"words": "洪都"}).content.decode()
    assert visit("officer").get(f"/firms/{OTHER_FIRM}/").status_code == 404


def test_the_search_costs_the_same_however_much_is_found(django_assert_num_queries: object) -> None:
    client = visit("officer-above")
    with django_assert_num_queries(8):  # type: ignore[operator]
        assert client.get("/firms/", {"words": "有限公司"}).content.decode().count("/firms/91") == 2


def test_every_fact_has_its_source_and_day() -> None:
    said = known(FIRM, STAFF_COUNT, "")
    assert said is not None
    assert (said.value, said.text, said.rank, said.source, said.day) == (
        120,
        "120人",
        Rank.VERIFIED,
        "统计",
        KNOWN_AT,
    )
    premium = known(FIRM, "保险.保费", "P1")
    assert premium is not None and premium.text == "10万元"
    assert known(OTHER_FIRM, REVENUE, "").rank is Rank.UNKNOWN
    assert known(FIRM, "企业.没有", "") is None
    shown = visit("officer").get(f"/firms/{FIRM}/").content.decode()
    assert "120人" in shown and "已核实" in shown and "保险" in shown


def test_departments_that_own_facts_are_departments_of_the_site() -> None:
    owners = {f.owner for k in vocabulary().kinds.values() for f in k.facts.values()}
    assert {"统计", "税务", "市场监管", "工信"} <= owners & {d.code for d in departments()}


def test_a_correction_holds_once_the_owning_department_confirms_it() -> None:
    asked = ask(STAFF_COUNT, 125)
    assert read_subject(FIRM).entity.get("从业人员") == 120
    seat("person", "统计", HERE)
    decide_correction(acting("person"), row=asked, confirm=True, basis="统计报表")
    said = known(FIRM, STAFF_COUNT, "")
    assert said is not None and (said.value, said.rank, said.source) == (125, Rank.VERIFIED, "更正")
    assert read_subject(FIRM).entity.get("从业人员") == 125
    assert Entry.objects.latest("id").action == "correction.decide"


def test_another_department_does_not_outweigh_the_register_but_fills_what_it_lacks() -> None:
    asked = ask(STAFF_COUNT, 125)
    with pytest.raises(Failed, match="只能由统计部门核实"):
        decide_correction(acting("officer"), row=asked, confirm=True, basis="报表")
    decide_correction(acting("officer"), row=asked, confirm=False, basis="报表不全")
    assert read_subject(FIRM).entity.get("从业人员") == 120
    asked = ask(REVENUE, 7 * WAN, "owner-there", OTHER_FIRM)
    decide_correction(acting("officer-there"), row=asked, confirm=True, basis="审计报告")
    said = known(OTHER_FIRM, REVENUE, "")
    assert said is not None and (said.text, said.rank) == ("7万元", Rank.CORRECTED)


def test_nobody_confirms_their_own_nor_for_their_own_firm() -> None:
    entered = ask(STAFF_COUNT, 125, "officer")
    with pytest.raises(Failed, match="不能核实"):
        decide_correction(acting("officer"), row=entered, confirm=False, basis="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.filter(pk=entered.pk).update(decided_by=entered.asked_by)
    seat("clerk", "统计", HERE)
    with pytest.raises(Failed, match="不能核实"):
        decide_correction(acting("clerk"), row=entered, confirm=True, basis="x")
    with pytest.raises(Refused):
        decide_correction(acting("owner"), row=entered, confirm=True, basis="x")


def test_nobody_decides_on_a_relatives_facts() -> None:
    entered = ask(STAFF_COUNT, 125, "owner")
    seat("person", "统计", HERE)
    declare_kinship(acting("person"), credit_code=FIRM, relation="配偶任职")
    with pytest.raises(Failed, match="不能核实"):
        decide_correction(acting("person"), row=entered, confirm=True, basis="x")


def test_what_is_asked_must_say_something_new_of_what_there_is() -> None:
    with pytest.raises(Failed, match="相同"):
        ask(STAFF_COUNT, 120)
    with pytest.raises(NotThere):
        ask("保险.保费", 1, record="没有")
    with pytest.raises(NotThere):
        ask("企业.没有", 1)
    ask(STAFF_COUNT, 125)
    with pytest.raises(Failed, match="等待核实"):
        ask(STAFF_COUNT, 126)


def test_a_newer_correction_ends_the_earlier() -> None:
    first = confirmed(STAFF_COUNT, 125)
    second = ask(STAFF_COUNT, 130)
    decide_correction(acting("person"), row=second, confirm=True, basis="新报表")
    assert Correction.objects.get(pk=first.pk).standing == Standing.ENDED
    assert read_subject(FIRM).entity.get("从业人员") == 130


def test_a_record_is_corrected_too() -> None:
    confirmed("保险.保费", 12 * WAN, "银保监", record="P1")
    assert read_subject(FIRM).of("保险")[0].get("保费") == 12 * WAN


def test_a_snapshot_that_repeats_what_was_known_opens_nothing() -> None:
    confirmed(STAFF_COUNT, 125)
    next_snapshot(row(120))
    assert not conflicts(FIRM) and read_subject(FIRM).entity.get("从业人员") == 125


def test_a_snapshot_that_agrees_ends_the_correction() -> None:
    held = confirmed(STAFF_COUNT, 125)
    next_snapshot(row(125))
    assert Correction.objects.get(pk=held.pk).standing == Standing.ENDED
    assert known(FIRM, STAFF_COUNT, "").source == "统计" and not conflicts(FIRM)


def test_a_snapshot_that_contradicts_opens_a_conflict_and_the_correction_stands() -> None:
    confirmed(STAFF_COUNT, 125)
    next_snapshot(row(90))
    said = known(FIRM, STAFF_COUNT, "")
    assert said is not None and said.contested and said.value == 125
    assert [c.value for c in conflicts(FIRM, {STAFF_COUNT})] == [90]
    assert conflicts(FIRM, {REVENUE}) == [] and conflicts(OTHER_FIRM) == []
    next_snapshot(row(91))
    assert [c.value for c in conflicts(FIRM)] == [91], "the same conflict, brought up to date"


@pytest.mark.parametrize("keep, value", [(True, 125), (False, 90)])
def test_the_department_in_charge_decides_a_conflict(keep: bool, value: int) -> None:
    confirmed(STAFF_COUNT, 125)
    next_snapshot(row(90))
    contest = Conflict.objects.get()
    with pytest.raises(Failed, match="不能裁定"):
        decide_conflict(acting("officer"), row=contest, keep=keep, basis="x")
    decide_conflict(acting("person"), row=contest, keep=keep, basis="查账")
    assert read_subject(FIRM).entity.get("从业人员") == value and not conflicts(FIRM)
    with pytest.raises(Failed):
        decide_conflict(acting("person"), row=contest, keep=keep, basis="x")
    next_snapshot(row(90))
    assert not conflicts(FIRM), "what was decided is not asked again"


def test_an_answer_is_kept_apart_and_counts_in_a_trial_alone() -> None:
    for value in (3 * WAN, 4 * WAN):
        declare(acting("owner-there"), firm=firm(OTHER_FIRM), path=REVENUE, record="", value=value)
    said = known(OTHER_FIRM, REVENUE, "")
    assert said is not None and (said.value, said.rank, said.source) == (4 * WAN, Rank.DECLARED, "企业自报")
    assert read_subject(OTHER_FIRM).entity.get("营业收入") is None
    assert read_subject(OTHER_FIRM, declared=True).entity.get("营业收入") == 4 * WAN
    assert Answer.objects.count() == 2, "every change of an answer is kept"
    with pytest.raises(Failed, match="已有"):
        declare(acting("owner"), firm=firm(), path=STAFF_COUNT, record="", value=1)


def test_the_history_tells_everything_newest_first() -> None:
    confirmed(STAFF_COUNT, 125)
    next_snapshot(row(90))
    next_snapshot(row(90))
    fact = fact_of(STAFF_COUNT)
    assert fact is not None
    told = [(s.day.isoformat(), s.text) for s in history(firm(), fact, "")]
    assert told == [("2022-10-10", "125人"), ("2022-10-08", "90人"), ("2022-09-30", "120人")]


def test_a_run_reads_the_corrections_and_names_them_by_digest() -> None:
    assert register_for_runs() == register()
    confirmed(STAFF_COUNT, 125)
    store = register_for_runs()
    assert store == register_for_runs() != register()
    snapshot = open_store(store).at()
    assert snapshot.manifest["origin"]["corrections"] == corrections().stem
    assert read_core(snapshot, vocabulary(), FIRM).entity == read_subject(FIRM).entity


def test_an_owner_sees_the_own_firm_and_asks_for_a_correction() -> None:
    client = visit("owner")
    page = client.get("/facts/").content.decode()
    assert "赣江机械制造有限公司" in page and "这不对" in page and "补充" in page
    form = client.get(f"/facts/{REVENUE}/").content.decode()
    assert "营业收入（元）" in form and "5000万元" in form
    wrong = client.post(f"/facts/{REVENUE}/", {"value": "很多", "reason": "x"})
    assert wrong.status_code == 422 and "不是这项事实的值" in wrong.content.decode()
    client.post(f"/facts/{REVENUE}/", {"value": "60,000,000.50", "reason": "年报有误"})
    asked = Correction.objects.get()
    assert (asked.value, asked.before, asked.firm.credit_code) == (6_000_000_050, 5_000 * WAN, FIRM)
    assert "待核实" in client.get("/facts/").content.decode()


def test_a_record_entered_by_hand_reaches_the_trial_alone() -> None:
    kind, owner = vocabulary().kinds["保险"], acting("owner")
    with recording(owner, "fact.declare", now(), today()):
        add_record(owner, firm=firm(), kind="保险", values={kind.facts["保费"]: WAN})
    assert [r.code for r in read_subject(FIRM).of("保险")] == ["P1"]
    assert [r.code for r in read_subject(FIRM, declared=True).of("保险")] == ["P1", "自报1"]
    known = {(k.fact.path, k.record): k.rank for k in provenance(FIRM)}
    assert known["保险.保费", "自报1"] is Rank.DECLARED and known["保险.保费", "P1"] is Rank.VERIFIED
    page = visit("owner").post("/facts/保险.产品/?record=自报1", {"value": "样例材料"}, follow=True)
    assert "已记下" in page.content.decode()
    assert read_subject(FIRM, declared=True).of("保险")[1].get("产品") == "样例材料"


def test_an_owner_answers_what_nobody_knows() -> None:
    client = visit("owner-there")
    client.post(f"/facts/{REVENUE}/", {"value": "100"})
    assert Answer.objects.get().value == 10_000
    assert "自报" in client.get("/facts/").content.decode()


def test_who_acts_for_a_firm_the_register_does_not_know_is_told() -> None:
    Firm.objects.filter(credit_code=FIRM).update(credit_code="91360102MA00000009")
    assert "还没有这家企业" in visit("owner").get("/facts/").content.decode()
    assert firm_of(FIRM) is None
    with pytest.raises(NotThere):
        provenance("91360102MA00000009")


def test_officers_decide_on_their_pages() -> None:
    seat("person", "统计", HERE)
    officer, statistics = visit("officer"), visit("person")
    address = f"/firms/{FIRM}/{STAFF_COUNT}/"
    assert "120人" in officer.get(address).content.decode()
    assert officer.post(f"{address}correct/", {"value": "-1", "reason": "x"}).status_code == 422
    officer.post(f"{address}correct/", {"value": "125", "reason": "报表"})
    assert "赣江机械" in statistics.get("/corrections/").content.decode()
    asked = Correction.objects.get()
    assert "125人" in statistics.get(f"/corrections/{asked.pk}/").content.decode()
    assert 'name="decision"' not in officer.get(f"/corrections/{asked.pk}/").content.decode()
    statistics.post(f"/corrections/{asked.pk}/", {"decision": "confirm", "basis": "报表"})
    assert Correction.objects.get().standing == Standing.CONFIRMED
    next_snapshot(row(90))
    contest = Conflict.objects.get()
    assert "90人" in statistics.get(f"/conflicts/{contest.pk}/").content.decode()
    statistics.post(f"/conflicts/{contest.pk}/", {"decision": "end", "basis": "新报表"})
    assert read_subject(FIRM).entity.get("从业人员") == 90


def test_the_lists_cost_the_same_however_long(django_assert_num_queries: object) -> None:
    ask(STAFF_COUNT, 125)
    ask(REVENUE, 1)
    client = visit("officer")
    with django_assert_num_queries(10):  # type: ignore[operator]
        assert client.get("/corrections/").content.decode().count("赣江机械") == 2
    with django_assert_num_queries(13):  # type: ignore[operator]
        client.get(f"/firms/{FIRM}/")


def test_the_firm_and_the_department_in_charge_are_told() -> None:
    asked = ask(STAFF_COUNT, 125)
    office = Notice.objects.get(link=f"/corrections/{asked.pk}/")
    assert office.department is not None and office.authority is not None
    assert (office.department.code, office.authority.code) == ("统计", HERE)
    seat("person", "统计", HERE)
    decide_correction(acting("person"), row=asked, confirm=True, basis="统计报表")
    assert Notice.objects.get(credit_code=FIRM, kind="correction").title == "更正已生效"
    next_snapshot(row(90))
    assert Notice.objects.filter(link=f"/conflicts/{Conflict.objects.get().pk}/").exists()


def test_the_worker_sends_mail_again_and_again() -> None:
    assert WORKS["deliver-mail"].every is not None
    enqueue(CLOCK, name="deliver-mail", arguments={})
    work_off()
    assert Job.objects.get(name="deliver-mail").outcome.startswith("发出")
