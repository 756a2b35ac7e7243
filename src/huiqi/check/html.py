"""The coverage page: the document on the left, the rules on the right, each sentence linked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path

from ..page import document
from ..policy.load import load_package
from ..policy.model import KINDS, Declaration, Package, Segment
from ..prose import say
from ..tree.measure import Measure
from .coverage import carriers, every_carrier

FORM_NAMES = {"desk": "受理", "fund": "资金", "duty": "任务"}
LONG_HEADING = 40
CLASSES = {"B": "benefit", "F": "fund", "D": "desk", "T": "duty"}


def coverage_html(path: Path, file: Path) -> None:
    """Write the page of a package.

    Raises:
        HuiqiError: where the package does not load.
    """
    package = load_package(path)
    style = files(__package__).joinpath("coverage.css").read_text("utf-8")
    key = "".join(f'<span class="{CLASSES[k]}">{v}</span>' for k, v in KINDS.items())
    original = "".join(_segment(package, s) for s in package.segments)
    rules = "".join(_rules(package))
    body = (
        f"<header><h1>{escape(package.name)}</h1><p>{escape(package.texts.get('编号', ''))} · "
        f"{len(package.segments)} 句，{len(package.measures)} 条措施，{len(package.declarations)} 项声明</p>"
        f'<p class="key">{key}<span>声明、标题、效力</span></p></header>'
        f'<main><article class="document"><h2>文件原文</h2>{original}</article>'
        f'<div class="rules"><h2>规则</h2>{rules}</div></main>'
    )
    file.write_text(document(f"{package.name} · 条款覆盖", style, body), encoding="utf-8")


def _segment(package: Package, segment: Segment) -> str:
    links = "".join(f'<a href="#{escape(c.id)}">{escape(c.id)}</a>' for c in carriers(package, segment.row))
    kind = CLASSES.get(segment.kinds[0] if segment.kinds else "", "plain")
    kinds = "".join(
        f'<span class="tag {CLASSES.get(k, "plain")}">{escape(KINDS.get(k, k))}</span>' for k in segment.kinds
    )
    tag = "h3" if "标题" in segment.kinds and len(segment.text) < LONG_HEADING else "p"
    shown = f'<span class="links">{links}</span>' if links else ""
    return (
        f'<{tag} id="s-{escape(segment.row)}" class="{kind}"><small>{escape(segment.row)} {kinds}</small>'
        f"{escape(segment.text.lstrip('#'))}{shown}</{tag}>"
    )


def _rules(package: Package) -> Iterator[str]:
    order = {s.row: i for i, s in enumerate(package.segments)}
    last = len(order)
    for carrier in sorted(every_carrier(package), key=lambda c: min(order.get(r, last) for r in c.rows)):
        yield _measure(carrier) if isinstance(carrier, Measure) else _declaration(carrier)


def _head(carrier: Measure | Declaration, kind: str, label: str) -> str:
    rows = "".join(f'<a href="#s-{escape(r)}">{escape(r)}</a>' for r in carrier.rows)
    quotes = "".join(f"<blockquote>{escape(q)}</blockquote>" for q in carrier.quotations)
    return (
        f'<section id="{escape(carrier.id)}" class="{kind}"><h3>{escape(carrier.title)}</h3>'
        f'<p class="meta">{label} · {escape(carrier.id)} · 条款 {rows}</p>{quotes}'
    )


def _measure(measure: Measure) -> str:
    body = measure.body
    conditions = "".join(
        f"<li><b>{escape(c.name)}</b> {escape(say(c.node))}</li>" for c in (*body.scope, *body.conditions)
    )
    amount = f"<p><b>金额</b> {escape(say(body.amount))}</p>" if body.amount is not None else ""
    limits = "".join(f"<li><b>{escape(x.name)}</b> 不超过{escape(say(x.ceiling))}</li>" for x in body.limits)
    parameters = "".join(
        f"<li><b>{escape(p.name)}</b> {escape(p.bound_text or '由机关设定')}</li>"
        for p in measure.parameters.values()
    )
    readings = "".join(
        f"<li><b>{escape(name)}</b> {escape(measure.meanings.get(name, ''))}"
        + (f"：{escape(say(b.amount))}" if b.amount is not None else "")
        + "</li>"
        for name, b in measure.alternatives.items()
    )
    glosses = "".join(
        f"<tr><td>{escape(g.phrase)}</td><td>{escape('、'.join(f'{p} {t}'.strip() for p, t in g.targets))}</td></tr>"
        for g in measure.glosses
    )
    omitted = "".join(
        f"<tr><td>{escape(p)}</td><td>略：{escape(r)}</td></tr>" for p, r in measure.omissions.items()
    )
    parts = [
        _head(measure, "benefit", f"措施 · {body.mode.value} · {measure.kind.name}"),
        f"<ul>{conditions}</ul>" if conditions else "",
        amount,
        f"<p><b>限额</b></p><ul>{limits}</ul>" if limits else "",
        f"<p><b>参数</b></p><ul>{parameters}</ul>" if parameters else "",
        f"<p><b>读法</b></p><ul>{readings}</ul>" if readings else "",
        f"<details><summary>释义</summary><table>{glosses}{omitted}</table></details></section>",
    ]
    return "".join(parts)


def _declaration(declaration: Declaration) -> str:
    texts = "".join(
        f"<li><b>{escape(k)}</b> {escape(v)}</li>"
        for k, v in declaration.texts.items()
        if k not in {"编号", "条款", "名称"}
    )
    blocks = "".join(
        f"<li><b>{escape(name)}</b><ul>{_entries(block)}</ul></li>"
        for name, block in declaration.blocks.items()
        if name not in {"释义", "略"}
    )
    return (
        _head(declaration, declaration.form, FORM_NAMES[declaration.form])
        + f"<ul>{texts}{blocks}</ul></section>"
    )


def _entries(block: Mapping[str, str]) -> str:
    return "".join(f"<li>{escape(f'{name}：{text}' if text else name)}</li>" for name, text in block.items())
