"""Runs made and compared; published by two people, loaded unseen, undone by publishing another; audiences told."""

from collections.abc import Iterator

import duckdb
import pytest
from django.db import IntegrityError, transaction

from huiqi.determine.run import open_run
from huiqi.evaluate import evaluate
from huiqi.explain import read_subject
from huiqi.explain.questions import unknown_facts
from huiqi.web.catalogue.editions import edition_of
from huiqi.web.core.service import Failed, NotThere
from huiqi.web.entitlements.loading import chunks, load
from huiqi.web.entitlements.models import STORED, Entitlement
from huiqi.web.entitlements.queries import headline, of_firm
from huiqi.web.entitlements.selection import OTHER_RECORDS
from huiqi.web.inbox.models import Notice
from huiqi.web.jobs.models import Job
from huiqi.web.publication import following
from huiqi.web.publication.models import Publication, State, Telling
from huiqi.web.publication.queries import published as in_force
from huiqi.web.publication.services import propose_publication, publish, withdraw_publication
from huiqi.web.registry.models import Loaded
from huiqi.web.runs.comparison import GAINED, Comparison, total
from huiqi.web.runs.models import Run
from huiqi.web.runs.queries import edition_of_run, shown_of, snapshot_of, startable
from huiqi.web.runs.services import start_run
from tests.web.published import POLICY, Published, put_out
from tests.web.working import work_off
from tests.web.world import HERE, acting, visit

GREEN = "6.6-打造绿色产品"
Row = tuple[object, ...]


@pytest.fixture
def run(published: Published) -> Run:
    return Run.objects.get(pk=published.run)


@pytest.fixture
def later(published: Published) -> Run:
    return Run.objects.get(pk=published.later)


def rows_of(run: Run) -> set[Row]:
    names = [f.name for f in Entitlement._meta.fields if f.name not in ("id", "run")]
    return set(Entitlement.objects.filter(run=run).values_list(*names))


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


# runs


def test_a_run_keeps_its_rules_and_what_it_came_to(run: Run) -> None:
    assert run.finished and run.eligible and run.amount and run.snapshot == 1
    assert (run.policy / "package.md").exists() and list((run.policy / "settings").iterdir())
    edition = edition_of(POLICY)
    assert edition is not None and edition_of_run(run).digest == edition.digest == run.package_digest


def test_the_list_and_a_run_are_read_in_few_queries(run: Run, django_assert_max_num_queries: object) -> None:
    client = visit("policy")
    for path, most in (("/runs/", 14), (f"/runs/{run.pk}/", 12), ("/publications/", 12)):
        with django_assert_max_num_queries(most):  # type: ignore[operator]
            page = text(client.get(path))
        assert "工业中小企业" in page


def test_a_run_is_started_from_a_page_and_done_by_a_worker(published: Published) -> None:
    answer = visit("policy").post("/runs/start/", {"package": POLICY})
    row = Run.objects.latest("pk")
    assert answer["Location"] == f"/runs/{row.pk}/"
    assert "正在测算" in text(visit("policy").get(f"/runs/{row.pk}/"))
    assert Job.objects.latest("pk").arguments == {"run": row.pk}


def test_only_who_answers_for_the_package_starts_one(published: Published) -> None:
    edition = edition_of(POLICY)
    assert edition is not None and startable(acting("policy-here")) == []
    with pytest.raises(NotThere):
        start_run(acting("policy-here"), edition=edition)
    assert visit("policy-here").post("/runs/start/", {"package": POLICY}).status_code == 404


def test_without_a_register_there_is_nothing_to_determine(published: Published) -> None:
    Loaded.objects.all().delete()
    edition = edition_of(POLICY)
    assert edition is not None
    with pytest.raises(Failed, match="没有登记库"):
        start_run(acting("policy"), edition=edition)


def _entitled(run: Run) -> dict[tuple[str, str], int]:
    info = open_run(run.result)
    found = duckdb.sql(
        f"SELECT code, measure, coalesce(amount, 0) FROM {info.entitlements()} JOIN {info.subjects()} "
        "USING (number) WHERE status IN ('符合', '金额待定')"
    ).fetchall()
    added: dict[tuple[str, str], int] = {}
    for code, measure, amount in found:
        added[code, measure] = added.get((code, measure), 0) + amount
    return added


