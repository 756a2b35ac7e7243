"""A new account: kept in the visitor's session until the code sent to its address is given there.

Nothing of it is a row before, so nobody prepares an account for somebody else's address: the code
opens only what was written in the same browser.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.base import SessionBase
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from ..actor import Actor
from ..core.clock import now
from ..security.digests import digest, same
from .models import Person
from .queries import is_taken
from .services import register

KEY, DIGITS, TRIES = "registering", 6, 5
VALID = timedelta(minutes=5).total_seconds()


def begin(session: SessionBase, *, name: str, email: str, password: str) -> None:
    """Send a code; to an address that has an account already, a word that it has. It takes as long."""
    token = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    hashed = make_password(password)
    known = is_taken(email)
    session[KEY] = {
        "given": {"login": email.lower(), "name": name, "email": email, "password": hashed},
        "code": "" if known else digest("register", token),
        "until": now().timestamp() + VALID,
        "tries": TRIES,
    }
    if known:
        text = _("有人用这个邮箱申请注册。您已有账户，直接登录即可；如非本人操作，请忽略。")
    else:
        text = _("您的验证码是 {code}，5 分钟内有效。如非本人操作，请忽略。").format(code=token)
    send_mail(_("惠企账户"), text, None, [email])


def finish(actor: Actor, session: SessionBase, token: str) -> Person | None:
    """The account, where the code is right and in time; five tries."""
    kept = session.get(KEY)
    if not kept or kept["tries"] < 1 or now().timestamp() > kept["until"]:
        return None
    session[KEY] = {**kept, "tries": kept["tries"] - 1}
    right = same(kept["code"], digest("register", token.strip()))
    if not right or is_taken(kept["given"]["login"]):
        return None
    del session[KEY]
    return register(actor, **kept["given"])
