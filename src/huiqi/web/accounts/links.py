"""A one-time link to set a password, sent to the person's own address: for whoever forgot, or was invited.

Nothing of it is stored: the token vouches for the password, the address and the last sign-in as they
were when it was sent, so that it is void once any of them is another, or after a day.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from ..core.clock import now
from .models import Person


class Tokens(PasswordResetTokenGenerator):
    """Django's tokens by the site's clock; ``PASSWORD_RESET_TIMEOUT`` seconds long."""

    key_salt = "huiqi.accounts.links"

    def _now(self) -> datetime:
        return now().replace(tzinfo=None)


TOKENS = Tokens()


def is_valid(person: Person | None, token: str) -> bool:
    """Whether that link still sets that person's password."""
    return bool(person and person.is_active and TOKENS.check_token(person, token))


def send_link(person: Person) -> None:
    """To whoever forgot their password."""
    text = _("{name}，您好：\n\n打开下面的链接设置新密码。链接一天内有效，只能用一次。如非本人操作，请忽略。")
    _send(person, _("重设惠企密码"), text)


def send_invitation(person: Person) -> None:
    """To somebody of staff who is new."""
    text = _(
        "{name}，您好：\n\n已为您开设工作账户，用户名是 {login}。打开下面的链接设置密码，链接一天内有效，只能用一次；过期后在登录页点“忘记密码”。"
    )
    _send(person, _("惠企工作账户"), text)


def send_nothing_to_set(email: str) -> None:
    """To an address that has no account: asking takes as long for it as for any other."""
    text = _("有人用这个邮箱申请重设惠企密码，但它没有账户。如非本人操作，请忽略。")
    send_mail(_("惠企账户"), text, None, [email])


def _send(person: Person, title: str, text: str) -> None:
    path = reverse("password-link", kwargs={"pk": person.pk, "token": TOKENS.make_token(person)})
    body = text.format(name=person.name, login=person.login) + f"\n\n{settings.ORIGIN}{path}"
    send_mail(title, body, None, [person.address])
