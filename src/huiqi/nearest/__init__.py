"""The fourth reading: the smallest change that turns a no into a yes."""

from .groups import Groups, grouped
from .moves import Move, Reader
from .search import Change, Nearest, NotComputed, OutOfReach, nearest

__all__ = [
    "Change",
    "Groups",
    "Move",
    "Nearest",
    "NotComputed",
    "OutOfReach",
    "Reader",
    "grouped",
    "nearest",
]
