"""Claims on a running site, made by the services over the register of the tests: the first is ``/claims/1/``."""

from huiqi.types import BOOL, Enumeration
from huiqi.web.claims import services
from huiqi.web.claims.answers import Question, questions
from huiqi.web.claims.models import Claim
from huiqi.web.claims.moves import Given
from huiqi.web.claims.rules import Rules, current
from huiqi.web.claims.shown import frozen_of
from tests.sample import WAN
from tests.web.claims.stages import SOUND
from tests.web.world import FIRM, OTHER_FIRM, acting

RECORD = "P1"


def build() -> None:
    """One accepted by the county, one submitted elsewhere, a draft."""
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


def _filled(claim: Claim) -> Claim:
    """The form filled, whatever it asks, until it asks nothing more."""
    actor, rules = acting("clerk"), current()[claim.package]
    claim = services.save(actor, claim=claim, given=Given(form={"records": [RECORD]}))
    while left := [q for q in questions(claim, frozen_of(claim)) if not q.answer]:
        answers = {(q.record, q.fact.path): _answer(q, rules, claim.measure) for q in left}
        form = {"records": [RECORD], "answers": answers, "marks": {RECORD: ("policy", "PB-2022-001")}}
        claim = services.save(actor, claim=claim, given=Given(form=form))
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
