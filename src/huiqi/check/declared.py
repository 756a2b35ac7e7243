"""What a package declares beside its measures holds together: tables, territory, funds, figures."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import Place, Problem, did_you_mean
from ..evaluate.values import Evaluator
from ..policy.bind import Binder
from ..policy.model import Declaration, Package
from ..tree import nodes as n
from ..tree.measure import Measure
from ..vocabulary.model import REGION_FACT
from .coverage import FIGURE, carriers, folded
from .excess import AS_OF as DAY
from .excess import every_option
from .gaps import NOBODY

FUND, SHARED, SOURCE = "资金", "共用", "来源"
NO_FUND = frozenset({"", "无", "待定"})


def check_tables(package: Package) -> Iterator[Problem]:
    """C0310 for a table under a fence that nothing reads."""
    for examples in package.examples.values():
        for table in examples.unread:
            message = f"首列为“{table.headers[0]}”的表没有用处"
            hint = "例表首列写“例”，应拒绝的设定写“参数 | 值”，判定表上方写 **表 名**；说明用的表另起一节"
            yield Problem("C0310", message, hint, Place(examples.file, table.line))


def check_territory(package: Package, measure: Measure) -> Iterator[Problem]:
    """C0111 where a measure's scope lets in subjects outside the policy's territory."""
    bodies = measure.alternatives.values() or (measure.body,)
    if package.region and not all(any(_keeps_to(package.region, c.node) for c in b.scope) for b in bodies):
        message = f"{measure.id} 的范围没有限于本政策的地域{package.region}"
        hint = (
            f"在范围中写 {measure.subject.name}.{REGION_FACT} 属于 「{package.region}」；有疑义的写成一种读法"
        )
        yield Problem("C0111", message, hint, measure.place)


def _keeps_to(region: str, node: n.Node) -> bool:
    return any(
        isinstance(x, n.Member)
        and isinstance(x.item, n.FactRef)
        and x.item.fact.name == REGION_FACT
        and x.list.members == (region,)
        and not x.negated
        for x in n.walk(node)
    )


def check_places(package: Package, measure: Measure) -> Iterator[Problem]:
    """C0114 where some option of a reading leaves 名额 with more at least than at most."""
    for settings in every_option(measure.places or ()):
        places = Binder(package, settings, DAY).places(measure)
        assert places is not None
        least, most = (Evaluator(NOBODY, None).num(x) for x in places)
        if least.low is not None and most.high is not None and least.low > most.high:
            adopted = "，".join(f"{r.reading}：{r.option}" for r in settings.readings)
            message = f"{measure.id} 的名额至少多于至多（{adopted or '没有读法'}）"
            yield Problem("C0114", message, "改正名额，或改正读法的数", measure.place)


def check_funds(package: Package) -> Iterator[Problem]:
    """C0112 where measures and funds do not agree on who draws on what."""
    funds = {d.id: d for d in package.declarations if d.form == "fund"}
    drawing: dict[str, list[str]] = {fund: [] for fund in funds}
    for measure in package.measures.values():
        name = measure.texts.get(FUND, "")
        if name not in NO_FUND and name not in funds:
            message = f"{measure.id} 的资金“{name}”没有声明"
            yield Problem(
                "C0112", message, did_you_mean(name, funds) or "写 待定，或声明一笔 fund", measure.place
            )
        for fund in _chain(funds, name):
            drawing[fund].append(measure.id)
    for fund, measures in drawing.items():
        yield from _check_shared(funds[fund], measures)


def _chain(funds: dict[str, Declaration], name: str) -> Iterator[str]:
    """A fund and those it comes from, once each."""
    seen: set[str] = set()
    while name in funds and name not in seen:
        seen.add(name)
        yield name
        name = funds[name].texts.get(SOURCE, "")


def _check_shared(fund: Declaration, measures: list[str]) -> Iterator[Problem]:
    said = [t.strip() for t in fund.texts.get(SHARED, "").split("、") if t.strip()]
    wanted = measures if len(measures) > 1 else []
    if sorted(said) != sorted(wanted):
        message = f"{fund.id} 的{SHARED}与措施的资金不一致"
        hint = f"写作 {SHARED}: {'、'.join(wanted)}" if wanted else f"只有一条措施用它，不写{SHARED}"
        yield Problem("C0112", message, hint, fund.place)


def check_figures(package: Package) -> Iterator[Problem]:
    """C0113 for a figure of a row that desks, funds or duties carry and none of its carriers states."""
    for segment in package.segments:
        found = carriers(package, segment.row)
        if not any(isinstance(c, Declaration) for c in found):
            continue
        stated = folded("\0".join(t for c in found for t in _stated(c)))
        for figure in FIGURE.findall(folded(segment.text)):
            if figure not in stated:
                message = f"{segment.row} 的数字“{figure}”没有声明承担"
                yield Problem("C0113", message, "写进声明的金额、参数，或措施的释义", segment.place)


def _stated(carrier: Measure | Declaration) -> Iterator[str]:
    if isinstance(carrier, Measure):
        yield from (g.phrase for g in carrier.glosses)
    else:
        yield from (t for block in carrier.blocks.values() for t in block.values())
