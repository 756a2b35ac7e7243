"""The same columns as Python: a function that decides one candidate in microseconds."""

from .decider import Decider

__all__ = ["Decider"]
