"""The report of a run: one self-contained page, useful without a network and without scripts."""

from .page import write_report

__all__ = ["write_report"]
