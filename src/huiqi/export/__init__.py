"""Candidates as a table for people: codes, names and reasons in words; and the order of a preference."""

from .ranking import rank_run, write_ranking
from .table import export_run

__all__ = ["export_run", "rank_run", "write_ranking"]
