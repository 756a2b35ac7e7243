"""The page: figures, map, measures with their reasons, what the authority still has to set."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..codes.industries import industries
from ..codes.provinces import province_at_hand
from ..codes.regions import load_regions
from ..determine.run import open_run
from ..literals import money_text
from ..page import DEMO, document
from .data import Reasons, ReportData, read_data
from .maps import STEPS, counties_file, map_svg, thresholds

STATUSES = ("符合", "金额待定", "待明确", "待补充", "不符合", "不在执行期", "未启用")


def write_report(run: Path, province: Path | None = None) -> Path:
    """Write ``run/report.html``; ``province`` gives the map (default: the only one there is).

    Raises:
        HuiqiError: D0102 where ``run`` is no finished run.
    """
    info = open_run(run)
    page = Page(read_data(info), province or province_at_hand())
    target = run / "report.html"
    target.write_text(page.html(), encoding="utf-8")
    return target


class Page:
    """Builds the page's parts."""

    def __init__(self, data: ReportData, province: Path | None) -> None:
        self.data, self.summary, self.province = data, data.summary, province
        self.regions = load_regions(province) if province else None

    def html(self) -> str:
        """The whole document."""
        style = files(__package__).joinpath("report.css").read_text("utf-8")
        script = files(__package__).joinpath("report.js").read_text("utf-8")
        title = f"{self.summary['policy']['name']} · 测算报告"
        parts = (self._figures(), self._where(), self._measures(), self._waiting(), self._industries())
        body = f"{self._header()}<main>{''.join(parts)}</main>{self._footer()}"
        return document(title, style, body, script)

    def _header(self) -> str:
        policy, summary = self.summary["policy"], self.summary
        banner = DEMO if summary["demo"] else ""
        return (
            f'<header><p class="number">{escape(policy["number"])}</p><h1>{escape(policy["name"])}</h1>'
            f"<p>测算截至 {summary['as_of']} · 登记库快照 {summary['snapshot']['number']:04d}"
            f"（{summary['snapshot']['known_at']}）</p>{banner}</header>"
        )

    def _figures(self) -> str:
        measures = self.summary["measures"]
        money = sum(m["money"]["amount"] or 0 for m in measures)
        missing = sum(m["statuses"]["待补充"] for m in measures)
        waiting = sum(m["statuses"]["待明确"] + m["statuses"]["金额待定"] for m in measures)
        cards = (
            (
                f"{self.data.entitled_subjects:,}",
                "个主体至少符合一项",
                f"共 {self.summary['subjects']:,} 个主体",
            ),
            (money_words(money), "应享资金", "限额之后，不含择优措施"),
            (f"{missing:,}", "个候选还差信息", "补充事实即可确定"),
            (f"{waiting:,}", "个候选等主管部门", "待定比例、名单或解释"),
        )
        items = "".join(
            f"<li><strong>{big}</strong><span>{what}</span><small>{note}</small></li>"
            for big, what, note in cards
        )
        return f'<ul class="figures">{items}</ul>'

    # map -----------------------------------------------------------------------
    def _where(self) -> str:
        file = counties_file(self.province) if self.province else None
        table = self._region_table()
        if file is None:
            return f"<section><h2>分地区</h2>{table}</section>"
        everywhere = self.data.regions[""]
        labels = {code: _label(n, fen) for code, (n, fen) in everywhere.items()}
        values = {code: n for code, (n, _) in everywhere.items()}
        svg = map_svg(file, values, labels, "各县（市、区）符合条件的主体数，数字见旁边的表")
        return (
            f'<section><h2>分地区</h2>{self._pick()}<div class="cols"><figure>{svg}'
            f'<figcaption>符合条件的主体数 <span id="legend">{_legend(thresholds(values.values()))}</span></figcaption>'
            f'</figure><div class="scroll" tabindex="0" role="region" aria-label="分地区表">{table}</div></div>'
            f'<script type="application/json" id="regions">{self._region_data()}</script></section>'
        )

    def _pick(self) -> str:
        options = "".join(
            f'<option value="{escape(m["id"])}">{escape(m["title"])}</option>'
            for m in self.summary["measures"]
        )
        return (
            '<p class="js"><label>措施 <select id="pick"><option value="">全部措施</option>'
            f'{options}</select></label> <span id="picked" role="status"></span></p>'
        )

    def _region_data(self) -> str:
        codes = {code for found in self.data.regions.values() for code in found}
        names = {code: self._region(code) for code in sorted(codes)}
        data = {"names": names, "measures": self.data.regions, "steps": STEPS}
        return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")

    def _region_table(self) -> str:
        rows = sorted(self.data.regions[""].items(), key=lambda item: (-item[1][1], -item[1][0], item[0]))
        cells = "".join(
            f'<tr><th scope="row">{escape(self._region(code))}</th><td>{n:,}</td><td>{money_cell(fen)}</td></tr>'
            for code, (n, fen) in rows
        )
        return f'<table id="places">{_head("地区", "符合主体", "应享资金")}<tbody>{cells}</tbody></table>'

    def _region(self, code: str) -> str:
        return self.regions.full_name(code) if self.regions and code in self.regions else code

    # measures ------------------------------------------------------------------
    def _measures(self) -> str:
        cards = "".join(self._measure(m) for m in self.summary["measures"])
        key = "".join(f'<span class="key s{i}">{s}</span>' for i, s in enumerate(STATUSES))
        return f'<section><h2>各项措施</h2><p class="keys">{key}</p>{cards}</section>'

    def _measure(self, measure: dict[str, Any]) -> str:
        statuses = measure["statuses"]
        total = max(1, sum(statuses.values()))
        bar = "".join(
            f'<i class="s{i}" style="width:{statuses[s] / total:.4%}" title="{s} {statuses[s]:,}"></i>'
            for i, s in enumerate(STATUSES)
            if statuses[s]
        )
        counts = "，".join(f"{s} {statuses[s]:,}" for s in STATUSES if statuses[s])
        reasons = self.data.reasons[measure["id"]]
        near = f"<p>差一个条件：{reasons.near:,} 个候选</p>" if reasons.near else ""
        quotes = "".join(f"<blockquote>{escape(q)}</blockquote>" for q in measure["quotations"])
        demo = '<span class="tag">演示设定</span>' if measure["demo"] else ""
        return (
            f'<article id="{escape(measure["id"])}"><h3>{escape(measure["title"])} <span class="tag">{measure["mode"]}</span>{demo}</h3>'
            f'<p class="sum">{_money_line(measure)}</p><div class="bar" role="img" aria-label="{counts}">{bar}</div>'
            f'<p class="counts">{counts}</p><details><summary>条款与主要理由</summary>{quotes}'
            f"{_readings(measure)}{_reason_list(reasons)}{near}</details></article>"
        )

    def _waiting(self) -> str:
        rows = "".join(
            _waiting_row(measure, self.data.reasons[measure["id"]])
            for measure in self.summary["measures"]
            if _held(measure)
        )
        if not rows:
            return ""
        head = _head("措施", "待定事项", "候选", "资金区间")
        return f'<section><h2>等主管部门确定的事项</h2><table class="waiting">{head}<tbody>{rows}</tbody></table></section>'

    def _industries(self) -> str:
        found = self.summary.get("industries", {})
        rows = sorted(found.items(), key=lambda item: -item[1]["subjects"])[:15]
        if not rows:
            return ""
        most = rows[0][1]["subjects"] or 1
        known = industries()
        bars = "".join(
            f'<tr><th scope="row">{escape(known[code].name if code in known else code)}'
            f'<i style="width:{v["subjects"] / most:.2%}"></i></th><td>{v["subjects"]:,}</td>'
            f"<td>{money_cell(v['amount'])}</td></tr>"
            for code, v in rows
        )
        head = _head("行业大类", "符合主体", "应享资金")
        return f'<section><h2>分行业</h2><table class="bars">{head}<tbody>{bars}</tbody></table></section>'

    def _footer(self) -> str:
        return (
            "<footer><p>每个结论可逐条解释：<code>huiqi explain</code>；逐条名单：<code>huiqi export</code>。"
            "地图边界仅供示意，边界数据未注明出处。</p></footer>"
        )


