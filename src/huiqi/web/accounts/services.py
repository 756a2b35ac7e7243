"""Accounts opened, people let in, firms bound, mandates given and taken back, data revealed."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.hashers import make_password

from ...codes.credit import credit_code_fault
from ..actor import Actor
from ..audit.recording import change, create, note
from ..authorities.models import Authority, Department
from ..authorities.queries import authority_of_code
from ..authorities.services import propose_post
from ..core.clock import today
from ..core.service import Failed, service
from ..permissions import Role
from ..security.fields import index_of
from .links import is_valid
from .models import Kinship, Mandate, Person
from .permissions import can_confirm_binding, can_revoke, tied_firms
from .queries import is_taken, person_named

REGION = slice(2, 8)
REVEALED = {"phone", "identity_number"}


@service("account.register")
def register(actor: Actor, *, login: str, name: str, email: str, password: str) -> Person:
    """An account whose address was proved; ``password`` is hashed already."""
    return create(Person, login=login, name=name, email=email, password=password)


@service("account.add")
def add_staff(actor: Actor, *, login: str, name: str, password: str) -> Person:
    """An account for somebody who will hold a post; ``password`` is hashed already.

    Raises:
        Failed: the name is taken.
    """
    if person_named(login) is not None:
        raise Failed("用户名已被使用", "换一个用户名")
    return create(Person, login=login.lower(), name=name, password=password)


@service("account.recover")
def ask_link(actor: Actor, *, person: Person) -> None:
    """The person is sent a link to set a new password."""
    note(person, sent="link")


@service("account.recover")
def set_password(actor: Actor, *, person: Person, token: str, password: str) -> Person:
    """A new password by a link that is still good; every session of the person ends with the old one.

    Raises:
        Failed: the link was used, is too old, or was never one.
    """
    row = Person.objects.select_for_update().get(pk=person.pk)
    if not is_valid(row, token):
        raise Failed("链接已用过或已过期", "在登录页点“忘记密码”，重新申请")
    return change(row, password=make_password(password))


@service("account.invite")
def invite(
    actor: Actor,
    *,
    login: str,
    name: str,
    email: str,
    authority: Authority,
    department: Department,
    role: str,
) -> Person:
    """An account for a post that is proposed with it; the person alone sets password and device.

    Raises:
        Failed: the name is taken, or the address belongs to somebody else.
    """
    if person_named(login) is not None or is_taken(email):
        raise Failed("用户名或邮箱已被使用", "已有账户的人，在“岗位”页为其提出岗位")
    values = {"login": login.lower(), "name": name, "email": email, "password": make_password(None)}
    person = create(Person, **values, invited=True)
    propose_post(actor, person_id=person.pk, authority=authority, department=department, role=role)
    return person


@service("account.invite")
def invite_again(actor: Actor, *, person: Person) -> None:
    """The invitation is sent once more.

    Raises:
        Failed: the person has set a password already.
    """
    if not person.invited or person.has_usable_password():
        raise Failed("这个账户已经设好密码", "请本人在登录页点“忘记密码”")
    note(person, sent="invitation")


@service("account.numbers")
def change_numbers(actor: Actor, *, person: Person, phone: str, identity_number: str) -> Person:
    """The person's own numbers; an empty one stays as it is.

    Raises:
        Failed: somebody else's, nothing that is new, or an identity number that another account has.
    """
    if actor.person != person.pk:
        raise Failed("只能登记本人的号码", "由本人登录后登记")
    given = {"phone": phone, "identity_number": identity_number}
    new = {name: value for name, value in given.items() if value and value != getattr(person, name)}
    if not new:
        raise Failed("没有要更改的号码", "填写新的手机号或证件号码")
    index = index_of(Person, "identity_number", new.get("identity_number", ""))
    if index and Person.objects.filter(identity_index=index).exists():
        raise Failed("这个证件号码已登记在另一个账户", "一个人只用一个账户，请登录原来的账户")
    return change(person, **new)


@service("account.sign-in")
def record_sign_in(actor: Actor, *, person: Person, device: str) -> None:
    """Somebody was let in."""
    note(person, device=device)


@service("account.change")
def choose_capacity(actor: Actor, *, person: Person, capacity: str) -> None:
    """They act as something else from now on."""
    note(person, capacity=capacity)


@service("account.reveal")
def reveal(actor: Actor, *, person: Person, field: str, reason: str) -> str:
    """An encrypted field in the clear, once, with the reason why.

    Raises:
        Failed: a field that is none of those, or somebody else's.
    """
    if field not in REVEALED or actor.person != person.pk:
        raise Failed("不能查看这一项", "只能查看本人的手机号和证件号码")
    note(person, revealed=field, reason=reason)
    value: str = getattr(person, field)
    return value


@service("firm.bind")
def ask_binding(actor: Actor, *, credit_code: str) -> Mandate:
    """Ask to act for a firm as its owner; an owner it has, or an officer, confirms.

    Raises:
        Failed: no credit code, no authority for it, or asked already.
    """
    if fault := credit_code_fault(credit_code):
        raise Failed(fault, "核对营业执照上的代码")
    authority = authority_of_code(credit_code[REGION])
    if authority is None:
        raise Failed("这个代码不属于本省的登记机关", "请到窗口办理")
    _refuse_second(actor.person, credit_code)
    return create(
        Mandate,
        person_id=actor.person,
        credit_code=credit_code,
        role=Role.OWNER.value,
        authority=authority,
        since=today(),
    )


@service("firm.serve")
def serve_firm(actor: Actor, *, person: Person, credit_code: str) -> str:
    """The capacity of a counter officer on behalf of a firm, or of no firm where the code is empty.

    Raises:
        Failed: no credit code, or not of the counter's authority.
    """
    post = actor.held
    if credit_code and (fault := credit_code_fault(credit_code)):
        raise Failed(fault, "核对营业执照上的代码")
    authority = authority_of_code(credit_code[REGION])
    if credit_code and (authority is None or not authority.code.startswith(actor.authority)):
        raise Failed("这家企业不在本窗口的辖区", "请企业到登记地的窗口办理")
    note(person, serves=credit_code)
    return f"{post}@{credit_code}" if credit_code else post


@service("firm.confirm")
def confirm_binding(actor: Actor, *, mandate: Mandate, basis: str) -> Mandate:
    """The person may act for the firm; ``basis`` says what was checked.

    Raises:
        Failed: one's own, or it does not wait any longer.
    """
    row = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not can_confirm_binding(actor, row, tied_firms(actor.person)):
        raise Failed("不能确认这项绑定", "本人不能确认自己或应当回避的绑定，已确认或撤回的不能再确认")
    return change(row, confirmed_by_id=actor.person, basis=basis)


@service("kinship.declare")
def declare_kinship(actor: Actor, *, credit_code: str, relation: str) -> Kinship:
    """Declare that a firm is one's own or a relative's: what is decided of it is then for others."""
    held = Kinship.objects.filter(person=actor.person, credit_code=credit_code).first()
    if held is not None:
        note(held, declared=relation)
        return change(held, relation=relation)
    return create(Kinship, person_id=actor.person, credit_code=credit_code, relation=relation, since=today())


@service("mandate.grant")
def grant_mandate(actor: Actor, *, login: str, role: str) -> Mandate:
    """Let a person act for the actor's firm as clerk or bookkeeper.

    Raises:
        Failed: nobody of that name, or they act for it already.
    """
    person = person_named(login)
    if person is None or person.pk == actor.person or role not in (Role.CLERK, Role.BOOKKEEPER):
        raise Failed("不能授权给这个用户", "核对对方的用户名；本人无须授权")
    _refuse_second(person.pk, actor.firm)
    own = Mandate.objects.get(pk=actor.capacity.partition(":")[2])
    return create(
        Mandate,
        person=person,
        credit_code=actor.firm,
        role=role,
        authority=own.authority,
        since=today(),
        confirmed_by_id=actor.person,
        basis="企业负责人授权",
    )


@service("mandate.revoke")
def revoke_mandate(actor: Actor, *, mandate: Mandate) -> Mandate:
    """The mandate ends at once.

    Raises:
        Failed: it has ended, or is neither one's own nor of one's firm.
    """
    row = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not can_revoke(actor, row):
        raise Failed("不能撤销这项授权", "只有企业负责人或本人可以撤销")
    return change(row, until=today() - timedelta(days=1))


def _refuse_second(person: int | None, credit_code: str) -> None:
    if Mandate.objects.filter(person=person, credit_code=credit_code, until=None).exists():
        raise Failed("已经申请或取得这家企业的授权", "在“我的账户”查看")
