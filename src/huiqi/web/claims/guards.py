"""The guards of the table: each says nothing, or why not.

Persons are compared, not roles: whoever proposed does not approve, whoever approved does not judge an
objection, and nobody decides for a firm they act for or have declared as a relative's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..accounts.permissions import tied_firms
from ..core.clock import today
from ..core.service import Failed
from . import amounts, freezing, procedure, register
from .duplicates import duplicates
from .models import Attachment, Claim, Decision
from .moves import Move
from .opposing import waiting
from .rules import rules_of

Guard = Callable[[Move], None]


def _filing(move: Move) -> None:
    last = move.claim.filing_day
    if last is not None and today() > last:
        raise Failed(f"申报已于 {last} 截止", "等下一次申报，或向主管部门咨询")


def _filing_over(move: Move) -> None:
    if move.claim.filing_day is None or today() <= move.claim.filing_day:
        raise Failed("申报尚未截止", "到截止之后再办理")


def _complete(move: Move) -> None:
    claim = move.claim
    if not claim.lines.exists():
        raise Failed("还没有选择要申报的记录", "至少勾选一条记录")
    missing = missing_documents(claim)
    if missing:
        raise Failed(f"还缺材料：{'、'.join(missing)}", "上传或从材料库选择后再提交")


def required_documents(claim: Claim) -> list[str]:
    """The titles that the measure asks for; none while the text leaves them open."""
    stated = rules_of(claim.package).measure(claim.measure).texts.get("材料", "")
    return [t.strip() for t in stated.split("、") if t.strip() and t.strip() != "待定"]


def missing_documents(claim: Claim) -> list[str]:
    """Which of them are not there yet."""
    held = set(Attachment.objects.filter(claim=claim).values_list("title", flat=True))
    return [title for title in required_documents(claim) if title not in held]


def _account(move: Move) -> None:
    claim = move.claim
    if claim.account is None:
        raise Failed("还没有收款账户", "填写与企业名称一致的账户")
    if claim.account.holder != claim.firm:
        raise Failed("账户户名与企业名称不一致", "改用本企业名下的账户")


def _unclaimed(move: Move) -> None:
    amounts.lock(move.claim, move.frozen)
    for found in duplicates(move.claim, move.frozen):
        if found.blocks and found.line.record in move.records:
            raise Failed(f"{found.blocks}（{found.what}）", "核对后去掉这条记录，或等另一件办结")


def _eligible(move: Move) -> None:
    amounts.lock(move.claim, move.frozen)
    if not move.records:
        raise Failed("没有选择要支持的记录", "全部不支持的，作出不予支持的决定")
    sums = amounts.work_out(move.claim, move.frozen, move.records)
    for item in sums:
        if not item.settled:
            raise Failed(
                f"记录 {item.record or '本主体'} 按冻结的依据为“{item.status}”", "核实事实，或不支持这条记录"
            )
    if {s.record for s in sums} != move.records:
        raise Failed("选择的记录不在这件申请里", "刷新页面后重新选择")


def unproved(frozen: freezing.Frozen, records: frozenset[str]) -> list[str]:
    """Facts that nobody but the firm has stated, or that are contested, and the records rest on."""
    about = [d for d in frozen.counted if not d.record or d.record in records]
    looked_at = {d.record for d in about if d.verified}
    entered = [f"记录 {r}" for r in sorted(records) if r and not frozen.registered(r) and r not in looked_at]
    return [*(d.fact for d in about if not d.verified), *entered, *sorted(frozen.known.contested)]


def _verified(move: Move) -> None:
    left = unproved(move.frozen, move.records)
    if left:
        raise Failed(f"还有只是企业自报的事实：{'、'.join(left)}", "核实后再核准")


def _unflagged(move: Move) -> None:
    if move.claim.flags.filter(settled=None).exists():
        raise Failed("还有没有处理的差异", "先处理新测算与冻结依据的差异")


def _impartial(move: Move) -> None:
    person, code = move.actor.person, move.claim.credit_code
    if involved(person, code):
        raise Failed("您与这家企业有关系，应当回避", "由其他人员办理")


def involved(person: int | None, credit_code: str) -> bool:
    """Whether somebody acts for the firm, files for it, or has declared it as a relative's."""
    filed = Claim.objects.filter(credit_code=credit_code, started_by=person)
    return filed.exists() or credit_code in tied_firms(person)


