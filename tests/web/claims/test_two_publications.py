"""Two runs, published one after the other by the services: what the second does to a claim in every state.

Each firm has two policies of 100 万元; the second register has them at 60 万元, or none in the period.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from stdnum.cn import uscc

from huiqi.register.importing import import_files
from huiqi.web.actor import CLOCK, Actor
from huiqi.web.audit.models import Entry
from huiqi.web.catalogue.editions import edition_of
from huiqi.web.claims import hook, services
from huiqi.web.claims.models import Claim, Flag, Line
from huiqi.web.inbox.models import Notice
from huiqi.web.jobs.models import Job
from huiqi.web.jobs.services import enqueue
from huiqi.web.publication import following
from huiqi.web.publication.models import Publication
from huiqi.web.registry import sources
from huiqi.web.runs.models import Run
from huiqi.web.runs.services import start_run
from huiqi.web.terms.models import Provision
from tests.sample import WAN
from tests.web.claims.stages import FOR as OPINION
from tests.web.claims.stages import (
    MEASURE,
    PACKAGE,
    decide,
    handle,
    pass_days,
)
from tests.web.published import put_out
from tests.web.working import work_off
from tests.web.world import acting

UNDER_WAY = ("submitted", "review", "last-review", "supplementing", "reconsidering")
STANDING = ("publicity", "approved", "revoking")
OVER = ("revoked", "not-accepted", "closed", "withdrawn")
STATES = ("draft", *UNDER_WAY, *STANDING, "rejected", "final", *OVER)
OFFERED = ("offered", "offered-and-lost", "offered-and-kept", "offered-and-confirmed")
HEAD = "统一社会信用代码,名称,所在地,行业,从业人员,营业收入\n"
POLICIES = "编号,统一社会信用代码,险种,产品,投保日期,保费\n"


def _code(number: int) -> str:
    text = f"91360102MA{number:07d}"
    return text + uscc.calc_check_digit(text)


CODES = {name: _code(number) for number, name in enumerate((*STATES, *OFFERED))}


@pytest.fixture
def register() -> None:
    """The real one, on disk."""


@pytest.fixture(autouse=True)
def _data(_claims: None, tmp_path: Path, settings: object) -> Iterator[None]:
    settings.DATA = tmp_path / "data"  # type: ignore[attr-defined]
    sources.vocabulary.cache_clear()
    yield
    sources.vocabulary.cache_clear()


def deliver(folder: Path, number: int, premiums: dict[str, tuple[int, str]]) -> None:
    """A register with those premiums (in 万元, and their day), loaded as the current snapshot."""
    folder.mkdir()
    firms = "".join(f"{code},{name}公司,360102,3911,100,5000万元\n" for name, code in CODES.items())
    rows = (
        f"{name}{n},{CODES[name]},首批次应用综合保险,范围内产品,{day},{premium}万元\n"
        for name, (premium, day) in premiums.items()
        for n in (0, 1)
    )
    (folder / "企业.csv").write_text(HEAD + firms, encoding="utf-8")
    (folder / "保险.csv").write_text(POLICIES + "".join(rows), encoding="utf-8")
    files = [folder / "企业.csv", folder / "保险.csv"]
    import_files(files, sources.vocabulary(), sources.regions(), sources.register(), date(2022, 9, number))
    enqueue(CLOCK, name="load-register", arguments={"number": number})
    work_off()


def publish() -> Run:
    """A run over the current register, put out by two people, and what follows done."""
    edition = edition_of(PACKAGE)
    assert edition is not None
    run = start_run(acting("policy"), edition=edition)
    work_off()
    run.refresh_from_db()
    put_out(run)
    follow = Job.objects.filter(name="follow-publication").latest("pk")
    assert follow.state == "done", follow.outcome
    return run


def owner(code: str) -> Actor:
    """Somebody who acts for the firm, as its owner."""
    return replace(acting("owner"), firm=code)


def begin(state: str) -> Claim:
    """A claim as far as it goes without days passing."""
    code = CODES[state]
    records = (f"{state}0", f"{state}1")
    claim = services.start(owner(code), package=PACKAGE, measure=MEASURE, credit_code=code, records=records)
    if state == "draft":
        return claim
    claim = services.submit(owner(code), claim=claim)
    if state == "withdrawn":
        return services.withdraw(owner(code), claim=claim)
    if state in ("submitted", "not-accepted"):
        return handle(claim, "officer", "refuse") if state == "not-accepted" else claim
    claim = handle(claim, "officer", "accept")
    if state in ("supplementing", "closed"):
        return handle(claim, "officer", "ask") if state == "closed" else claim
    if state == "review":
        return claim
    claim = handle(claim, "officer", "send-up", OPINION)
    if state in ("approved", "revoking", "revoked"):
        return decide(claim, "officer-above", "approve")
    return claim


def go_on(state: str, claim: Claim) -> None:
    """The rest of the way, once days have passed."""
    claim.refresh_from_db()
    if state == "supplementing":
        handle(claim, "officer", "ask")
    if state == "publicity":
        decide(claim, "officer-above", "approve")
    if state in ("rejected", "reconsidering", "final"):
        claim = decide(claim, "officer-above", "reject")
    if state in ("reconsidering", "final"):
        claim = services.raise_objection(owner(claim.credit_code), claim=claim, words="在目录内")
    if state == "final":
        decide(claim, "officer-province", "dismiss")
    if state == "revoking":
        decide(claim, "officer-above", "notify")


def bring() -> None:
    """A claim of some firm in each state."""
    claims = {state: begin(state) for state in STATES}
    pass_days(8)
    for state in ("revoked",):
        claims[state].refresh_from_db()
        decide(claims[state], "officer-above", "notify")
    pass_days(6)
    claims["revoked"].refresh_from_db()
    decide(claims["revoked"], "officer-above-two", "revoke")
    for state, claim in claims.items():
        go_on(state, claim)


def claim_of(name: str) -> Claim:
    return Claim.objects.get(credit_code=CODES[name])


def sight(name: str) -> tuple[object, ...]:
    claim = claim_of(name)
    lines = list(claim.lines.order_by("id").values_list("decision", "amount", "asked"))
    return claim.state, claim.version, lines, claim.flags.count()


def told(name: str) -> list[str]:
    rows = Notice.objects.filter(credit_code=CODES[name]).order_by("id")
    return [f"{n.kind}: {n.body}" for n in rows]


@pytest.fixture
def two(tmp_path: Path) -> dict[str, tuple[object, ...]]:
    """Both publications; returns what every claim looked like between them."""
    hundred = dict.fromkeys(CODES, (100, "2022-05-10"))
    deliver(tmp_path / "first", 1, hundred)
    bring()
    publish()
    confirmed = with_account_of("offered-and-confirmed")
    services.confirm(owner(confirmed.credit_code), claim=confirmed)
    between = {name: sight(name) for name in CODES}
    assert {name: seen[0] for name, seen in between.items() if name in STATES} == {s: s for s in STATES}
    Notice.objects.all().delete()
    sixty = dict.fromkeys(CODES, (60, "2022-05-10"))
    sixty |= {"offered-and-lost": (60, "2021-01-10"), "offered-and-kept": (100, "2022-05-10")}
    deliver(tmp_path / "second", 2, sixty)
    publish()
    return between


def with_account_of(name: str) -> Claim:
    claim = claim_of(name)
    return services.name_account(
        owner(claim.credit_code), claim=claim, holder=claim.firm, bank="样例银行", number="6222000011112222"
    )


def test_every_row_of_the_table(two: dict[str, tuple[object, ...]]) -> None:
    # offered, not confirmed: replaced; a notice says before, after, why
    lines = claim_of("offered").lines.values_list("asked", flat=True)
    assert list(lines) == [42 * WAN, 42 * WAN]
    (said,) = told("offered")
    assert "原为符合 700,000.00 元、符合 300,000.00 元" in said and "现为符合 420,000.00 元" in said
    assert claim_of("offered-and-lost").state == "lapsed" and "没有可以享受" in told("offered-and-lost")[0]
    assert (sight("offered-and-kept"), told("offered-and-kept")) == (two["offered-and-kept"], [])
    # confirmed: stands, as everything approved
    for name in (*STANDING, "offered-and-confirmed", *OVER):
        assert (sight(name), told(name)) == (two[name], []), name
    # draft: filled again, with a notice
    assert [line.asked for line in claim_of("draft").lines.all()] == [42 * WAN, 42 * WAN]
    assert [t.partition(":")[0] for t in told("draft")] == ["change"]
    # under way: flagged, both bases kept, nothing edited
    for name in UNDER_WAY:
        flag = claim_of(name).flags.get()
        assert (flag.facts, flag.rules, flag.old.digest == flag.new.digest) == (True, False, False), name
        assert sight(name)[:3] == two[name][:3] and len(told(name)) == 1, name
    assert Flag.objects.count() == len(UNDER_WAY)
    # rejected, and now 符合: a notice; a new claim is open
    for name in ("rejected", "final"):
        assert sight(name) == two[name] and "可以重新申请" in told(name)[0]
        again = {"package": PACKAGE, "measure": MEASURE, "credit_code": CODES[name]}
        assert services.start(owner(CODES[name]), **again).state == "draft"


def test_every_offer_stands_in_the_audit_and_follows_its_run(tmp_path: Path) -> None:
    deliver(tmp_path / "first", 1, dict.fromkeys(CODES, (100, "2022-05-10")))
    run = publish()
    offers = Claim.objects.filter(state="offered")
    assert offers.count() == len(CODES) and set(offers.values_list("run", flat=True)) == {run.pk}
    entries = Entry.objects.filter(action="claim.offer", subject="claims.claim")
    assert {e.subject_id for e in entries} == {str(c.pk) for c in offers}
    assert {e.authority for e in entries} == {"360102"} and entries[0].changes["state"] == [None, "offered"]
    assert Entry.objects.filter(subject="claims.line", action="claim.offer").count() == Line.objects.count()
    assert Notice.objects.filter(kind="offer").count() == len(CODES)


class Killed(Exception):
    """The worker is gone."""


class Progress:
    """A job's, which breaks off once, as it saves that many."""

    def __init__(self, breaks: int = 0) -> None:
        self.checkpoint: object = None
        self.saves, self.breaks = 0, breaks

    def save(self, checkpoint: object, **_: object) -> None:
        self.saves += 1
        if self.saves == self.breaks:
            raise Killed
        self.checkpoint = checkpoint


