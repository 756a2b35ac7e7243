"""Text to syntax with places: the grammar of fences, expressions and decision-table cells."""

from .parser import parse_cell, parse_expression, parse_fence

__all__ = ["parse_cell", "parse_expression", "parse_fence"]
