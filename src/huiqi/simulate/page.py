"""The report of a simulation: one offline page, on paper as on a screen."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from .. import report
from ..page import DEMO, document
from ..report.page import money_words
from .charts import budget_curve, change_map, decile_columns
from .compare import ALIKE, CHANGES, GAINS, LOSES, UNSURE
from .run import Simulation
from .words import budget_lines, interval, owed, wan

Row = dict[str, Any]
SIMULATED = '<p class="simulated" role="note"><strong>模拟</strong> 方案中的改动是为测算而设，不是任何机关的决定。</p>'
DIMENSIONS = {"industry": ("分行业", "行业大类"), "size": ("分规模", "规模")}
SERIES = {
    "before": "基准应享",
    "after": "方案应享",
    "gain": "确定的增加额",
    "loss": "确定的减少额",
}
SHOWN = 15
METHOD = (
    "应享：符合者限额之后的合计，不含择优措施（可以申报，不等于给付）；金额为万元。",
    "区间：连同事实未知、设定未定的候选；未知从不当作零；∞ 是不设上限。",
    "得益、受损：即使把未知都往坏（好）处算，也多得（少得）的主体；其余有变化的是未定；两边结论和区间都相同而仍未定的，是待定如前。",
    "地区是所在地，行业是《国民经济行业分类》大类，规模按政策包的划型定义（基准一侧）；不明的单列。",
    "十分位：确定有变化的主体按变化额排列，每隔十分之一取一户的值；最高1%、10%按金额排在前面的户数（进位取整）占的份额。",
    "基尼系数 (2Σi·xᵢ)÷(nΣx) − (n+1)÷n，金额自少至多，i 自 1 起；各户相同为 0。",
)


def write_page(simulation: Simulation, file: Path) -> Path:
    """Write the report, self-contained; returns its path."""
    file.write_text(_Page(simulation).html(), encoding="utf-8")
    return file


class _Page:
    """Builds the page's parts."""

    def __init__(self, simulation: Simulation) -> None:
        self.result, self.province = simulation.result, simulation.province

    def html(self) -> str:
        style = files(report).joinpath("report.css").read_text("utf-8")
        style += files(__package__).joinpath("simulate.css").read_text("utf-8")
        title = f"{self.result['policy']['name']} · 模拟报告"
        reforms = self.result["reforms"]
        many = len(reforms) > 1
        shown = [r for r in reforms if not many or any(m["changed"] for m in r["measures"])]
        body = self._header() + (self._side_by_side() if many else self._figures(reforms[0]))
        body += "".join(self._reform(r, f"{r['name']}：" if many else "") for r in shown)
        return document(title, style, f"{body}</main>{self._method()}")

    def _header(self) -> str:
        policy, result = self.result["policy"], self.result
        known = result["snapshot"]
        return (
            f'<header><p class="number">{escape(policy["number"])}</p><h1>{escape(policy["name"])}：模拟报告</h1>'
            f"<p>模拟截至 {result['as_of']} · 登记库快照 {known['number']:04d}（{known['known_at']}）· "
            f"{result['subjects']:,} 个主体</p></header><main>{SIMULATED}{DEMO if result['demo'] else ''}"
        )

    def _figures(self, reform: Row) -> str:
        before, after, people = reform["before"], reform["after"], reform["subjects"]
        change = after["amount"] - before["amount"]
        cards = (
            (money_words(before["amount"]), "基准应享", f"{interval(before['low'], before['high'])} 万元"),
            (money_words(after["amount"]), "方案应享", f"{interval(after['low'], after['high'])} 万元"),
            (_signed_words(change), "应享的变化", f"{wan(change, True)} 万元"),
            (
                f"{people[GAINS]:,} / {people[LOSES]:,}",
                "户确定得益 / 受损",
                f"{people[UNSURE]:,} 户未定，{people[ALIKE]:,} 户待定如前",
            ),
        )
        items = "".join(
            f"<li><strong>{big}</strong><span>{what}</span><small>{note}</small></li>"
            for big, what, note in cards
        )
        return f'<ul class="figures">{items}</ul>'

    def _side_by_side(self) -> str:
        """Every option of a reading, a row each."""
        reforms = self.result["reforms"]
        base = reforms[0]["before"]
        most = max(1, base["amount"], *(r["after"]["amount"] for r in reforms))
        rows = [("基准", "现行设定和采用的读法", base, None)]
        rows += [(r["name"], r["meaning"], r["after"], r["subjects"]) for r in reforms]
        cells = "".join(_reading(*row, base["amount"], most) for row in rows)
        heads = ("读法", "意思", "对比", "应享", "与基准之差", "区间", "得益", "受损", "未定")
        return f"<section><h2>各种读法并列</h2>{_table('各种读法', heads, cells, text=(1, 2), kind='broad')}</section>"

    # one reform ------------------------------------------------------------------
    def _reform(self, reform: Row, of: str) -> str:
        return (
            self._changes(reform, of)
            + self._measures(reform, of)
            + self._where(reform, of)
            + self._groups(reform, of)
            + self._spread(reform, of)
            + self._budgets(reform, of)
        )

    def _changes(self, reform: Row, of: str) -> str:
        rows = "".join(
            f'<tr><th scope=row class="text">{escape(c["target"])} <span class="tag">模拟</span></th>'
            f'<td class="text">{escape(c["before"]) or "—"}</td><td class="text">{escape(c["after"])}</td>'
            f'<td class="text">{c["since"] or "自始"}</td></tr>'
            for c in reform["changes"]
        )
        if not rows:
            return f"<section><h2>{escape(of)}改动</h2><p>没有改动。</p></section>"
        table = _table(f"{of}改动", ("改动", "基准", "方案", "自"), rows, (1, 2, 3))
        return f"<section><h2>{escape(of)}改动</h2>{table}</section>"

    def _measures(self, reform: Row, of: str) -> str:
        changed = [m for m in reform["measures"] if m["changed"]]
        if not changed:
            return ""
        most = max(1, *(owed(m, end) or 0 for m in changed for end in ("before", "after")))
        heads = ("措施", "对比", "基准", "方案", "变化", "区间", "主体")
        rows = "".join(_measure(m, most) for m in changed)
        table = _table(f"{of}分措施", heads, rows, (6,), "broad")
        rest = len(reform["measures"]) - len(changed)
        return (
            f'<section><h2>{escape(of)}分措施</h2>{table}<p class="note">灰为基准，蓝为方案。'
            f"其余 {rest} 条措施没有变化。</p></section>"
        )

    def _where(self, reform: Row, of: str) -> str:
        groups = reform["groups"]["region"]
        moved = [g for g in groups if g["after"] != g["before"] or g[GAINS] or g[LOSES] or g[UNSURE]]
        moved.sort(key=lambda g: -abs(g["after"] - g["before"]))
        table = _groups_table(f"{of}分地区", "地区", moved, kind="scroll")
        drawn = ""
        if self.province is not None:
            changes = {g["key"]: g["after"] - g["before"] for g in groups if g["key"]}
            labels = {g["key"]: f"{wan(g['after'] - g['before'], True)} 万元" for g in groups if g["key"]}
            id_ = f"map-{self.result['reforms'].index(reform)}"
            drawn = change_map(self.province, changes, labels, "各地应享的变化", id_)
        inside = f'<div class="cols places">{drawn}{table}</div>' if drawn else table
        return f"<section><h2>{escape(of)}分地区</h2>{inside}</section>"

    def _groups(self, reform: Row, of: str) -> str:
        parts = []
        for dimension, (title, head) in DIMENSIONS.items():
            groups = [g for g in reform["groups"][dimension] if any(g[k] for k in (GAINS, LOSES, UNSURE))]
            if dimension == "industry":
                groups.sort(key=lambda g: -abs(g["after"] - g["before"]))
            if groups:
                parts.append(
                    f"<div><h3>{title}</h3>{_groups_table(of + title, head, groups[:SHOWN])}{_more(groups)}</div>"
                )
        if not parts:
            return ""
        return f'<section><h2>{escape(of)}分行业、分规模</h2><div class="cols even">{"".join(parts)}</div></section>'

    def _spread(self, reform: Row, of: str) -> str:
        found = reform["spread"]
        if not found["change"]["subjects"]:
            return ""
        chart = decile_columns(found["change"]["deciles"], "变化额的十分位")
        rows = "".join(
            f"<tr><th scope=row>{said}</th><td>{s['subjects']:,}</td><td>{wan(s['total'])}</td>"
            f"<td>{s['top1']:.1%}</td><td>{s['top10']:.1%}</td><td>{s['gini']:.3f}</td></tr>"
            for name, said in SERIES.items()
            if "gini" in (s := found[name])
        )
        heads = ("项目", "户", "金额", "最高1%占", "最高10%占", "基尼系数")
        table = _table(f"{of}集中程度", heads, rows)
        return (
            f'<section><h2>{escape(of)}分布与集中</h2><div class="cols even"><div><h3>每户变化的十分位（万元）</h3>'
            f"{chart}</div><div><h3>集中程度</h3>{table}</div></div></section>"
        )

    def _budgets(self, reform: Row, of: str) -> str:
        parts = []
        pairs = zip(self.result["baseline"]["budgets"], reform["budgets"], strict=True)
        for pair in pairs:
            cells = []
            for side, budget in zip(("基准", reform["name"]), pair, strict=True):
                lines = "".join(f"<li>{escape(line)}</li>" for line in budget_lines(budget))
                curve = budget_curve(budget, f"{side}：逐日申领与预算")
                cells.append(f'<div><strong>{side}</strong>{curve}<ul class="plain">{lines}</ul></div>')
            head = f"<h3>{escape(pair[0]['name'])}</h3>"
            parts.append(f'<div class="budget">{head}<div class="cols even">{"".join(cells)}</div></div>')
        if not parts:
            return ""
        assumed = "".join(f"<li>{escape(a)}。</li>" for a in self.result["assumptions"])
        return (
            f"<section><h2>{escape(of)}预算何时用尽</h2>{''.join(parts)}"
            f'<p class="note">实线按下限，虚线按上限。假设：</p><ul class="plain note">{assumed}</ul></section>'
        )

    def _method(self) -> str:
        items = "".join(f"<li>{m}</li>" for m in METHOD)
        listed = "、".join(escape(s["file"]) for s in self.result["settings"])
        files_ = f"<p>基准的设定文件：{listed}。</p>" if listed else ""
        return f'<footer><strong>怎样读</strong><ul class="plain">{items}</ul>{files_}地图边界仅供示意。</footer>'


