"""Huiqi: support policies as literate packages, and everyone's exact, explained entitlement.

The functions are those of :mod:`huiqi.api`: ``from huiqi import api``, then ``api.determine(…)``.
They are not repeated here, because ``huiqi.determine`` is already the package of that name.
``import huiqi`` alone imports nothing else, so that it stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import api
    from .errors import HuiqiError

__version__ = "0.1.0"
__all__ = ["HuiqiError", "api"]


def __getattr__(name: str) -> Any:
    if name == "api":
        return import_module("huiqi.api")
    if name == "HuiqiError":
        return import_module("huiqi.errors").HuiqiError
    raise AttributeError(f"module 'huiqi' has no attribute {name!r}")
