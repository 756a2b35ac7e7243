"""One-time codes: an authenticator application, or a code by mail. Secrets are encrypted or digested."""

from __future__ import annotations

import secrets
from base64 import b32encode
from binascii import unhexlify
from datetime import timedelta
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import models
from django_otp.models import Device, ThrottlingMixin
from django_otp.oath import TOTP
from django_otp.util import random_hex

from ..core.clock import now
from ..security.digests import digest, same
from ..security.fields import EncryptedText

DIGITS = 6
VALID = timedelta(minutes=5)


class Authenticator(ThrottlingMixin, Device):  # type: ignore[misc]
    """RFC 6238 codes of 30 seconds; each is taken once, and a minute's drift is forgiven."""

    secret = EncryptedText(default=random_hex)
    last = models.BigIntegerField(default=-1, help_text="the step of the code last taken")

    def at(self) -> TOTP:
        """The codes around this instant."""
        totp = TOTP(unhexlify(self.secret), digits=DIGITS)
        totp.time = now().timestamp()
        return totp

    def verify_token(self, token: str) -> bool:
        """Whether the code is right, was not used before, and no pause after wrong ones runs."""
        allowed, _ = self.verify_is_allowed()
        totp = self.at()
        right = allowed and token.isdecimal() and totp.verify(int(token), tolerance=1, min_t=self.last + 1)
        if right:
            self.last = totp.t()
            self.throttle_reset(commit=False)
            self.save()
        elif allowed:
            self.throttle_increment()
        return bool(right)

    def get_throttle_factor(self) -> float:
        """Seconds of pause after the first wrong code; doubled with each."""
        return 1.0


class MailedCode(ThrottlingMixin, Device):  # type: ignore[misc]
    """A code sent to the person's address: taken once, within five minutes."""

    code = models.CharField(max_length=64, blank=True)
    until = models.DateTimeField(null=True)

    def make(self) -> str:
        """A new code; the one before is void."""
        token = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
        self.code, self.until = self._digest(token), now() + VALID
        self.save()
        return token

    def verify_token(self, token: str) -> bool:
        """Whether the code is right and in time, and no pause after wrong ones runs."""
        allowed, _ = self.verify_is_allowed()
        valid = bool(self.code) and self.until is not None and now() <= self.until
        right = allowed and valid and same(self.code, self._digest(token))
        if right:
            self.code = ""
            self.throttle_reset(commit=False)
            self.save()
        elif allowed:
            self.throttle_increment()
        return right

    def get_throttle_factor(self) -> float:
        """Seconds of pause after the first wrong code; doubled with each."""
        return 1.0

    def _digest(self, token: str) -> str:
        return digest(f"code:{self.pk}", token)


def provisioning(device: Authenticator, name: str) -> str:
    """The ``otpauth:`` address that an application reads from a QR code."""
    issuer = settings.OTP_TOTP_ISSUER
    secret = b32encode(unhexlify(device.secret)).decode()
    return f"otpauth://totp/{quote(f'{issuer}:{name}')}?{urlencode({'secret': secret, 'issuer': issuer})}"
