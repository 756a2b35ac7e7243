"""Candidates as a table for people: codes, names and reasons in words, as CSV, Excel or Parquet."""

from .table import export_run

__all__ = ["export_run"]
