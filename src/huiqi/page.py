"""What every offline page has: the frame of the document, and the notice of a demo."""

from __future__ import annotations

from html import escape

DEMO = (
    '<p class="demo" role="note"><strong>演示</strong> 比例、名单、采用的读法和登记数据均为演示，'
    "不代表主管部门的决定。</p>"
)


def document(title: str, style: str, body: str, script: str = "") -> str:
    """A whole page that needs nothing else; ``title`` is text, the rest HTML, CSS and JavaScript."""
    run = f"<script>{script}</script>" if script else ""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body>{body}{run}</body></html>"
    )