def _reading(name: str, meaning: str, money: Row, people: Row | None, base: int, most: int) -> str:
    counts = "".join(f"<td>{people[k]:,}</td>" if people else "<td></td>" for k in (GAINS, LOSES, UNSURE))
    change = _delta(money["amount"] - base) if people else ""
    return (
        f'<tr><th scope=row class="text">{escape(name)}</th><td class="text">{escape(meaning)}</td>'
        f'<td><span class="pair"><i style="width:0;height:0"></i><i style="width:{money["amount"] / most:.1%}"></i></span></td>'
        f"<td>{wan(money['amount'])}</td><td>{change}</td>"
        f"<td class=num>{interval(money['low'], money['high'])}</td>{counts}</tr>"
    )


def _measure(measure: Row, most: int) -> str:
    before, after = owed(measure, "before"), owed(measure, "after")
    counts = "，".join(f"{c} {measure['changes'][c]:,}" for c in CHANGES if c in measure["changes"]) or "—"
    said = f"<tr><th scope=row>{escape(measure['title'])} <span class=tag>{measure['mode']}</span></th>"
    if before is None or after is None:
        who = "可以申报，不计金额" if measure["mode"] == "择优" else "不涉及资金"
        return f'{said}<td></td><td colspan=4 class="text">{who}</td><td class="text">{counts}</td></tr>'
    spans = dict.fromkeys(_span(measure[end]) for end in ("before", "after"))
    bars = f'<i style="width:{before / most:.1%}"></i><i style="width:{after / most:.1%}"></i>'
    return (
        f'{said}<td><span class="pair">{bars}</span></td><td class=num>{wan(before)}</td><td class=num>{wan(after)}</td>'
        f"<td class=num>{_delta(after - before)}</td><td class=num>{'<br>→ '.join(spans)}</td>"
        f'<td class="text">{counts}</td></tr>'
    )


