"""Claims brought to each state by the services that people use."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from uuid import uuid4

from huiqi.evaluate import Subject
from huiqi.evaluate.facts import Entity
from huiqi.web.actor import CLOCK, Actor
from huiqi.web.catalogue.editions import editions
from huiqi.web.claims import clocks, services
from huiqi.web.claims.models import Claim, Decision
from huiqi.web.claims.moves import Given
from huiqi.web.claims.register import Known
from huiqi.web.claims.states import State
from huiqi.web.core.services import advance
from huiqi.web.registry.models import Firm
from huiqi.web.terms.loading import seed_demo
from tests.sample import PROVINCE, SAMPLE, WAN, insurer
from tests.web.world import FIRM, OTHER_FIRM, acting

MEASURE = "11.2-首批次应用综合保险补偿"
PACKAGE = "sample"
KEY = f"{PACKAGE}/{MEASURE}"
SOUND = Given(words="材料齐全，符合条款", reasons=("目录",))
FOR = Given(words="拟予支持", opinion=Decision.APPROVED)
BOTH = ("0", "1")


def named(subject: Subject, code: str = FIRM, name: str = "样例公司") -> Subject:
    """The same firm under another code."""
    own = subject.entity
    return Subject(Entity(own.kind, code, own.facts), subject.records, name)


def firm(*premiums: tuple[date | None, int | None], **facts: object) -> Subject:
    """A firm in scope with insurance policies; two of 100 万元 each, unless told otherwise."""
    rows = premiums or ((date(2022, 5, 10), 100 * WAN), (date(2022, 9, 10), 100 * WAN))
    return named(insurer(*rows, **facts))


class Register:
    """A register that a test fills: firms by code, their groups, the day they are known."""

    def __init__(self) -> None:
        self.firms: dict[str, Subject] = {FIRM: firm()}
        self.groups: dict[str, tuple[str, ...]] = {}
        self.contested: frozenset[str] = frozenset()

    def known(self, credit_code: str) -> Known:
        """As :func:`huiqi.web.claims.register.known`."""
        group = self.groups.get(credit_code, (credit_code,))
        return Known(self.firms[credit_code], 1, date(2022, 10, 1), group, self.contested)


def enact(folder: Path, *, settings: str = "", rules: str = "", reading: str = "") -> dict[str, object]:
    """Put a copy of the sample in force, with settings, rules of stacking and a reading of its own.

    Returns the site's settings that do it.
    """
    policies = folder / uuid4().hex
    shutil.copytree(SAMPLE.parent, policies)
    sample, stacking = policies / "sample", policies / "rules.md"
    if settings:
        (sample / "settings" / "demo.md").write_text(settings, encoding="utf-8")
    if reading:
        (sample / "interpretations" / "过渡.md").write_text(reading, encoding="utf-8")
    stacking.write_text(rules, encoding="utf-8")
    editions.cache_clear()
    return {"POLICIES": policies, "PACKAGES": ["sample"], "STACKING": [str(stacking)] if rules else []}


def seed() -> None:
    """The demo's terms."""
    seed_demo(PROVINCE)


def enroll() -> None:
    """The firms of the world, as the site searches them."""
    for code, name in ((FIRM, "样例公司"), (OTHER_FIRM, "另一公司")):
        values = {"name": name, "kind": "企业", "folded": name, "tokens": "", "snapshot": 1}
        Firm.objects.get_or_create(credit_code=code, defaults=values)


def at_counter(credit_code: str = FIRM) -> Actor:
    """A counter officer who acts on behalf of a firm."""
    return replace(acting("counter"), firm=credit_code)


def draft(records: tuple[str, ...] = BOTH, actor: Actor | None = None, credit_code: str = FIRM) -> Claim:
    """Begun by a clerk, or somebody else."""
    who = actor or acting("clerk")
    return services.start(who, package=PACKAGE, measure=MEASURE, credit_code=credit_code, records=records)


