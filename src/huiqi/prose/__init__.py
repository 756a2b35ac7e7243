"""The third reading: plain Chinese and English for letters, pages and lawyers."""

from .moves import say_move
from .say import Leaf, say

__all__ = ["Leaf", "say", "say_move"]