def money_words(fen: int) -> str:
    """Money short enough for a figure, half rounded up: 1.23亿元, 456.7万元."""
    for unit, size, digits in (("亿元", 10**10, 2), ("万元", 10**6, 1)):
        if fen >= size:
            step = size // 10**digits
            return f"{(fen + step // 2) // step / 10**digits:,.{digits}f}{unit}"
    return money_text(fen)


def money_cell(fen: int) -> str:
    """Money in a table, — where there is none."""
    return money_words(fen) if fen else "—"


def _label(subjects: int, fen: int) -> str:
    return f"{subjects:,} 个主体" + (f"，{money_words(fen)}" if fen else "")


def _head(*names: str) -> str:
    cells = "".join(f'<th scope="col">{name}</th>' for name in names)
    return f"<thead><tr>{cells}</tr></thead>"


def _held(measure: dict[str, Any]) -> int:
    """Candidates that wait for an authority."""
    return int(measure["statuses"]["待明确"] + measure["statuses"]["金额待定"])


def _waiting_row(measure: dict[str, Any], reasons: Reasons) -> str:
    what = "、".join(name for name, _ in reasons.unset[:4])
    span = "—" if measure["money"]["low"] is None else _span(measure["money"])
    return (
        f'<tr><th scope="row"><a href="#{escape(measure["id"])}">{escape(measure["title"])}</a></th>'
        f"<td>{escape(what)}</td><td>{_held(measure):,}</td><td>{span}</td></tr>"
    )


