"""Filters of every template: money, masked numbers, dates with the words that belong to them."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from ...security.digests import masked
from ..money import exact, exact_number, short

register = template.Library()


@register.filter
def money(fen: int | None) -> SafeString | str:
    """``120万元``, with the exact sum as its title; 待定 where nothing is known."""
    if fen is None:
        return gettext("待定")
    shown = short(fen) if _chinese() else sum_(fen).removesuffix(".00")
    return format_html('<data class="num" value="{}" title="{}">{}</data>', fen, sum_(fen), shown)


@register.filter("exact")
def sum_(fen: int) -> str:
    """``1,200,000.00 元``, or ``CNY 1,200,000.00`` in English."""
    return exact(fen) if _chinese() else f"CNY {exact_number(fen)}"


@register.filter
def day(value: date | None) -> SafeString | str:
    """``2022年10月10日``, or ``10 October 2022``, as a time element; a dash where there is none."""
    if value is None:
        return "—"
    text = f"{value.year}年{value.month}月{value.day}日" if _chinese() else date_format(value, "j F Y")
    return format_html('<time class="num" datetime="{}">{}</time>', value.isoformat(), text)


def _chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


register.filter("masked", masked)
