"""Every provision by name, with the kind of its value and what it is for."""

from __future__ import annotations

from dataclasses import dataclass

from .values import Count, Day, Handling, Office, Span, Value, Wording


@dataclass(frozen=True)
class Name:
    """One provision: its kind, a sentence for the page, and what a row of it may be limited to."""

    name: str
    kind: type[Value]
    about: str
    measured: bool = False


ALL = (
    Name("受理", Span, "收到申请后，作出受理或不予受理的期限", measured=True),
    Name("补正", Span, "通知补正后，申请人补齐材料的期限", measured=True),
    Name("审核", Span, "受理后每一级提出意见或作出决定的期限", measured=True),
    Name("审核级数", Count, "作出决定前经过几级审核", measured=True),
    Name("公示", Span, "拟支持名单公示的期间", measured=True),
    Name("异议", Span, "对决定提出异议的期限", measured=True),
    Name("复核", Span, "收到异议后，上级机关作出复核决定的期限", measured=True),
    Name("听证", Span, "拟撤销时，陈述、申辩和要求听证的期限"),
    Name("冷静期", Span, "收款账户变更后，不予付款的期间"),
    Name("拨付", Span, "承诺资金后，支付到账的期限", measured=True),
    Name("申报截止", Day, "一项措施最后的申报日", measured=True),
    Name("办理方式", Handling, "一项措施免申即享还是在线申请，由哪个部门主办", measured=True),
    Name("办理机构", Office, "文书的落款、机关代字和联系方式"),
    Name("决定救济", Wording, "不予受理和各类决定的复议、诉讼告知"),
    Name("复核救济", Wording, "复核决定的后续救济告知"),
    Name("撤销权利", Wording, "拟撤销时，陈述、申辩、听证权利的告知"),
)
NAMES = {name.name: name for name in ALL}
