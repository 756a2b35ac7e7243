"""The second reading: a whole register at once, through sqlglot, on DuckDB or Spark."""

from .measure import OUTPUTS, TOTALS, Shared, measure_query
from .source import Source

__all__ = ["OUTPUTS", "TOTALS", "Shared", "Source", "measure_query"]
