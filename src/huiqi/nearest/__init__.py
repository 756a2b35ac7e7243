"""The fourth reading: the smallest change that turns a no into a yes."""

from .atoms import TWO_FACTS, Among, Atom, Disjunct, Holds, Reaches, Unsolved
from .edges import edges
from .groups import TOO_LARGE, Group, Groups, dated, grouped, movable_facts, step_of
from .moves import Move, Reader, named_target
from .search import UNDECIDED, Change, Nearest, NotComputed, OutOfReach, nearest

__all__ = [
    "Among",
    "Atom",
    "Change",
    "Disjunct",
    "Group",
    "Groups",
    "Holds",
    "Move",
    "Nearest",
    "NotComputed",
    "OutOfReach",
    "Reaches",
    "Reader",
    "TOO_LARGE",
    "TWO_FACTS",
    "UNDECIDED",
    "Unsolved",
    "dated",
    "edges",
    "grouped",
    "movable_facts",
    "named_target",
    "nearest",
    "step_of",
]
