"""The fourth reading: the smallest change that turns a no into a yes."""

from .edges import edges
from .groups import Groups, grouped, movable_facts
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
    "edges",
    "grouped",
    "movable_facts",
    "nearest",
]
