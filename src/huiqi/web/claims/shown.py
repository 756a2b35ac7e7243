"""What the page of one claim shows: reasons, evidence, history, and what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ...evaluate import Entity
from ...evaluate.facts import Stored
from ...explain.values import stored_text
from ...types import REGION
from ...vocabulary import Fact, Vocabulary
from ..actor import Actor
from ..authorities.models import Authority
from ..core.clock import today
from ..core.service import Failed, NotThere
from ..permissions import scope
from . import procedure, register
from .declared import entered_records
from .duplicates import Duplicate, duplicates
from .freezing import (
    Frozen,
    decided_by_demo,
    declared_in,
    lines_of,
    now_known,
    read,
    standing,
    trace,
    trace_of,
)
from .guards import involved
from .letters import listed
from .models import Basis, Claim, Decision, Flag, Step
from .opposing import oppositions
from .services import DECIDED, HANDLED
from .states import BEFORE_SUBMISSION, State
from .stating import stated_of
from .table import actions

TITLES = {
    "accept": "受理",
    "refuse": "不予受理",
    "ask": "要求补正",
    "verify": "核实",
    "settle": "处理差异",
    "send-up": "提出意见并上报",
    "send-down": "退回下级",
    "transfer": "移送",
    "approve": "核准",
    "reject": "不予支持",
    "uphold": "异议成立，重新审核",
    "overrule": "异议不成立",
    "sustain": "复核：重新审核",
    "dismiss": "复核：维持原决定",
    "notify": "告知拟撤销",
    "revoke": "确认撤销",
    "drop": "不再撤销",
    "start": "开始申请",
    "offer": "生成拟办",
    "save": "填写",
    "submit": "提交",
    "confirm": "确认",
    "answer": "补正",
    "close": "逾期未补正",
    "withdraw": "撤回",
    "lapse": "逾期未申报",
    "replace": "按新结果更新",
    "recall": "按新结果收回",
    "end": "公示期满",
    "object": "提出异议",
}
VERDICTS: Mapping[str, str] = {"approve": Decision.APPROVED, "reject": Decision.REFUSED}
OF_PAGE = (
    "accept",
    "refuse",
    "ask",
    "send-up",
    "send-down",
    "transfer",
    *(a for a in DECIDED if a != "overrule"),
)


def basis_of(claim: Claim) -> Basis | None:
    """What the claim was frozen as; None while it is not submitted."""
    return None if claim.state in BEFORE_SUBMISSION else standing(claim)


def frozen_of(claim: Claim) -> Frozen:
    """What the claim rests on: frozen, or before submission what holds today."""
    return _rests_on(claim, basis_of(claim))


def _rests_on(claim: Claim, basis: Basis | None) -> Frozen:
    declared = declared_in(claim)
    if basis is None:
        return now_known(claim.package, claim.credit_code, declared)
    return replace(read(basis), declared=declared)


def reasons_of(claim: Claim, frozen: Frozen, basis: Basis | None) -> tuple[Mapping[str, Any], bool]:
    """The trace and whether a demo's settings decided it: as frozen, or before submission as things stand."""
    if basis is not None:
        return trace_of(basis), decided_by_demo(basis)
    records = [line.record for line in claim.lines.all()]
    bound = frozen.bound(claim.measure)
    return trace(bound, frozen.subject, frozen.rules.package.name, frozen.as_of, records), bound.demo


def conditions(reasons: Mapping[str, Any]) -> list[str]:
    """The names a refusal may pick from."""
    return list(dict.fromkeys(c["name"] for x in reasons["candidates"] for c in x["conditions"]))


def register_facts(claim: Claim, frozen: Frozen) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """What the register knows of the firm and of the records claimed: fact, value, owner."""
    subject, vocabulary = frozen.known.subject, frozen.rules.package.vocabulary
    kind = frozen.rules.measure(claim.measure).kind.name
    records = {line.record for line in claim.lines.all()}
    entities: list[tuple[str, Entity]] = [("企业", subject.entity)]
    entities += [(f"{kind} {r.code}", r) for r in subject.of(kind) if r.code in records]
    known = [(title, _known(entity, vocabulary)) for title, entity in entities]
    places = _places(pair for _, facts in known for pair in facts)
    return [
        (title, [(f.name, places.get(value) or stored_text(f, value), f.owner) for f, value in facts])
        for title, facts in known
    ]


def _known(entity: Entity, vocabulary: Vocabulary) -> list[tuple[Fact, Stored]]:
    facts = vocabulary.kinds[entity.kind].facts.values()
    return [(f, entity.get(f.name)) for f in facts if entity.get(f.name) is not None]