def offered(records: tuple[str, ...] = BOTH, credit_code: str = FIRM) -> Claim:
    """Offered by a publication."""
    return services.offer(CLOCK, package=PACKAGE, measure=MEASURE, credit_code=credit_code, records=records)


def with_account(claim: Claim) -> Claim:
    """Its owner has named an account."""
    return services.name_account(
        acting("owner"), claim=claim, holder=claim.firm, bank="样例银行", number="6222000011112222"
    )


def submitted(records: tuple[str, ...] = BOTH) -> Claim:
    """Submitted by a clerk."""
    return services.submit(acting("clerk"), claim=draft(records))


def handle(claim: Claim, login: str, action: str, given: Given = SOUND) -> Claim:
    """An officer's move."""
    return services.handle(acting(login), claim=claim, action=action, given=given)


def decide(claim: Claim, login: str, action: str, given: Given = SOUND) -> Claim:
    """An officer's decision."""
    return services.decide(acting(login), claim=claim, action=action, given=given)


def review(records: tuple[str, ...] = BOTH) -> Claim:
    """Accepted by the county."""
    return handle(submitted(records), "officer", "accept")


def last(records: tuple[str, ...] = BOTH) -> Claim:
    """Sent up to the city with an opinion."""
    return handle(review(records), "officer", "send-up", FOR)


def supplementing() -> Claim:
    """The county has asked for more."""
    return handle(review(), "officer", "ask")


def publicity() -> Claim:
    """Approved by the city: 公示."""
    return decide(last(), "officer-above", "approve")


def approved(only: frozenset[str] | None = None) -> Claim:
    """公示 is over."""
    given = Given(words="符合", records=only)
    claim = decide(last(), "officer-above", "approve", given)
    pass_days(8)
    return Claim.objects.get(pk=claim.pk)


def rejected() -> Claim:
    """Refused by the city."""
    return decide(last(), "officer-above", "reject")


def reconsidering() -> Claim:
    """The owner objects."""
    return services.raise_objection(acting("owner"), claim=rejected(), words="产品在目录内")


def revoking() -> Claim:
    """The city has told the firm."""
    return decide(approved(), "officer-above", "notify")


def pass_days(count: int) -> None:
    """Working days pass, and what falls due runs."""
    clocks.join()
    advance(acting("officer"), working_days=count)


def withdrawn() -> Claim:
    """The owner has taken it back."""
    return services.withdraw(acting("owner"), claim=submitted())


def _lapsed() -> Claim:
    claim = draft()
    pass_days(65)
    return Claim.objects.get(pk=claim.pk)


def _closed() -> Claim:
    claim = supplementing()
    pass_days(12)
    return Claim.objects.get(pk=claim.pk)


def _forced(state: State) -> Claim:
    """A state that no service reaches yet."""
    claim = approved()
    Claim.objects.filter(pk=claim.pk).update(state=state)
    return Claim.objects.get(pk=claim.pk)


def _revoked() -> Claim:
    claim = revoking()
    pass_days(7)
    return decide(Claim.objects.get(pk=claim.pk), "officer-above-two", "revoke")


REACH: dict[State, Callable[[], Claim]] = {
    State.OFFERED: lambda: with_account(offered()),
    State.DRAFT: draft,
    State.SUBMITTED: submitted,
    State.REVIEW: review,
    State.LAST: last,
    State.SUPPLEMENTING: supplementing,
    State.PUBLICITY: publicity,
    State.APPROVED: approved,
    State.WAITING: lambda: _forced(State.WAITING),
    State.COMMITTED: lambda: _forced(State.COMMITTED),
    State.SETTLED: lambda: _forced(State.SETTLED),
    State.REJECTED: rejected,
    State.RECONSIDERING: reconsidering,
    State.FINAL: lambda: decide(reconsidering(), "officer-province", "dismiss"),
    State.REVOKING: revoking,
    State.REVOKED: _revoked,
    State.NOT_ACCEPTED: lambda: handle(submitted(), "officer", "refuse"),
    State.CLOSED: _closed,
    State.WITHDRAWN: withdrawn,
    State.LAPSED: _lapsed,
}
