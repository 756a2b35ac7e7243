"""Huiqi: support policies as literate packages, and everyone's exact, explained entitlement.

The public functions are those of :mod:`huiqi.api`; they are imported on first use, so that
``import huiqi`` stays quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"
__all__ = [
    "HuiqiError",
    "check",
    "coverage_html",
    "decide",
    "determine",
    "explain",
    "export",
    "generate",
    "import_files",
    "load_package",
    "report",
]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'huiqi' has no attribute {name!r}")
    return getattr(import_module("huiqi.api"), name)