def test_a_comparison_says_who_gains_who_loses_and_how_much(run: Run, later: Run) -> None:
    before, after = _entitled(run), _entitled(later)
    comparison = Comparison(run, later)
    sums = total(comparison.by_measure())
    assert sums.lost == len(before.keys() - after.keys()) > 0
    assert sums.gained == len(after.keys() - before.keys())
    assert sums.up - sums.down == sum(after.values()) - sum(before.values())
    assert total(comparison.by_place()) == sums
    rows, count = comparison.differences("", 0, 1000)
    assert count == len(rows) == sums.gained + sums.lost + sums.more + sums.less
    assert all(r.before == before.get((r.credit_code, r.measure)) or not r.before for r in rows)
    back = total(Comparison(later, run).by_measure())
    assert (back.gained, back.up) == (sums.lost, sums.down)


def test_the_comparison_is_seen_by_place_and_firm(run: Run, later: Run) -> None:
    page = text(visit("policy").get(f"/runs/{later.pk}/compare/"))
    assert "不再获得" in page and GAINED in page
    assert visit("policy").get(f"/runs/{run.pk}/compare/").status_code == 404, "with itself"
    assert visit("policy").get(f"/runs/{run.pk}/compare/?before={later.pk}").status_code == 200


# what is stored


def test_what_is_stored_is_what_the_run_says(run: Run) -> None:
    info = open_run(run.result)
    stored = Entitlement.objects.filter(run=run)
    assert {s.value for s in STORED} == set(stored.values_list("status", flat=True))
    for measure in run.measures:
        found = duckdb.sql(
            f"SELECT s.code, c.amount FROM {info.candidates(measure)} AS c JOIN {info.subjects()} AS s "
            "USING (number) WHERE status = '符合'"
        ).fetchall()
        mine = stored.filter(measure=measure, status="符合").values_list("credit_code", "amount")
        assert sorted(found, key=str) == sorted(mine, key=str)
    for row in stored.filter(status="不符合"):
        assert row.false_mask.bit_count() == 1 and 16 <= row.false_mask.bit_length() - 1 < 62
        assert len(row.failing) == 1


def test_missing_facts_are_those_an_explanation_names(run: Run) -> None:
    bound = edition_of_run(run).bound(run.as_of)
    vocabulary, snapshot = edition_of_run(run).package.vocabulary, snapshot_of(run)
    waiting = Entitlement.objects.filter(run=run, status="待补充").exclude(waits__contains=OTHER_RECORDS)
    checked = 0
    for row in waiting[:40]:
        subject = read_subject(snapshot, vocabulary, row.credit_code)
        outcomes = evaluate(bound[row.measure], subject)
        one = next(o for o in outcomes if (o.record.code if o.record else "") == row.record)
        assert set(row.missing) == {f.path for f in unknown_facts(bound[row.measure], subject, one)}
        assert len(row.missing) <= 2
        checked += 1
    assert checked == 40


class Broken(Exception):
    """The worker is gone."""


class Keeping:
    """Progress that keeps its checkpoint, and breaks off once after so many chunks."""

    def __init__(self, breaks: int) -> None:
        self.checkpoint: int | None = None
        self.breaks = breaks

    def save(self, checkpoint: int, **_: object) -> None:
        if checkpoint == self.breaks:
            self.breaks = 0
            raise Broken
        self.checkpoint = checkpoint


def test_a_broken_load_goes_on_and_nothing_is_twice_or_missing(run: Run) -> None:
    whole = rows_of(run)
    progress = Keeping(breaks=12)
    with pytest.raises(Broken), transaction.atomic():
        load(run, progress)  # type: ignore[arg-type]
    progress.checkpoint = None
    Entitlement.objects.filter(run=run).delete()
    progress.breaks = 12
    with pytest.raises(Broken):
        load(run, progress)  # type: ignore[arg-type]
    assert progress.checkpoint == 11 and 0 < len(rows_of(run)) < len(whole)
    assert load(run, progress) == len(whole)  # type: ignore[arg-type]
    assert rows_of(run) == whole
    assert progress.checkpoint == len(chunks(run))


def test_the_headline_counts_firms_and_leaves_competitions_out(run: Run) -> None:
    info = open_run(run.result)
    firms, fen = set(), 0
    for measure, about in run.measures.items():
        if about["mode"] == "择优":
            continue
        rows = duckdb.sql(
            f"SELECT number, amount FROM {info.candidates(measure)} WHERE status = '符合'"
        ).fetchall()
        firms |= {number for number, _ in rows}
        fen += sum(amount or 0 for _, amount in rows)
    assert headline() == (len(firms), fen)


# publication


