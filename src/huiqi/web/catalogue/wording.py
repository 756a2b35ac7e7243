"""A measure in words, in Chinese or English: conditions, sum, limits, what its parameters are set to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ...literals import value_text
from ...prose import say
from ...prose.wording import as_read
from ...tree import nodes as n
from ...tree.measure import Body, BoundMeasure
from ...tree.names import Parameter
from ..core.clock import today
from ..registry.sources import names
from .editions import Edition

ENGLISH, CHINESE = "en", "zh"
Say = Callable[[n.Node], str]
PER = {"record": "每项", "subject": "每家", "subject-year": "每家每年"}


@dataclass(frozen=True)
class Part:
    """A body of a measure, under the name of its reading where several are open.

    ``terms`` are the definitions its sum speaks of.
    """

    reading: str
    conditions: tuple[tuple[str, str], ...]
    amount: str
    limits: tuple[tuple[str, str, str], ...]
    terms: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Figure:
    """A parameter: its bound in the text, its value in force, who set it, and whether a demo did."""

    name: str
    bound: str
    value: str
    authority: str
    ground: str
    demo: bool


def parts(bound: BoundMeasure, language: str) -> list[Part]:
    """What decides a candidate, in the readings adopted: once, or once for each of the measure's still open."""
    measure = bound.measure
    chosen = bound.adopted.get(measure.governing or "", "")
    bodies = measure.alternatives or {"": measure.body}
    if chosen in bodies:
        bodies = {"": bodies[chosen]}
    return [_part(name, body, bound, language) for name, body in bodies.items()]


def _part(reading: str, body: Body, bound: BoundMeasure, language: str) -> Part:
    def said(node: n.Node) -> str:
        return say(as_read(node, bound.adopted), language, names=names())

    conditions = tuple((c.name, said(c.node)) for c in (*body.scope, *body.conditions))
    limits = tuple((x.name, PER[x.per], said(x.ceiling)) for x in body.limits)
    amount = said(body.amount) if body.amount is not None else ""
    money = [x for x in (body.amount, *(x.ceiling for x in body.limits)) if x is not None]
    return Part(reading, conditions, amount, limits, tuple(_terms(money, bound.adopted, said)))


def _terms(money: Iterable[n.Node], adopted: Mapping[str, str], said: Say) -> Iterator[tuple[str, str]]:
    found = (x for node in money for x in n.walk(as_read(node, adopted)))
    named = {x.label: x.core for x in found if isinstance(x, n.Sugar) and x.form == "definition"}
    return ((name, said(core)) for name, core in named.items())


def figures(edition: Edition, bound: BoundMeasure) -> Iterator[Figure]:
    """The parameters of a measure."""
    for parameter in bound.measure.parameters.values():
        yield _figure(edition, bound, parameter)


def _figure(edition: Edition, bound: BoundMeasure, parameter: Parameter) -> Figure:
    rows = [
        s
        for s in edition.settings.parameters
        if (s.measure, s.name) == (bound.id, parameter.name)
        and max(s.origin.published, s.origin.effective) <= today()
    ]
    everywhere = [s for s in rows if not s.region]
    if everywhere:
        last = max(everywhere, key=lambda s: (s.origin.effective, s.origin.published))
        origin, value = last.origin, value_text(last.value, parameter.type)
        return Figure(
            parameter.name, _bound_text(parameter), value, origin.authority, origin.ground, origin.demo
        )
    if rows:
        demo = any(s.origin.demo for s in rows)
        places = f"{len({s.region for s in rows})} 地分别确定"
        return Figure(parameter.name, _bound_text(parameter), places, "", "", demo)
    stated = value_text(parameter.stated, parameter.type) if parameter.stated is not None else ""  # type: ignore[arg-type]
    return Figure(parameter.name, _bound_text(parameter), stated, "", "原文" if stated else "", False)


def _bound_text(parameter: Parameter) -> str:
    ends = (("≥", parameter.low), ("≤", parameter.high))
    return "，".join(
        f"{sign} {value_text(end, parameter.type)}" for sign, end in ends if isinstance(end, Fraction)
    )
