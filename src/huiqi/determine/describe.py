"""What a summary says of a run and its measures, beside what was counted."""

from __future__ import annotations

from typing import Any

from ..evaluate import Entity, Subject
from ..evaluate.values import Evaluator
from ..tree.measure import BoundMeasure
from .inputs import FORMAT, Inputs
from .plan import Plan

NOBODY = Subject(Entity("", ""))


def described(plan: Plan, counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What each measure is, and what was counted of it."""
    return [{**describe(m.bound), **sums} for m, sums in zip(plan.measures, counted, strict=True)]


def describe(bound: BoundMeasure) -> dict[str, Any]:
    """What a measure is and what each bit of its masks means."""
    measure = bound.measure
    bodies = [bound.body, *(b for _, b in bound.alternatives)]
    bits = {c.bit: c.name for b in bodies[:1] for c in b.conditions}
    if bound.reading_bit is not None:
        bits[bound.reading_bit] = "读法"
    bits[62] = "金额"
    return {
        "id": bound.id,
        "title": measure.title,
        "rows": list(measure.rows),
        "mode": bound.mode.value,
        "kind": measure.kind.name,
        "subject": measure.subject.name,
        "money": bound.has_money,
        "fund": measure.texts.get("资金", ""),
        "demo": bound.demo,
        "quotations": list(measure.quotations),
        "readings": dict(sorted(bound.adopted.items())),
        "open_readings": [name for name, _ in bound.alternatives],
        "bits": {str(bit): name for bit, name in sorted(bits.items())},
        "preference": _preference(bound),
        "places": _places(bound),
    }


def _places(bound: BoundMeasure) -> list[int | None] | None:
    """How many at least and at most are supported; over all readings while none is adopted."""
    if bound.places is None:
        return None
    least, most = (Evaluator(NOBODY, None).num(x) for x in bound.places)
    return [None if x is None else int(x) for x in (least.low, most.high)]


def _preference(bound: BoundMeasure) -> dict[str, Any] | None:
    """How the run orders those a preference is about; ``order`` None where no reading is adopted."""
    preference = bound.measure.preference
    if preference is None:
        return None
    adopted = bound.adopted.get(preference.reading)
    return {
        "reading": preference.reading,
        "order": preference.orders[adopted].value if adopted else None,
        "qualifying": [str(c.bit) for c in bound.body.conditions if c.name in preference.qualifying],
    }


def head(inputs: Inputs) -> dict[str, Any]:
    """What a summary says beside its counts."""
    package, snapshot = inputs.package, inputs.snapshot
    return {
        "format": FORMAT,
        "policy": {"id": package.id, "name": package.name, "number": package.texts.get("编号", "")},
        "as_of": inputs.sources.as_of.isoformat(),
        "snapshot": {"number": snapshot.number, "known_at": snapshot.known_at.isoformat()},
        "subjects": snapshot.manifest["subjects"],
        "demo": any(o.demo for o in inputs.settings.origins()),
    }
