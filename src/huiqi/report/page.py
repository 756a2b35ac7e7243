"""The page: figures, map, measures with their reasons, what the authority still has to set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from ..codes.industries import industries
from ..codes.regions import load_regions
from ..determine.run import open_run
from ..literals import money_text
from .data import Reasons, ReportData, read_data
from .maps import STEPS, counties_file, map_svg, thresholds

STATUSES = ("符合", "金额待定", "待明确", "待补充", "不符合", "不在执行期", "未启用")
PROVINCES = Path("provinces")


def write_report(run: Path, province: Path | None = None) -> Path:
    """Write ``run/report.html``; ``province`` gives the map (default: the only one there is).

    Raises:
        HuiqiError: D0102 where ``run`` is no finished run.
    """
    info = open_run(run)
    found = [p.parent for p in sorted(PROVINCES.glob("*/authorities.csv"))]
    place = province or (found[0] if len(found) == 1 else None)
    page = Page(read_data(info), place)
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
        body = "".join(
            (
                self._header(),
                self._figures(),
                self._where(),
                self._measures(),
                self._waiting(),
                self._industries(),
            )
        )
        return (
            '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{escape(title)}</title><style>{style}</style></head><body>{body}"
            f"{self._footer()}<script>{script}</script></body></html>"
        )

    def _header(self) -> str:
        policy, summary = self.summary["policy"], self.summary
        banner = (
            '<p class="demo" role="note"><strong>演示</strong> 比例、名单、采用的读法和登记数据均为演示，不代表主管部门的决定。</p>'
            if summary["demo"]
            else ""
        )
        return (
            f'<header><p class="number">{escape(policy["number"])}</p><h1>{escape(policy["name"])}</h1>'
            f"<p>测算截至 {summary['as_of']} · 登记库快照 {summary['snapshot']['number']:04d}"
            f"（{summary['snapshot']['known_at']}）</p></header>{banner}"
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
        labels = {code: f"{n:,} 个主体，{money_words(fen)}" for code, (n, fen) in everywhere.items()}
        values = {code: n for code, (n, _) in everywhere.items()}
        svg = map_svg(file, values, labels, "各县（市、区）符合条件的主体数")
        options = "".join(
            f'<option value="{escape(m["id"])}">{escape(m["title"])}</option>'
            for m in self.summary["measures"]
        )
        data = json.dumps(self.data.regions, ensure_ascii=False).replace("<", "\\u003c")
        bounds = thresholds(values.values())
        return (
            '<section class="where"><h2>分地区</h2><div class="cols"><figure>'
            f'<label class="js">措施 <select id="pick"><option value="">全部措施</option>{options}</select></label>'
            f'{svg}<figcaption>{_legend(bounds)}<span id="hint">颜色为符合条件的主体数</span></figcaption></figure>'
            f'<div class="scroll">{table}</div></div>'
            f'<script type="application/json" id="regions">{data}</script></section>'
        )

    def _region_table(self) -> str:
        rows = sorted(self.data.regions[""].items(), key=lambda item: -item[1][1])
        cells = "".join(
            f"<tr><th scope=row>{escape(self._region(code))}</th><td>{n:,}</td><td>{money_words(fen)}</td></tr>"
            for code, (n, fen) in rows
        )
        return f"<table><thead><tr><th>地区</th><th>符合主体</th><th>应享资金</th></tr></thead><tbody>{cells}</tbody></table>"

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
            f'<article><h3>{escape(measure["title"])} <span class="tag">{measure["mode"]}</span>{demo}</h3>'
            f'<p class="sum">{_money_line(measure)}</p><div class="bar" role="img" aria-label="{counts}">{bar}</div>'
            f'<p class="counts">{counts}</p><details><summary>条款与主要理由</summary>{quotes}'
            f"{_readings(measure)}{_reason_list(reasons)}{near}</details></article>"
        )

    def _waiting(self) -> str:
        rows = []
        for measure in self.summary["measures"]:
            unset = self.data.reasons[measure["id"]].unset
            held = measure["statuses"]["待明确"] + measure["statuses"]["金额待定"]
            if held:
                what = "、".join(name for name, _ in unset[:4])
                money = measure["money"]
                span = _span(money) if measure["money"]["low"] is not None else "—"
                rows.append(
                    f"<tr><th scope=row>{escape(measure['title'])}</th><td>{held:,}</td><td>{escape(what)}</td><td>{span}</td></tr>"
                )
        if not rows:
            return ""
        return (
            "<section><h2>等主管部门确定的事项</h2><table><thead><tr><th>措施</th><th>候选</th><th>待定事项</th>"
            f"<th>资金区间</th></tr></thead><tbody>{''.join(rows)}</tbody></table></section>"
        )

    def _industries(self) -> str:
        found = self.summary.get("industries", {})
        rows = sorted(found.items(), key=lambda item: -item[1]["subjects"])[:15]
        if not rows:
            return ""
        most = rows[0][1]["subjects"] or 1
        known = industries()
        bars = "".join(
            f"<tr><th scope=row>{escape(known[code].name if code in known else code)}</th>"
            f'<td class="wide"><i style="width:{v["subjects"] / most:.2%}"></i></td><td>{v["subjects"]:,}</td>'
            f"<td>{money_words(v['amount'])}</td></tr>"
            for code, v in rows
        )
        return (
            "<section><h2>分行业</h2><table class=bars><thead><tr><th>行业大类</th><th></th><th>符合主体</th>"
            f"<th>应享资金</th></tr></thead><tbody>{bars}</tbody></table></section>"
        )

    def _footer(self) -> str:
        return (
            "<footer><p>每个结论可逐条解释：<code>huiqi explain</code>；逐条名单：<code>huiqi export</code>。"
            "地图边界仅供示意，边界数据未注明出处。</p></footer>"
        )


def money_words(fen: int) -> str:
    """Money short enough for a figure: 1.23亿元, 456.7万元."""
    yuan = fen / 100
    if yuan >= 1e8:
        return f"{yuan / 1e8:,.2f}亿元"
    if yuan >= 1e4:
        return f"{yuan / 1e4:,.1f}万元"
    return money_text(fen)


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
    edges: Iterator[str] = iter(["0", *(f"≤{b:,}" for b in bounds), f">{bounds[-1]:,}" if bounds else ""])
    return "".join(
        f'<span class="swatch" style="background:{c}"></span>{e} ' for c, e in zip(STEPS, edges, strict=False)
    )
