"""Letters, notices and provisions for tests: made through the services, on top of the world."""

from huiqi.letters import Addressee, Amount, Finding, LetterKind, Matter
from huiqi.web.accounts.models import Mandate
from huiqi.web.actor import Actor
from huiqi.web.audit.services import seal_entries, set_root
from huiqi.web.authorities.models import Authority, Department
from huiqi.web.core.clock import today
from huiqi.web.core.service import service
from huiqi.web.correspondence.contents import Contents
from huiqi.web.correspondence.models import IssuedLetter
from huiqi.web.correspondence.services import issue
from huiqi.web.inbox.models import Notice
from huiqi.web.inbox.notifying import Message, notify, notify_all
from huiqi.web.terms.loading import seed_demo
from huiqi.web.terms.services import propose_provision
from huiqi.web.terms.values import Span
from tests.sample import PROVINCE
from tests.web.world import FIRM, HERE, acting

MATTER = Matter("示例补助", "《示例措施》", "第一条", "对符合条件的企业给予补助。", "SL-1")
APPROVED = Contents(
    matter=MATTER,
    addressee=Addressee("示例机械有限公司", FIRM),
    amounts=(Amount("核定金额", 60_000_000), Amount("待定部分", None)),
    findings=(Finding("符合全部条件"),),
)


def case(firm: str = "owner", line: str = "工信") -> Mandate:
    """A row of the site that has what a letter asks of its subject."""
    row = Mandate.objects.get(person__login=firm)
    row.department = Department.objects.get(code=line)  # type: ignore[attr-defined]
    return row


def approved() -> IssuedLetter:
    """An approval for the owner's firm."""
    return issue(acting("officer"), kind=LetterKind.APPROVAL, subject_object=case(), letter_fields=APPROVED)


@service("account.change")
def tell(actor: Actor, **given: object) -> Notice:
    """A service of some other application that tells somebody something."""
    whom = given or {"firm": FIRM}
    text = {"kind": "offer", "title": "有一项政策可以领取", "body": "请确认意愿。", "link": "/account/"}
    return notify(actor, **{**text, **whom})  # type: ignore[arg-type]


@service("account.change")
def tell_all(actor: Actor, *, kind: str, firms: list[str]) -> list[Notice]:
    """A service that tells many firms at once."""
    told = [Message(firm, "有一项政策可以领取", "请确认意愿。", "/account/") for firm in firms]
    return notify_all(actor, kind=kind, messages=told)


def furnish() -> None:
    """Something on every page of letters, notices, provisions and roots."""
    seed_demo(PROVINCE)
    letter = approved()
    officer = acting("officer")
    tell(officer, firm=FIRM, kind="decision", title=f"决定书 {letter.number} 已送达", link="/letters/")
    tell(officer)
    tell(officer, office=(Authority.objects.get(code=HERE), Department.objects.get(code="工信")), kind="task")
    propose_provision(
        acting("policy"),
        name="公示",
        authority=Authority.objects.get(code=HERE[:2]),
        value=Span(7, "工作日"),
        reference="示府发〔2022〕1号第三条",
        reason="按新文件执行",
        since=today(),
    )
    seal_entries()
    set_root()
