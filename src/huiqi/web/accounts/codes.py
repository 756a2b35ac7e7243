"""Which one-time code a person gives, sending it, and checking it.

Staff use an authenticator; everybody else, and on a demo staff too, is sent a code.
"""

from __future__ import annotations

import segno
from django.conf import settings
from django.core.mail import send_mail
from django_otp.models import Device

from ..authorities.queries import posts_of
from .devices import Authenticator, MailedCode, provisioning
from .models import Person


def is_staff(person: Person) -> bool:
    """Whether they hold a post today or were invited to one, and so never sign in by password alone."""
    return person.invited or posts_of(person.pk).exists()


def device_of(person: Person) -> Device | None:
    """The authenticator; else the address, for those who may use it; None: an authenticator is due."""
    authenticator = Authenticator.objects.filter(user=person, confirmed=True).first()
    if authenticator or (is_staff(person) and not settings.DEMO):
        return authenticator
    return MailedCode.objects.get_or_create(user=person, defaults={"name": "mail"})[0]


def send_code(person: Person) -> None:
    """Send a code, where the person's device is an address."""
    device = device_of(person)
    if isinstance(device, MailedCode):
        body = f"您的验证码是 {device.make()}，5 分钟内有效。如非本人操作，请忽略。"
        send_mail("惠企验证码", body, None, [person.address])


def check_code(person: Person, token: str) -> Device | None:
    """The device whose code this is, or None; a code is taken once, the first one sets up a device."""
    device = device_of(person) or _enrolling(person)
    if not device.verify_token(token.strip()):
        return None
    if not device.confirmed:
        device.confirmed = True
        device.save(update_fields=["confirmed"])
    return device


def enrolment(person: Person) -> dict[str, object]:
    """What an application scans, where no authenticator was set up yet."""
    if device_of(person) is not None:
        return {}
    device = _enrolling(person)
    address = provisioning(device, person.login)
    return {"secret": device.secret, "qr": segno.make(address).svg_data_uri(scale=5)}


def _enrolling(person: Person) -> Authenticator:
    found: Authenticator
    found, _ = Authenticator.objects.get_or_create(user=person, confirmed=False, defaults={"name": "app"})
    return found
