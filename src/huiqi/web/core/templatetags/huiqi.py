"""Filters of every template: money, masked numbers, dates with the words that belong to them."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from ...security.digests import masked
from ..money import exact, short

register = template.Library()


@register.filter
def money(fen: int | None) -> SafeString | str:
    """``120万元``, with the exact sum as its title; 待定 where nothing is known."""
    if fen is None:
        return "待定"
    return format_html('<data class="num" value="{}" title="{}">{}</data>', fen, exact(fen), short(fen))


@register.filter
def day(value: date | None) -> SafeString | str:
    """``2022年10月10日`` as a time element; a dash where there is none."""
    if value is None:
        return "—"
    text = f"{value.year}年{value.month}月{value.day}日"
    return format_html('<time class="num" datetime="{}">{}</time>', value.isoformat(), text)


register.filter("masked", masked)
register.filter("exact", exact)
