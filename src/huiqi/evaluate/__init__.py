"""The first reading: one subject, with the reason for every condition and amount."""

from ..limits.fold import Taken
from .facts import Entity, Subject
from .outcome import Outcome, Reason, evaluate, numbers

__all__ = ["Entity", "Outcome", "Reason", "Subject", "Taken", "evaluate", "numbers"]
