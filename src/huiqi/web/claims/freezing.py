"""A claim's basis: rules, facts with their days, answers and trace at one moment, hashed; and read again.

The register's facts and the firm's answers stand apart in it, so that a later basis can keep the one and
take the other anew.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from ...evaluate import Entity, Outcome, Subject, evaluate
from ...evaluate.facts import Stored, altered
from ...evaluate.values import Evaluator
from ...explain import explain_subject
from ...tree.measure import BoundMeasure
from ...vocabulary.model import from_epoch_day
from ..audit.recording import create
from ..catalogue.questions import questions_of
from ..core.clock import today
from ..registry.sources import names
from . import register
from .canonical import canonical, sha256, stored_from_json, subject_from_json, subject_to_json
from .declared import Declared, declared_now, declared_then
from .models import Basis, Claim
from .register import Known
from .rules import Rules, kept, rules_of

FORMAT = 1


@dataclass(frozen=True)
class Frozen:
    """What a claim rests on: rules as of a day, and what was known."""

    rules: Rules
    as_of: date
    known: Known
    declared: tuple[Declared, ...]

    def bound(self, measure: str) -> BoundMeasure:
        """The measure with its settings in."""
        return self.rules.bound(measure, self.as_of)

    @cached_property
    def counted(self) -> tuple[Declared, ...]:
        """The answers that count: the register knew nothing, or an officer has found otherwise."""
        return tuple(d for d in self.declared if d.verified or self._registered(d) is None)

    def _registered(self, item: Declared) -> Stored:
        subject = self.known.subject
        held = _record(subject, item) if item.record else subject.entity
        return held.get(item.fact.partition(".")[2]) if held else None

    @cached_property
    def subject(self) -> Subject:
        """The firm with the answers that count, and with the records that it has entered."""
        subject = self.known.subject
        for item in self.counted:
            subject = _with_record(subject, item)
            subject = altered(subject, _record(subject, item), {item.fact: self.stored(item)})
        return subject

    def registered(self, record: str) -> bool:
        """Whether the register has the record, which otherwise the firm has entered."""
        return any(r.code == record for rows in self.known.subject.records.values() for r in rows)

    def stored(self, item: Declared) -> Stored:
        """An answer's value."""
        return stored_from_json(item.fact, item.value, self.rules.package.vocabulary)


def _record(subject: Subject, item: Declared) -> Entity | None:
    kind = item.fact.partition(".")[0]
    return next((r for r in subject.of(kind) if r.code == item.record), None)


def _with_record(subject: Subject, item: Declared) -> Subject:
    kind = item.fact.partition(".")[0]
    if not item.record or _record(subject, item) is not None:
        return subject
    records = {**subject.records, kind: (*subject.of(kind), Entity(kind, item.record))}
    return Subject(subject.entity, records, subject.name)


def now_known(package: str, credit_code: str, declared: Iterable[Declared] = ()) -> Frozen:
    """What holds today."""
    rules = rules_of(package)
    return Frozen(rules, today(), register.known(credit_code), tuple(declared))


def declared_in(claim: Claim) -> tuple[Declared, ...]:
    """The answers that a claim rests on: a draft's are those of today, afterwards those that were frozen."""
    basis = standing(claim)
    if basis is not None:
        return declared_then(claim, read(basis).declared)
    bound = rules_of(claim.package).bound(claim.measure, today())
    return declared_now(claim, questions_of(bound).keys())


def outcome_days(bound: BoundMeasure, subject: Subject, outcome: Outcome) -> date | None:
    """The basis date of a candidate, where it is one day."""
    if bound.body.basis is None:
        return None
    value = Evaluator(subject, outcome.record, bound.body.basis, bound.local).num(bound.body.basis)
    return from_epoch_day(int(value.low)) if value.point and value.low is not None else None


def freeze(claim: Claim, frozen: Frozen, occasion: str) -> Basis:
    """Write a basis of the claim's lines down."""
    text = canonical(_body(claim, frozen, occasion))
    return create(
        Basis,
        claim=claim,
        occasion=occasion,
        day=today(),
        rules=frozen.rules.digest,
        body=text,
        digest=sha256(text),
    )


