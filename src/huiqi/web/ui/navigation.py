"""What the menu offers: each entry with the action it needs, shown to whom the table allows it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..actor import Actor
from ..permissions import permissions, scope


@dataclass(frozen=True)
class Item:
    """One entry: a URL's name, its title, and the action of its page."""

    url: str
    title: Promise
    action: str


MENU = (
    Item("home", _("首页"), "site.read"),
    Item("measures", _("政策措施"), "measure.read"),
    Item("publicity", _("公示"), "publicity.read"),
    Item("own-facts", _("企业信息"), "fact.own"),
    Item("firms", _("企业查询"), "register.read"),
    Item("corrections", _("更正核实"), "correction.decide"),
    Item("imports", _("登记数据"), "import.read"),
    Item("queue", _("待办"), "claim.queue"),
    Item("claims", _("申请"), "claim.read"),
    Item("documents", _("材料库"), "document.read"),
    Item("bindings", _("企业绑定核对"), "firm.read"),
    Item("runs", _("测算"), "run.read"),
    Item("publications", _("发布"), "publication.read"),
    Item("audiences", _("政策送达"), "audience.read"),
    Item("staff", _("人员"), "post.read"),
    Item("posts", _("岗位"), "post.read"),
    Item("kinships", _("回避声明"), "kinship.read"),
    Item("letters", _("文书"), "letter.read"),
    Item("terms", _("规定"), "term.read"),
    Item("jobs", _("后台任务"), "job.list"),
    Item("audit", _("审计查询"), "audit.read"),
)


def menu(actor: Actor) -> list[Item]:
    """The entries this actor may open."""
    return [item for item in MENU if scope(actor.role, item.action) and not permissions()[item.action].code]
