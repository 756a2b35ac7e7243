"""Tables for people: candidates of a run, the order of a preference, and near misses."""

from .nearest import export_nearest
from .ranking import rank_run, write_ranking
from .table import export_run

__all__ = ["export_nearest", "export_run", "rank_run", "write_ranking"]