def test_who_proposes_does_not_publish(later: Run) -> None:
    row = propose_publication(acting("policy"), run=later, reason="到期")
    work_off()
    row.refresh_from_db()
    assert row.state == State.READY
    with pytest.raises(Failed, match="不能发布"):
        publish(acting("policy"), publication=row)
    assert "/publish/" not in text(visit("policy").get(f"/publications/{row.pk}/"))
    assert "/publish/" in text(visit("policy-two").get(f"/publications/{row.pk}/"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.filter(pk=row.pk).update(published_by=row.proposed_by)


def test_nothing_is_seen_before_and_everything_at_once_after(
    run: Run, later: Run, published: Published
) -> None:
    seen = set(of_firm(published.firm))
    row = propose_publication(acting("policy"), run=later, reason="到期")
    work_off()
    assert Entitlement.objects.filter(run=later).exists()
    assert set(of_firm(published.firm)) == seen and shown_of(POLICY) == run
    publish(acting("policy-two"), publication=Publication.objects.get(pk=row.pk))
    assert {r.run for r in of_firm(published.firm)} <= {later} and shown_of(POLICY) == later
    assert in_force(POLICY) == row == in_force()
    put_out(run)
    assert set(of_firm(published.firm)) == seen, "undone by publishing the one before"
    assert in_force(POLICY).previous == later  # type: ignore[union-attr]


def test_pages_lead_from_a_run_to_its_publication(later: Run) -> None:
    client = visit("policy")
    assert client.post(f"/publications/propose/{later.pk}/", {"reason": ""}).status_code == 422
    answer = client.post(f"/publications/propose/{later.pk}/", {"reason": "到期"})
    work_off()
    page = text(client.get(answer["Location"]))
    assert "待另一人发布" in page and "不再获得" in page
    pk = Publication.objects.latest("pk").pk
    visit("policy-two").post(f"/publications/{pk}/publish/")
    assert Publication.objects.get(pk=pk).state == State.PUBLISHED
    assert "已发布" in text(visit("auditor").get("/publications/"))


def test_what_is_seen_or_waits_already_is_not_proposed_again(run: Run, later: Run) -> None:
    with pytest.raises(Failed, match="看到的就是"):
        propose_publication(acting("policy"), run=run, reason="再来")
    row = propose_publication(acting("policy"), run=later, reason="到期")
    with pytest.raises(Failed, match="在等待"):
        propose_publication(acting("policy-two"), run=later, reason="再来")
    withdraw_publication(acting("policy"), publication=row)
    work_off()
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    assert "已撤回" in Job.objects.filter(name="load-publication").latest("pk").outcome


@pytest.fixture
def followed() -> Iterator[list[Row]]:
    calls: list[Row] = []

    @following.after_publication
    def follower(progress: object, row: Publication, previous: Run | None) -> None:
        calls.append((row.run, previous))

    yield calls
    following._followers.remove(follower)


def test_what_follows_is_called_with_what_it_replaced(run: Run, later: Run, followed: list[Row]) -> None:
    put_out(later)
    assert followed == [(later, run)]


# audiences


def test_an_audience_is_seen_with_reasons_within_jurisdiction(run: Run) -> None:
    every = text(visit("policy").get(f"/publications/audiences/{GREEN}/?part=missing"))
    assert "是否推行绿色" in every or "已有绿色产品" in every
    here = text(visit("officer").get(f"/publications/audiences/{GREEN}/?part=near"))
    there = Entitlement.objects.filter(run=run, measure=GREEN, status="不符合")
    for row in there.exclude(region__startswith=HERE)[:20]:
        assert row.credit_code not in here
    assert visit("policy").get(f"/publications/audiences/{GREEN}/?part=nobody").status_code == 404


def test_the_audience_costs_few_queries(run: Run, django_assert_max_num_queries: object) -> None:
    client = visit("policy")
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        client.get(f"/publications/audiences/{GREEN}/?part=near")


def test_an_audience_is_told_once_each_firm_with_its_own_reason(run: Run) -> None:
    client = visit("policy")
    client.post(f"/publications/audiences/{GREEN}/tell/", {"part": "entitled", "text": "请留意。"})
    work_off()
    firms = Entitlement.objects.filter(run=run, measure=GREEN, status="符合").values("credit_code").distinct()
    notices = Notice.objects.filter(kind="policy")
    assert {n.credit_code for n in notices} == {f["credit_code"] for f in firms}
    assert all("请留意。" in n.body and visit("policy").get(n.link).status_code == 200 for n in notices)
    telling = Telling.objects.get()
    assert telling.told == telling.firms == notices.count()
    client.post(f"/publications/audiences/{GREEN}/tell/", {"part": "entitled", "text": ""})
    assert Telling.objects.count() == 1


def test_a_county_tells_its_own_firms_alone(run: Run) -> None:
    near = Entitlement.objects.filter(run=run, measure=GREEN, status="不符合", region__startswith=HERE)
    visit("officer").post(f"/publications/audiences/{GREEN}/tell/", {"part": "near", "text": ""})
    work_off()
    assert {n.credit_code for n in Notice.objects.filter(kind="policy")} == {r.credit_code for r in near}
