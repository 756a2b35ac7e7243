"""What belongs to a move besides the state: bases frozen, limits reserved, clocks stopped, people told."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..audit.recording import change, create
from ..core.clock import today
from ..core.deadlines import open_clock, resume_clock, stop_clock
from ..core.service import Failed
from ..registry.values import to_json
from . import amounts, freezing, notices, opposing, procedure, register
from .drafting import fill
from .models import Basis, Claim, Decision, Flag, Verification
from .moves import Move
from .opposing import Outcome
from .publication import settled_basis

Effect = Callable[[Move], None]
Occasion = Basis.Occasion


def _save(move: Move) -> None:
    fill(move.actor, move.claim, move.given)


def _submit(move: Move) -> None:
    claim = move.claim
    _settle_home(move)
    freezing.freeze(claim, move.frozen, Occasion.SUBMIT)
    day = today()
    change(
        claim,
        submitted=day,
        submitted_by_id=move.actor.person,
        receipt=f"{day:%Y%m%d}{claim.pk:07d}",
    )
    _promise(claim)


def _settle_home(move: Move) -> None:
    """Who is competent is settled on submission, and does not change with the firm's seat any more."""
    claim, home = move.claim, procedure.seat(move.frozen.known)
    department = procedure.department(home, claim.measure)
    change(claim, home=home, desk=home, department=department, levels=procedure.levels(home, claim.measure))


def _promise(claim: Claim) -> None:
    term = procedure.promised(claim)
    change(claim, promise=open_clock(term) if term else None)


def _confirm(move: Move) -> None:
    claim = move.claim
    _settle_home(move)
    freezing.freeze(claim, move.frozen, Occasion.CONFIRM)
    amounts.reserve(claim, amounts.work_out(claim, move.frozen, move.records))
    day = today()
    change(claim, submitted=day, submitted_by_id=move.actor.person, receipt=f"{day:%Y%m%d}{claim.pk:07d}")
    _promise(claim)


def _accept(move: Move) -> None:
    notices.tell(move.actor, move.claim, "receipt", "申请已受理", "受理回执在申请的页面上，可以下载。")


def _refuse(move: Move) -> None:
    notices.tell(move.actor, move.claim, "decision", "申请不予受理", move.given.words)


def _ask(move: Move) -> None:
    claim = move.claim
    if claim.clock is not None:
        change(claim, paused=stop_clock(claim.clock))
    if claim.promise is not None:
        stop_clock(claim.promise)
    notices.tell(move.actor, claim, "supplement", "请补正材料", move.given.words)


def _answer(move: Move) -> None:
    claim = move.claim
    fill(move.actor, claim, move.given)
    freezing.freeze(claim, freezing.renewed(claim), Occasion.ANSWER)
    for clock in (claim.paused, claim.promise):
        if clock is not None:
            resume_clock(clock)


def _close(move: Move) -> None:
    notices.tell(move.actor, move.claim, "supplement", "逾期未补正，申请终止", "申报期内可以重新申请。")


def _verify(move: Move) -> None:
    given, open_ = move.given, [d for d in move.frozen.counted if not d.verified]
    chosen = [d for d in open_ if d.answer == given.target or d.record in (given.records or ())]
    if not chosen:
        raise Failed("没有这项自报，或已经核实", "刷新页面后重新选择")
    for item in chosen:
        create(
            Verification,
            claim=move.claim,
            answer_id=item.answer,
            value=item.value if given.value is None else to_json(given.value),
            ground=given.words,
            person_id=move.actor.person,
            day=today(),
        )


def _settle(move: Move) -> None:
    flag = Flag.objects.filter(claim=move.claim, pk=move.given.target or 0, settled=None).first()
    if flag is None:
        raise Failed("没有这项差异，或已经处理", "刷新页面后重新选择")
    frozen, outcome = settled_basis(move.claim, flag)
    if frozen is not None:
        freezing.freeze(move.claim, frozen, Occasion.SETTLE)
    change(flag, settled=today(), settled_by_id=move.actor.person, outcome=outcome)


def _transfer(move: Move) -> None:
    """The claim goes to the authorities of the new seat, with everything that belongs to it."""
    claim, left = move.claim, move.claim.home
    home = procedure.seat(register.known(claim.credit_code))
    levels = min(claim.levels, len(procedure.chain(home)))
    change(claim, home=home, levels=levels, department=procedure.department(home, claim.measure))
    change(claim, desk=procedure.desk(claim, min(claim.level, levels)))
    words = f"企业所在地由{left}迁至{home}，这件申请连同全部材料和办理记录移送，期限不变。{move.given.words}"
    notices.tell(move.actor, claim, "receipt", f"申请已移送{claim.desk}{claim.department}", words)
    notices.hand_over(move.actor, claim, words)


def _approve(move: Move) -> None:
    claim = move.claim
    amounts.reserve(claim, amounts.work_out(claim, move.frozen, move.records))
    freezing.freeze(claim, move.frozen, Occasion.DECISION)
    _open_objection(claim)
    notices.tell(move.actor, claim, "decision", "申请已核准", move.given.words)


def _reject(move: Move) -> None:
    amounts.refuse_all(move.claim)
    freezing.freeze(move.claim, move.frozen, Occasion.DECISION)
    _open_objection(move.claim)
    notices.tell(move.actor, move.claim, "decision", "申请不予支持", move.given.words)


def _open_objection(claim: Claim) -> None:
    term = procedure.term("异议", claim)
    change(claim, objection=open_clock(term) if term else None)


def _reopen(move: Move) -> None:
    amounts.reopen(move.claim)
    notices.tell(move.actor, move.claim, "objection", "决定将重新作出", move.given.words)


def _uphold(move: Move) -> None:
    opposing.decide(move, Outcome.UPHELD, opposing.waiting(move.claim))
    _reopen(move)


def _overrule(move: Move) -> None:
    chosen = opposing.waiting(move.claim).filter(pk=move.given.target or 0)
    if not chosen:
        raise Failed("没有这项异议，或已经处理", "刷新页面后重新选择")
    opposing.decide(move, Outcome.OVERRULED, chosen)


def _dismiss(move: Move) -> None:
    notices.tell(move.actor, move.claim, "objection", "复核维持原决定", move.given.words)


def _notify(move: Move) -> None:
    notices.tell(
        move.actor, move.claim, "revocation", "拟撤销决定，可以陈述、申辩和要求听证", move.given.words
    )


def _revoke(move: Move) -> None:
    claim = move.claim
    amounts.free(claim)
    for line in claim.lines.filter(decision=Decision.APPROVED):
        change(line, decision=Decision.REFUSED, amount=None)
    notices.tell(move.actor, claim, "revocation", "决定已撤销", move.given.words)


EFFECTS: Mapping[str, Effect] = {
    "save": _save,
    "submit": _submit,
    "confirm": _confirm,
    "accept": _accept,
    "refuse": _refuse,
    "ask": _ask,
    "answer": _answer,
    "close": _close,
    "verify": _verify,
    "settle": _settle,
    "transfer": _transfer,
    "approve": _approve,
    "reject": _reject,
    "uphold": _uphold,
    "overrule": _overrule,
    "sustain": _reopen,
    "dismiss": _dismiss,
    "notify": _notify,
    "revoke": _revoke,
}
