"""Claims brought from one state to the next by the people who would do it."""

from __future__ import annotations

from ipaddress import ip_network

from ..actor import Actor
from ..claims import services
from ..claims.models import Claim, Decision
from ..claims.moves import Given
from ..claims.opposing import oppose
from ..claims.rules import rules_of
from ..claims.shown import basis_of, conditions, frozen_of, reasons_of
from ..claims.states import State
from .cases import Case, Cases
from .people import acting, own
from .script import Script

FIRST, SECOND = "county-one", "county-two"
ABOVE, ABOVE_TOO = "city-one", "city-two"
PROVINCE = "province-one"
OWNERS = "owners"
FOR = Given(words="事实与登记一致，拟予支持（演示）", opinion=Decision.APPROVED)
SOUND = Given(words="符合条件（演示）")
ELSEWHERE = ip_network("198.51.100.0/24")
BANK, NUMBER = "演示银行", "6222000000000000"


class Stages:
    """Whoever takes the next case, and how far it goes."""

    def __init__(self, script: Script) -> None:
        self.script, self.cases = script, Cases(script)
        self.bound: set[str] = set()

    def take(self, measures: tuple[str, ...]) -> Case:
        """A case whose firm has its owner."""
        case = self.cases.take(measures)
        self.bind(OWNERS, case.credit_code)
        return case

    def bind(self, login: str, credit_code: str) -> None:
        """Somebody is the firm's owner, if nobody is yet."""
        if credit_code not in self.bound:
            own(login, credit_code, FIRST)
            self.bound.add(credit_code)

    def draft(self, case: Case | None = None) -> Claim:
        """Begun by the firm's owner."""
        case = case or self.take(self.script.applied)
        return services.start(
            acting(OWNERS, case.credit_code),
            package=self.script.package,
            measure=case.measure,
            credit_code=case.credit_code,
            records=case.records,
        )

    def submitted(self, case: Case | None = None) -> Claim:
        """Submitted."""
        claim = self.draft(case)
        return services.submit(owner_of(claim), claim=claim)

    def submitted_about(self, path: str) -> Claim:
        """Submitted for a measure about records that have the fact of that path."""
        measures = rules_of(self.script.package).package.measures
        kind = path.partition(".")[0]
        about = tuple(m for m in self.script.applied if measures[m].kind.name == kind)
        return self.submitted(self.take(about))

    def review(self) -> Claim:
        """Accepted by the county."""
        return handle(FIRST, self.submitted(), "accept", SOUND)

    def last(self) -> Claim:
        """Sent up by another officer of the county."""
        return handle(SECOND, self.review(), "send-up", FOR)

    def publicity(self) -> Claim:
        """Approved by the city."""
        return decide(ABOVE, self.last(), "approve", SOUND)

    def offered(self) -> Claim:
        """What the publication has offered to a firm, which has not answered."""
        case = self.take(self.script.automatic)
        offers = Claim.objects.filter(package=self.script.package, state=State.OFFERED)
        return offers.get(measure=case.measure, credit_code=case.credit_code)

    def confirmed(self) -> Claim:
        """Its owner has named an account and confirmed."""
        claim = self.offered()
        owner = owner_of(claim)
        claim = services.name_account(owner, claim=claim, holder=claim.firm, bank=BANK, number=NUMBER)
        return services.confirm(owner, claim=claim)

    def opposed(self) -> Claim:
        """Somebody has objected during 公示, without an account."""
        claim = self.confirmed()
        passer_by = Actor(address=str(ELSEWHERE[claim.pk % ELSEWHERE.num_addresses]))
        oppose(passer_by, claim=claim, name="李某（演示）", contact="", reason="材料与实际不符（演示）")
        return claim

    def objected(self) -> Claim:
        """The objection was upheld."""
        return decide(ABOVE_TOO, self.opposed(), "uphold", Given(words="需要核实，重新审核（演示）"))


def owner_of(claim: Claim) -> Actor:
    """Whoever acts for the claim's firm."""
    return acting(OWNERS, claim.credit_code)


def handle(login: str, claim: Claim, action: str, given: Given) -> Claim:
    """A player's move on the way to a decision."""
    return services.handle(acting(login), claim=fresh(claim), action=action, given=given)


def decide(login: str, claim: Claim, action: str, given: Given) -> Claim:
    """A player's decision."""
    return services.decide(acting(login), claim=fresh(claim), action=action, given=given)


def fresh(claim: Claim) -> Claim:
    """As it is now."""
    return Claim.objects.get(pk=claim.pk)


def refusal(claim: Claim, words: str) -> Given:
    """Reasons picked from the claim's conditions."""
    named = conditions(reasons_of(claim, frozen_of(claim), basis_of(claim))[0])
    return Given(words=words, reasons=tuple(named[:1]))


def reject(claim: Claim) -> Claim:
    """The city says no."""
    return decide(ABOVE, claim, "reject", refusal(claim, "经核实，登记的事实与材料不符（演示）"))


def object_to(claim: Claim) -> Claim:
    """The owner objects."""
    return services.raise_objection(owner_of(claim), claim=fresh(claim), words="材料已经更正，请复核（演示）")
