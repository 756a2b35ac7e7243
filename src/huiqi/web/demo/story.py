"""The story of the demo: a month in which claims of both routes come to every state there is without money."""

from __future__ import annotations

from ..claims import services
from ..claims.models import Claim
from ..claims.moves import Given
from ..permissions import Role
from .people import serve
from .stages import (
    ABOVE,
    ABOVE_TOO,
    FIRST,
    OWNERS,
    PROVINCE,
    SOUND,
    Stages,
    decide,
    fresh,
    handle,
    object_to,
    owner_of,
    refusal,
    reject,
)

OWNER, CLERK, BOOKKEEPER = "owner", "clerk", "bookkeeper"
SERVED = 2
MORE = Given(words="请补充与登记不一致之处的说明（演示）")
UPHELD = Given(words="复核认为原决定依据充分，予以维持（演示）")
REVOKED = Given(words="核查发现同一事项已在外省享受支持（演示）")


class Story:
    """Told in parts, with working days between them; what is begun in one part goes on in the next."""

    def __init__(self, stages: Stages) -> None:
        self.stages, self.script = stages, stages.script
        self.revoking: list[Claim] = []

    def first_day(self) -> None:
        """What needs time: filing that ends, an answer that never comes, a day that is missed."""
        stages = self.stages
        stages.draft(stages.take((self.script.closing,)))
        handle(FIRST, stages.review(), "ask", MORE)
        handle(ABOVE, stages.objected(), "ask", MORE)
        stages.submitted()
        stages.review()
        stages.confirmed()
        stages.publicity()
        self.revoking = [stages.publicity(), stages.confirmed(), stages.publicity(), stages.confirmed()]
        for claim in (stages.last(), stages.objected()):
            object_to(reject(claim))
            decide(PROVINCE, claim, "dismiss", UPHELD)

    def second_week(self) -> None:
        """公示 is over; two grants turn out to be wrong."""
        for claim in self.revoking[:2]:
            decide(ABOVE, claim, "notify", REVOKED)

    def third_week(self) -> None:
        """The firms have been heard."""
        for claim in self.revoking[:2]:
            decide(ABOVE_TOO, claim, "revoke", REVOKED)

    def last_week(self) -> None:
        """What people find when they come: something in every state, not yet late."""
        stages = self.stages
        for claim in self.revoking[2:]:
            decide(ABOVE, claim, "notify", REVOKED)
        for make in (stages.draft, stages.submitted, stages.review, stages.last, stages.publicity):
            make()
        for make in (stages.offered, stages.confirmed, stages.opposed, stages.objected):
            make()
        for claim in (stages.last(), stages.objected()):
            reject(claim)
        for claim in (stages.last(), stages.objected()):
            object_to(reject(claim))
        handle(FIRST, stages.review(), "ask", MORE)
        handle(ABOVE, stages.objected(), "ask", MORE)
        refused = stages.submitted()
        handle(FIRST, refused, "refuse", refusal(refused, "不属于本机关受理（演示）"))
        for claim in (stages.submitted(), stages.offered()):
            services.withdraw(owner_of(claim), claim=fresh(claim))
        handle(FIRST, stages.submitted(), "accept", SOUND)

    def principal(self) -> None:
        """The firm that visitors act for: what was offered it, and the rest still to be applied for."""
        stages = self.stages
        code = stages.cases.principal
        stages.bind(OWNER, code)
        serve(OWNER, code, CLERK, Role.CLERK)
        serve(OWNER, code, BOOKKEEPER, Role.BOOKKEEPER)
        for claim in Claim.objects.filter(state="draft").order_by("-id")[:SERVED]:
            serve(OWNERS, claim.credit_code, BOOKKEEPER, Role.BOOKKEEPER)