def _span(money: Row | None) -> str:
    """A side's interval; nobody there, or nothing owed, is none."""
    return interval(money["low"], money["high"]) if money and money["low"] is not None else wan(0)


def _groups_table(label: str, head: str, groups: list[Row], kind: str = "") -> str:
    rows = "".join(
        f"<tr><th scope=row>{escape(g['name'])}</th><td>{wan(g['before'])}</td><td>{wan(g['after'])}</td>"
        f"<td>{_delta(g['after'] - g['before'])}</td><td>{g[GAINS]:,}</td><td>{g[LOSES]:,}</td>"
        f"<td>{g[UNSURE]:,}</td></tr>"
        for g in groups
    )
    return _table(label, (head, "基准", "方案", "变化", GAINS, LOSES, UNSURE), rows, kind=kind)


def _more(groups: list[Row]) -> str:
    rest = len(groups) - SHOWN
    return f'<p class="note">另有 {rest} 项较小的未列。</p>' if rest > 0 else ""


def _table(label: str, heads: Iterable[str], rows: str, text: tuple[int, ...] = (), kind: str = "") -> str:
    """A table that scrolls on its own where it is wider than the page."""
    cells = "".join(
        f'<th scope="col" class="text">{h}</th>' if i in text else f'<th scope="col">{h}</th>'
        for i, h in enumerate(heads)
    )
    return (
        f'<div class="wrap {kind}" tabindex="0" role="region" aria-label="{escape(label)}"><table>'
        f"<thead><tr>{cells}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _delta(fen: int) -> str:
    kind = "up" if fen > 0 else "down" if fen < 0 else ""
    return f'<span class="{kind}">{wan(fen, True)}</span>'


def _signed_words(fen: int) -> str:
    return ("+" if fen > 0 else "−" if fen < 0 else "") + money_words(abs(fen))
