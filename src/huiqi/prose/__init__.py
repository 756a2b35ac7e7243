"""The third reading: plain Chinese and English for letters, pages and lawyers."""

from .say import Leaf, say

__all__ = ["Leaf", "say"]
