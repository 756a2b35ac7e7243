"""Claims on a running site, made by the services over the register of the tests: the first is ``/claims/1/``."""

from datetime import date

from huiqi.types import BOOL, Enumeration
from huiqi.web.actor import Actor
from huiqi.web.claims import services
from huiqi.web.claims.answers import Question, questions
from huiqi.web.claims.models import Claim
from huiqi.web.claims.moves import Given
from huiqi.web.claims.opposing import oppose
from huiqi.web.claims.rules import Rules, current
from huiqi.web.claims.shown import frozen_of
from tests.sample import WAN
from tests.web.claims.stages import FOR, SOUND
from tests.web.world import FIRM, OTHER_FIRM, acting

RECORD = "P1"


def build() -> None:
    """One accepted by the county, one submitted elsewhere, a draft about the firm, one under public notice, one about records."""
    package, insured = next(
        (id, m.id)
        for id, rules in current().items()
        for m in rules.package.measures.values()
        if m.id.startswith("11.2")
    )
    handled = _filled(services.start(acting("clerk"), package=package, measure=insured, credit_code=FIRM))
    handled = services.submit(acting("clerk"), claim=handled)
    services.handle(acting("officer"), claim=handled, action="accept", given=SOUND)
    about_firms = [m.id for m in current()[package].package.measures.values() if m.about_subject]
    there, draft = about_firms[:2]
    elsewhere = services.start(acting("owner-there"), package=package, measure=there, credit_code=OTHER_FIRM)
    services.submit(acting("owner-there"), claim=elsewhere)
    services.start(acting("clerk"), package=package, measure=draft, credit_code=FIRM)
    _under_notice(package, insured)
    about_records = [m.id for m in current()[package].package.measures.values() if not m.about_subject]
    again = next(m for m in about_records if m != insured)
    services.start(acting("clerk"), package=package, measure=again, credit_code=FIRM)


def _under_notice(package: str, measure: str) -> None:
    """A firm elsewhere enters a policy that the register lacks; it is granted, and somebody objects."""
    owner = acting("owner-there")
    claim = services.start(owner, package=package, measure=measure, credit_code=OTHER_FIRM)
    kind = current()[package].package.measures[measure].kind
    known = {
        "险种": "首批次应用综合保险",
        "投保日期": date(2022, 5, 10),
        "起保日期": date(2022, 5, 10),
        "保费": 100 * WAN,
    }
    claim = services.add_record(owner, claim=claim, kind=kind, values=known, mark=("policy", "PB-2022-077"))
    claim = services.submit(owner, claim=_answered(claim, owner, "自报1"))
    claim = services.handle(acting("officer-there"), claim=claim, action="accept", given=SOUND)
    claim = services.handle(acting("officer-there"), claim=claim, action="send-up", given=FOR)
    seen = Given(words="保单原件", records=frozenset({"", "自报1"}))
    claim = services.handle(acting("officer-above-two"), claim=claim, action="verify", given=seen)
    claim = services.decide(acting("officer-above"), claim=claim, action="approve", given=SOUND)
    said = {"name": "李某", "contact": "13800001111", "reason": "据了解，这份保单已经退保，请核实。"}
    oppose(acting("person"), claim=claim, **said)


def _filled(claim: Claim) -> Claim:
    """The form filled, whatever it asks, until it asks nothing more."""
    actor = acting("clerk")
    form = {"records": [RECORD], "marks": {RECORD: ("policy", "PB-2022-001")}}
    claim = services.save(actor, claim=claim, given=Given(form=form))
    return _answered(claim, actor, RECORD)


def _answered(claim: Claim, actor: Actor, record: str) -> Claim:
    rules = current()[claim.package]
    while left := [q for q in questions(claim, frozen_of(claim)) if not q.answer]:
        answers = {(q.record, q.fact.path): _answer(q, rules, claim.measure) for q in left}
        claim = services.save(actor, claim=claim, given=Given(form={"answers": answers}))
    return claim


def _answer(question: Question, rules: Rules, measure: str) -> object:
    fact = question.fact
    if fact.type == BOOL:
        return True
    if isinstance(fact.type, Enumeration):
        return fact.type.members[0]
    listed = (s.members.members or () for s in rules.settings.lists if s.measure == measure)
    texts = {"行业": "3911", "产品": next(iter(next(listed, ())), "")}
    return texts.get(fact.name, WAN)
