"""What measures, years, related enterprises and packages leave of one another: awards after stacking."""

from .run import stack

__all__ = ["stack"]