def _body(claim: Claim, frozen: Frozen, occasion: str) -> dict[str, Any]:
    rules, bound, subject = frozen.rules, frozen.bound(claim.measure), frozen.subject
    records = {line.record for line in claim.lines.all()}
    return {
        "format": FORMAT,
        "occasion": occasion,
        "day": today(),
        "claim": {"package": claim.package, "measure": claim.measure, "period": claim.period},
        "package": rules.package_digest,
        "rules": rules.digest,
        "as_of": frozen.as_of,
        "settings": rules.settings.files,
        "stacking": rules.stacking.files,
        "readings": dict(bound.adopted),
        "demo": bound.demo,
        "register": {"snapshot": frozen.known.snapshot, "day": frozen.known.day},
        "subject": subject_to_json(frozen.known.subject),
        "group": frozen.known.group,
        "contested": sorted(frozen.known.contested),
        "declared": [asdict(d) for d in sorted(frozen.declared, key=lambda d: (d.record, d.fact))],
        "trace": trace(bound, subject, rules.package.name, frozen.as_of, records),
        "lines": [_line(bound, subject, o) for o in evaluate(bound, subject, among=records)],
    }


def trace(
    bound: BoundMeasure, subject: Subject, policy: str, as_of: date, records: Collection[str]
) -> dict[str, Any]:
    """The measure explained for those records, as if the others were not claimed."""
    day = as_of.isoformat()
    found = explain_subject([bound], subject, policy, day, among=records, names=names())
    return asdict(found.measures[0])


def _line(bound: BoundMeasure, subject: Subject, outcome: Outcome) -> dict[str, Any]:
    return {
        "record": outcome.record.code if outcome.record else "",
        "status": outcome.status.value,
        "amount": outcome.amount,
        "low": outcome.low,
        "high": outcome.high,
        "cut_by": outcome.cut_by,
        "year": outcome.year,
        "day": outcome_days(bound, subject, outcome),
    }


def read(basis: Basis) -> Frozen:
    """What a basis holds, to compute with it again."""
    body, rules = json.loads(basis.body), kept(basis.rules)
    return Frozen(
        rules,
        date.fromisoformat(body["as_of"]),
        Known(
            subject_from_json(body["subject"], rules.package.vocabulary),
            body["register"]["snapshot"],
            date.fromisoformat(body["register"]["day"]),
            tuple(body["group"]),
            frozenset(body["contested"]),
        ),
        tuple(Declared(**d) for d in body["declared"]),
    )


def standing(claim: Claim) -> Basis | None:
    """The basis that counts: the latest that is not merely the other side of a flag."""
    bases = claim.bases.exclude(occasion=Basis.Occasion.PUBLICATION).order_by("-id")
    return bases.first()


def trusted(claim: Claim) -> Frozen:
    """The basis that counts, with what officers have found of its answers by now.

    Raises:
        ValueError: nothing was frozen yet.
    """
    basis = standing(claim)
    if basis is None:
        raise ValueError("a claim that was not submitted has no basis")
    return replace(read(basis), declared=declared_in(claim))


def renewed(claim: Claim) -> Frozen:
    """The basis that counts, with what the firm says today.

    Raises:
        ValueError: nothing was frozen yet.
    """
    frozen = trusted(claim)
    return replace(frozen, declared=declared_now(claim, questions_of(frozen.bound(claim.measure)).keys()))


def lines_of(basis: Basis) -> Sequence[Mapping[str, Any]]:
    """The lines as a basis has them."""
    found: Sequence[Mapping[str, Any]] = json.loads(basis.body)["lines"]
    return found


def trace_of(basis: Basis) -> Mapping[str, Any]:
    """The trace as a basis has it."""
    found: Mapping[str, Any] = json.loads(basis.body)["trace"]
    return found


def decided_by_demo(basis: Basis) -> bool:
    """Whether a demo's settings are among the rules of a basis."""
    return bool(json.loads(basis.body)["demo"])