def _competent(move: Move) -> None:
    actor, claim = move.actor, move.claim
    if (actor.authority, actor.department) != (claim.desk.code, claim.department.code):
        raise Failed(f"现由{claim.desk}{claim.department}办理", "等它转到本机关")


def _fresh_eyes(move: Move) -> None:
    _not_by(move, "提出意见或受理的人不能作决定", "accept", "send-up", "verify", "submit", "save")


def _not_approver(move: Move) -> None:
    _not_by(move, "作出原决定的人不能处理对它的异议", "approve", "reject")


def _not_notifier(move: Move) -> None:
    _not_by(move, "发出撤销告知的人不能确认撤销", "notify")


def _not_by(move: Move, message: str, *actions: str) -> None:
    if move.claim.steps.filter(action__in=actions, person=move.actor.person).exists():
        raise Failed(message, "由另一人办理")


def _reasons(move: Move) -> None:
    if not (move.given.reasons and move.given.words.strip()):
        raise Failed("没有写明理由", "选择不满足的条件，并写明理由")


def _words(move: Move) -> None:
    if not move.given.words.strip():
        raise Failed("没有写明内容", "写明理由或要求")


def _opinion(move: Move) -> None:
    if move.given.opinion not in (Decision.APPROVED, Decision.REFUSED) or not move.given.words.strip():
        raise Failed("没有写明意见", "选择支持或不支持，并写明理由")


def _below(move: Move) -> None:
    if move.claim.level <= 1:
        raise Failed("已经在第一级，没有下一级可退", "需要材料时，要求补正")


def _moved(move: Move) -> None:
    if procedure.seat(register.known(move.claim.credit_code)) == move.claim.home:
        raise Failed(f"登记的所在地仍在{move.claim.home}", "登记信息变更之后再移送")


def _in_time(move: Move) -> None:
    clock = move.claim.clock
    if clock is not None and clock.due < today():
        raise Failed(f"补正已于 {clock.due} 到期", "在申报期内可以重新申请")


def _overdue(move: Move) -> None:
    clock = move.claim.clock
    if clock is None or not clock.overdue(today()):
        raise Failed("期限还没有届满", "到期之后再办理")


def _unopposed(move: Move) -> None:
    if waiting(move.claim).exists():
        raise Failed("公示期间的异议还没有处理", "先处理异议")


def _objection_time(move: Move) -> None:
    clock = move.claim.objection
    if clock is not None and clock.due < today():
        raise Failed(f"提出异议的期限已于 {clock.due} 届满", "可以依法寻求其他救济")
    latest = move.claim.steps.filter(action__in=("approve", "reject", "dismiss")).last()
    if latest is not None and latest.action == "dismiss":
        raise Failed("复核已经维持了这个决定", "可以依法寻求其他救济")


def _partly(move: Move) -> None:
    if not move.claim.lines.filter(decision=Decision.REFUSED).exists():
        raise Failed("各条记录都已得到支持", "没有可以提出异议的决定")


def _heard(move: Move) -> None:
    clock = move.claim.clock
    if clock is not None and today() <= clock.due:
        raise Failed(f"企业陈述、申辩和要求听证的期间到 {clock.due} 为止", "期满之后再确认")


def _later(move: Move) -> None:
    raise Failed("这一步尚未开放", "资金环节启用之后可以办理")


GUARDS: Mapping[str, Guard] = {
    "filing": _filing,
    "filing-over": _filing_over,
    "complete": _complete,
    "account": _account,
    "unclaimed": _unclaimed,
    "eligible": _eligible,
    "verified": _verified,
    "unflagged": _unflagged,
    "impartial": _impartial,
    "competent": _competent,
    "fresh-eyes": _fresh_eyes,
    "not-approver": _not_approver,
    "not-notifier": _not_notifier,
    "reasons": _reasons,
    "words": _words,
    "opinion": _opinion,
    "below": _below,
    "moved": _moved,
    "in-time": _in_time,
    "overdue": _overdue,
    "unopposed": _unopposed,
    "objection-time": _objection_time,
    "partly": _partly,
    "heard": _heard,
    "later": _later,
}