@pytest.fixture
def unfollowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publication:
    """A publication in force whose followers have not run; chunks are of five firms."""
    deliver(tmp_path / "first", 1, dict.fromkeys(CODES, (100, "2022-05-10")))
    monkeypatch.setattr(following, "_followers", [])
    monkeypatch.setattr(hook, "FIRMS", 5)
    publish()
    return Publication.objects.get()


def test_a_worker_killed_in_between_leaves_nothing_twice_and_nothing_out(unfollowed: Publication) -> None:
    progress = Progress(breaks=3)
    with pytest.raises(Killed):
        hook.follow(progress, unfollowed, None)  # type: ignore[arg-type]
    assert Claim.objects.count() == Notice.objects.count() == 10
    hook.follow(progress, unfollowed, None)  # type: ignore[arg-type]
    assert Claim.objects.count() == Notice.objects.count() == len(CODES)
    hook.follow(Progress(), unfollowed, None)  # type: ignore[arg-type]
    assert Claim.objects.count() == Notice.objects.count() == len(CODES)


def test_a_chunk_costs_the_same_however_many_firms(
    unfollowed: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    few: list[int] = []
    for size in (1, len(CODES)):
        monkeypatch.setattr(hook, "FIRMS", size)
        with CaptureQueriesContext(connection) as queries, pytest.raises(Killed):
            hook.follow(Progress(breaks=1), unfollowed, None)  # type: ignore[arg-type]
        few.append(len(queries))
    assert few[1] <= few[0]


def test_what_is_applied_for_or_was_turned_down_is_not_offered(unfollowed: Publication) -> None:
    applied = {"route": "在线申请", "department": "工信"}
    given = Provision.objects.get(name="办理方式", measure="")
    Provision.objects.filter(name="办理方式").update(value=applied)
    hook.follow(Progress(), unfollowed, None)  # type: ignore[arg-type]
    assert not Claim.objects.exists()
    Provision.objects.filter(name="办理方式").update(value=given.value)
    hook.follow(Progress(), unfollowed, None)  # type: ignore[arg-type]
    declined = claim_of("offered")
    services.withdraw(owner(declined.credit_code), claim=declined)
    hook.follow(Progress(), unfollowed, None)  # type: ignore[arg-type]
    assert claim_of("offered").state == "withdrawn"


def test_after_the_last_filing_day_nothing_is_offered(unfollowed: Publication) -> None:
    Provision.objects.filter(name="申报截止").update(value={"day": "2022-10-09"})
    hook.follow(Progress(), unfollowed, None)  # type: ignore[arg-type]
    assert not Claim.objects.exists()