def _span(money: dict[str, Any]) -> str:
    high = "不设上限" if money["high"] is None else money_words(money["high"])
    return f"{money_words(money['low'])} 至 {high}"


def _money_line(measure: dict[str, Any]) -> str:
    money = measure["money"]
    if not measure["money"] or money["low"] is None:
        eligible = measure["statuses"]["符合"]
        return f"{eligible:,} 个符合" + ("（无资金）" if money["amount"] is None else "")
    if measure["mode"] == "择优":
        return f"{measure['statuses']['符合']:,} 个可以申请（择优，不计入应享资金）"
    return f"<strong>{money_words(money['amount'])}</strong> 应享；全部候选 {_span(money)}"


def _readings(measure: dict[str, Any]) -> str:
    adopted = "；".join(f"{escape(k)}：{escape(v)}" for k, v in measure["readings"].items())
    opened = "、".join(measure["open_readings"])
    said = f"<p>采用的解释：{adopted}</p>" if adopted else ""
    return said + (f"<p>尚未采用的读法：{escape(opened)}</p>" if opened else "")


def _reason_list(reasons: Reasons) -> str:
    groups = (
        ("不符合主要因为", reasons.false),
        ("待补充的事实在", reasons.unknown),
        ("待主管部门的在", reasons.unset),
    )
    parts = []
    for title, items in groups:
        if items:
            listed = "、".join(f"{escape(name)} {count:,}" for name, count in items[:5])
            parts.append(f"<dt>{title}</dt><dd>{listed}</dd>")
    return f"<dl>{''.join(parts)}</dl>"


def _legend(bounds: list[int]) -> str:
    """Each colour with its upper bound; a colour that no number can have is left out."""
    before = [0, *bounds]
    edges = [
        "0",
        *(f"≤{b:,}" if b != a else "" for a, b in zip(before, bounds)),
        *(f">{b:,}" for b in bounds[-1:]),
    ]
    return "".join(
        f'<span><i style="background:{colour}"></i>{edge}</span>'
        for colour, edge in zip(STEPS, edges)
        if edge
    )
