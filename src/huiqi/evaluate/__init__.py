"""The first reading: one subject, with the reason for every condition and amount."""

from .facts import Entity, Subject
from .outcome import Outcome, Reason, evaluate

__all__ = ["Entity", "Outcome", "Reason", "Subject", "evaluate"]
