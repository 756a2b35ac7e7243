"""``huiqi check`` and ``huiqi coverage``: does a package carry out its document, provably."""

from .html import coverage_html
from .package import check_package
from .report import CheckReport

__all__ = ["CheckReport", "check_package", "coverage_html"]