def _places(facts: Iterable[tuple[Fact, Stored]]) -> Mapping[Stored, str]:
    """The names of the places among the values."""
    codes = {value for fact, value in facts if fact.type == REGION}
    return dict(Authority.objects.filter(code__in=codes).values_list("code", "name"))


def offered_records(claim: Claim, frozen: Frozen) -> list[tuple[str, str]] | None:
    """The records that may be claimed, with the facts that tell them apart; None where the firm itself is."""
    law = frozen.rules.measure(claim.measure)
    if law.about_subject:
        return None
    name, facts = law.kind.name, law.kind.facts
    known = [(r.code, name, r.facts) for r in frozen.known.subject.of(name)]
    own = [(code, f"自行申报：{name}", values) for code, values in entered_records(claim, law.kind)]
    return [(code, f"{title} {code}：{_told(facts, values)}") for code, title, values in (*known, *own)]


def _told(facts: Mapping[str, Fact], values: Mapping[str, Stored]) -> str:
    told = ((f, values.get(name)) for name, f in facts.items())
    return "，".join(f"{f.name} {stored_text(f, value)}" for f, value in told if value is not None)


def acts(actor: Actor, claim: Claim) -> list[tuple[str, str]]:
    """What an officer may do now, with its name; empty where the claim is for others."""
    if not scope(actor.role, "claim.handle"):
        return []
    if (actor.authority, actor.department) != (claim.desk.code, claim.department.code):
        return []
    if involved(actor.person, claim.credit_code):
        return []
    possible = [a for a in actions(claim.state, actor.role) if a in (*HANDLED, *DECIDED)]
    idle = {"send-down": claim.level <= 1, "transfer": new_seat(claim) is None}
    return [(a, TITLES[a]) for a in possible if not idle.get(a)]


def new_seat(claim: Claim) -> Authority | None:
    """Where the register has the firm now, if that is elsewhere than the authority the claim began at."""
    try:
        seat = procedure.seat(register.known(claim.credit_code))
    except (Failed, NotThere):
        return None
    return seat if seat != claim.home else None


def page_of(actor: Actor, claim: Claim) -> dict[str, Any]:
    """Everything that the page shows."""
    basis = basis_of(claim)
    frozen = _rests_on(claim, basis)
    reasons, demo = reasons_of(claim, frozen, basis)
    found: list[Duplicate] = duplicates(claim, frozen)
    possible, steps = acts(actor, claim), list(_steps(actor, claim))
    noticed = actor.staff and any(step.entered == State.PUBLICITY for step in steps)
    return {
        "claim": claim,
        "lines": list(claim.lines.prefetch_related("marks")),
        "reasons": reasons,
        "conditions": conditions(reasons),
        "demo_rules": demo,
        "stated": stated_of(claim, frozen),
        "contested": sorted(frozen.known.contested),
        "register": register_facts(claim, frozen),
        "known_at": frozen.known.day,
        "duplicates": found,
        "flags": [_compared(f) for f in claim.flags.select_related("old", "new").order_by("-id")],
        "oppositions": list(oppositions(claim)) if noticed else [],
        "escalations": list(claim.escalations.select_related("above")),
        "opinions": _opinions(steps) if actor.staff else [],
        "steps": [(s, TITLES.get(s.action, s.action)) for s in steps],
        "attachments": list(claim.attachments.select_related("document")),
        "letters": list(listed(claim)),
        "has_case": scope(actor.role, "casefile.read") is not None,
        "acts": [(a, t) for a, t in possible if a in OF_PAGE],
        "handled": HANDLED,
        "may": {a for a, _ in possible},
        "seat": new_seat(claim) if "transfer" in dict(possible) else None,
        "mine": actions(claim.state, actor.role),
        "late": claim.clock is not None and claim.clock.overdue(today()),
    }


def _compared(flag: Flag) -> Flag:
    """A flag with the lines of both its bases."""
    flag.before, flag.after = lines_of(flag.old), lines_of(flag.new)  # type: ignore[attr-defined]
    return flag


def _opinions(steps: Sequence[Step]) -> list[tuple[Step, bool]]:
    """What each level proposed, and whether the decision was another; an opinion that was overturned stays."""
    decided = next((VERDICTS[s.action] for s in reversed(steps) if s.action in VERDICTS), "")
    return [(s, bool(decided) and s.opinion != decided) for s in steps if s.opinion]


def _steps(actor: Actor, claim: Claim) -> Any:
    """The history; what officials write to each other on the way is not for the firm."""
    rows = claim.steps.select_related("person", "desk")
    return rows if actor.staff else rows.exclude(action__in=("send-up", "send-down", "verify", "save"))
