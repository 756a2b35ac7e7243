"""The moves by name: each a service, carried out by the engine as the table says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction

from ...evaluate.facts import Stored
from ...tree.measure import Status
from ...vocabulary import Kind
from ..actor import Actor
from ..audit.recording import change, create, note
from ..core.clock import today
from ..core.service import Failed, NotThere, service
from ..permissions import Role
from . import freezing, notices, procedure, register
from .declared import enter
from .drafting import choose, preview
from .engine import NOTHING, move, move_all
from .models import Account, Basis, Claim, Escalation, Flag, Mark, Route
from .moves import Given
from .publication import Difference
from .rules import rules_of
from .states import OPEN, State
from .table import find


@service("claim.file")
def start(
    actor: Actor, *, package: str, measure: str, credit_code: str, records: tuple[str, ...] = ()
) -> Claim:
    """A draft for the firm, in this year; its lines begin with those records.

    Raises:
        Failed: filing is over, the firm has one under way, or the register does not know it.
        NotThere: no such measure, or a firm outside the actor's reach.
    """
    if find(State.NONE, "start", actor.role) is None:
        raise Failed("不能这样开始申请", "由企业或窗口人员申请")
    claim = _begin(actor, package, measure, credit_code, Route.APPLICATION, State.DRAFT)
    if claim.filing_day is not None and today() > claim.filing_day:
        raise Failed(f"申报已于 {claim.filing_day} 截止", "等下一次申报，或向主管部门咨询")
    choose(claim, records)
    preview(claim)
    return claim


@service("claim.offer")
def offer(
    actor: Actor,
    *,
    package: str,
    measure: str,
    credit_code: str,
    records: tuple[str, ...],
) -> Claim:
    """A claim of the automatic route, for its owner to confirm; only then is its basis frozen.

    Raises:
        Failed: the firm has one under way, or a record is not 符合 on what is known today.
    """
    claim = _begin(actor, package, measure, credit_code, Route.AUTOMATIC, State.OFFERED)
    choose(claim, records)
    preview(claim)
    if claim.lines.exclude(status=Status.ELIGIBLE).exists() or not claim.lines.exists():
        raise Failed("按现在的依据不是每条记录都符合", "只有符合的记录可以免申即享")
    notices.tell(actor, claim, "offer", f"您可以享受：{claim.title}", "确认意愿和收款账户即可，不需要申请。")
    return claim


def _begin(actor: Actor, package: str, measure: str, credit_code: str, route: Route, state: State) -> Claim:
    rules = rules_of(package)
    law = rules.measure(measure)
    if actor.firm != credit_code and actor.role not in (Role.POLICY, Role.CLOCK):
        raise NotThere
    known = register.known(credit_code)
    home = procedure.seat(known)
    period = str(today().year)
    same = Claim.objects.filter(package=package, measure=measure, credit_code=credit_code, period=period)
    if same.filter(state__in=[s.value for s in OPEN]).exists():
        raise _second()
    try:
        with transaction.atomic():
            return create(
                Claim,
                package=package,
                measure=measure,
                title=law.title,
                period=period,
                route=route.value,
                credit_code=credit_code,
                firm=known.subject.name,
                home=home,
                desk=home,
                department=procedure.department(home, measure),
                state=state.value,
                levels=procedure.levels(home, measure),
                started_by_id=actor.person,
                filing_day=procedure.filing_day(home, measure),
            )
    except IntegrityError:
        raise _second() from None


def _second() -> Failed:
    return Failed("这项措施已有一件正在办理的申请", "在“我的申请”里继续办理")


@service("claim.file")
def save(actor: Actor, *, claim: Claim, given: Given, seen: int | None = None) -> Claim:
    """Keep what a form holds."""
    return move(actor, claim, "save", given, seen)


@service("claim.file")
def add_record(
    actor: Actor,
    *,
    claim: Claim,
    kind: Kind,
    values: Mapping[str, Stored],
    mark: tuple[str, str],
    seen: int | None = None,
) -> Claim:
    """Claim a record that the register lacks, too; ``mark`` is the kind and number of what shows it.

    Raises:
        Failed: nothing is said of it, and whatever the engine refuses.
    """
    record = enter(actor, claim, kind, values)
    lines = claim.lines.prefetch_related("marks")
    marks = {x.record: (m.kind, m.value) for x in lines for m in x.marks.all() if m.kind != Mark.Kind.RECORD}
    form = {"records": [*(x.record for x in lines), record], "marks": {**marks, record: mark}}
    return move(actor, claim, "save", Given(form=form), seen)


@service("claim.file")
def submit(actor: Actor, *, claim: Claim, seen: int | None = None) -> Claim:
    """Submit a draft; the basis is frozen, a receipt given and a day promised."""
    return move(actor, claim, "submit", NOTHING, seen)


@service("claim.file")
def answer(actor: Actor, *, claim: Claim, given: Given, seen: int | None = None) -> Claim:
    """Answer what an officer asked for; the clock runs again."""
    return move(actor, claim, "answer", given, seen)


@service("claim.account")
def name_account(actor: Actor, *, claim: Claim, holder: str, bank: str, number: str) -> Claim:
    """Say where the money of an offered claim is to go.

    Raises:
        Failed: the holder is not the firm.
    """
    if holder != claim.firm:
        raise Failed("账户户名与企业名称不一致", "改用本企业名下的账户")
    account = create(
        Account,
        credit_code=claim.credit_code,
        holder=holder,
        bank=bank,
        number=number,
        person_id=actor.person,
        day=today(),
    )
    return change(claim, account=account)


@service("claim.confirm")
def confirm(actor: Actor, *, claim: Claim, seen: int | None = None) -> Claim:
    """Take what was offered: the basis is frozen and limits are reserved."""
    return move(actor, claim, "confirm", NOTHING, seen)


@service("claim.withdraw")
def withdraw(actor: Actor, *, claim: Claim, seen: int | None = None) -> Claim:
    """Take a claim back before it is decided."""
    return move(actor, claim, "withdraw", NOTHING, seen)


@service("claim.object")
def raise_objection(actor: Actor, *, claim: Claim, words: str, seen: int | None = None) -> Claim:
    """Object to a decision; the authority above looks at it again."""
    return move(actor, claim, "object", Given(words=words), seen)


HANDLED = ("accept", "refuse", "ask", "verify", "settle", "send-up", "send-down", "transfer")
DECIDED = ("approve", "reject", "uphold", "overrule", "sustain", "dismiss", "notify", "revoke", "drop")
TIMED = ("lapse", "close", "end")


@service("claim.handle")
def handle(
    actor: Actor, *, claim: Claim, action: str, given: Given = NOTHING, seen: int | None = None
) -> Claim:
    """What an officer does on the way to a decision: one of :data:`HANDLED`.

    Raises:
        Failed: an action that is none of them, and whatever the engine refuses.
    """
    return move(actor, claim, _among(action, HANDLED), given, seen)


@service("claim.decide")
def decide(
    actor: Actor, *, claim: Claim, action: str, given: Given = NOTHING, seen: int | None = None
) -> Claim:
    """A decision, or what becomes of one: one of :data:`DECIDED`.

    Raises:
        Failed: an action that is none of them, and whatever the engine refuses.
    """
    return move(actor, claim, _among(action, DECIDED), given, seen)


@service("claim.time")
def pass_time(actor: Actor, *, claim: Claim, action: str) -> Claim:
    """What a day that has passed does: one of :data:`TIMED`."""
    return move(actor, claim, _among(action, TIMED))


@service("claim.time")
def lapse(actor: Actor, *, claims: Sequence[Claim]) -> list[Claim]:
    """Drafts and offers whose last filing day has passed.

    Raises:
        Failed: none of them is one any longer.
    """
    locked = Claim.objects.select_for_update(of=("self",)).select_related("desk")
    rows = locked.filter(pk__in=[claim.pk for claim in claims])
    lapsed = move_all(actor, [(claim, "lapse", NOTHING) for claim in rows])
    if not lapsed:
        raise Failed("没有逾期未申报的", "刷新页面，看现在的状态")
    return lapsed


def _among(action: str, allowed: tuple[str, ...]) -> str:
    if action not in allowed:
        raise Failed("没有这种办理", "刷新页面，看现在可以做什么")
    return action


@service("claim.time")
def escalate(actor: Actor, *, claim: Claim, promise: bool) -> Escalation:
    """A day was missed: tell the authority above, and the firm why; once for each deadline.

    Raises:
        Failed: they were told already.
    """
    deadline = claim.promise if promise else claim.clock
    assert deadline is not None
    Claim.objects.select_for_update().get(pk=claim.pk)
    if Escalation.objects.filter(deadline=deadline).exists():
        raise Failed("已经督办", "同一期限只督办一次")
    words = (
        f"{claim.desk}{claim.department}应在 {deadline.due} 前完成“{State(claim.state).label}”环节，尚未完成"
    )
    if promise:
        words = f"承诺在 {deadline.due} 前兑现，尚未兑现：现在是“{State(claim.state).label}”，由{claim.desk}{claim.department}办理"
    row = create(
        Escalation,
        claim=claim,
        deadline=deadline,
        above=procedure.above(claim.desk),
        day=today(),
        words=words,
    )
    notices.tell(actor, claim, "late", "超过期限，已上报督办", words)
    return row


@service("claim.publish")
def flag(actor: Actor, *, claim: Claim, old: Basis, found: freezing.Frozen, difference: Difference) -> Flag:
    """A new result differs from what a claim under way rests on: both are shown until it is decided."""
    new = freezing.freeze(claim, found, Basis.Occasion.PUBLICATION)
    for earlier in claim.flags.filter(settled=None):
        change(earlier, settled=today(), outcome="又有新的发布，以新的差异为准")
    words = "、".join(
        w for w, holds in (("登记事实有更正", difference.facts), ("规则有变化", difference.rules)) if holds
    )
    notices.tell(actor, claim, "change", "新的测算结果与您的申请不同", words)
    return create(
        Flag,
        claim=claim,
        words=words or "结果有变化",
        facts=difference.facts,
        rules=difference.rules,
        old=old,
        new=new,
        opened=today(),
    )


@service("claim.publish")
def lower_flags(actor: Actor, *, claim: Claim) -> None:
    """The latest result is again what the claim rests on: nothing is left to decide."""
    for earlier in claim.flags.filter(settled=None):
        change(earlier, settled=today(), outcome="最新的发布与冻结的依据一致")


@service("claim.publish")
def refill(actor: Actor, *, claim: Claim, words: str) -> Claim:
    """A draft is filled again from what is known now."""
    preview(claim)
    notices.tell(actor, claim, "change", "草稿已按新的登记信息重新填写", words)
    return claim


@service("claim.publish")
def tell_open(actor: Actor, *, claim: Claim, found: freezing.Frozen) -> Claim:
    """The firm would be entitled now to what was refused: a new claim is open; once for each result."""
    freezing.freeze(claim, found, Basis.Occasion.PUBLICATION)
    notices.tell(actor, claim, "change", "按新的测算，这项措施现在符合条件", "可以重新申请。")
    return claim


@service("claim.look")
def record_look(actor: Actor, *, claim: Claim, what: str) -> None:
    """Somebody opened a document or an account of a claim."""
    note(claim, looked=what)
