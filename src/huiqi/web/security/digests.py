"""Keyed digests: what stands in for personal data where the data itself must not be."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress

from django.conf import settings

FIRST, LAST = 3, 4
NETWORK = 64


def digest(purpose: str, value: str) -> str:
    """HMAC-SHA256 of a value, different for each purpose, so that digests of two columns do not match."""
    key = settings.DIGEST_KEY.encode()
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def source(purpose: str, address: str | None) -> str:
    """A digest of where a request came from: of the network, for IPv6, where one visitor has many addresses."""
    found = ipaddress.ip_address(address or "0.0.0.0")
    shown = ipaddress.ip_network((found, NETWORK), strict=False) if found.version == 6 else found
    return digest(purpose, str(shown))


def same(one: str, other: str) -> bool:
    """Whether two digests are equal, in constant time."""
    return hmac.compare_digest(one, other)


def masked(value: str) -> str:
    """A number with its middle hidden: ``138****5678``; short ones are hidden whole."""
    if len(value) <= FIRST + LAST:
        return "*" * len(value)
    return value[:FIRST] + "*" * (len(value) - FIRST - LAST) + value[-LAST:]
