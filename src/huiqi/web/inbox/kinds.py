"""What a notice can be about, and whether its mail may be switched off."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """One kind; mail of a ``served`` one, which tells of a letter or guards an account, is always sent."""

    code: str
    title: Promise
    served: bool = False


ALL = (
    Kind("offer", _("免申即享")),
    Kind("policy", _("政策送达")),
    Kind("change", _("测算结果变化")),
    Kind("receipt", _("受理"), served=True),
    Kind("supplement", _("补正"), served=True),
    Kind("decision", _("决定"), served=True),
    Kind("objection", _("异议复核"), served=True),
    Kind("revocation", _("撤销告知"), served=True),
    Kind("deadline", _("期限提醒")),
    Kind("late", _("逾期说明"), served=True),
    Kind("payment", _("资金")),
    Kind("account", _("账户安全"), served=True),
    Kind("correction", _("数据更正")),
    Kind("task", _("待办")),
)
KINDS = {kind.code: kind for kind in ALL}
OPTIONAL = tuple(kind for kind in ALL if not kind.served)
