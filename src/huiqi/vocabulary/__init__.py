"""The facts that rules may speak of: kinds of subjects and records, with typed, bounded facts."""

from .load import load_vocabulary
from .model import Fact, Kind, Tie, Vocabulary

__all__ = ["Fact", "Kind", "Tie", "Vocabulary", "load_vocabulary"]
