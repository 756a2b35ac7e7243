"""Every measure for one subject, in words: verdict, reasons, the sum, what is missing."""

from .explanation import CandidateView, ConditionView, Explanation, MeasureView
from .subject import Reader, corrected, read_subject
from .views import explain_subject

__all__ = [
    "CandidateView",
    "ConditionView",
    "Explanation",
    "MeasureView",
    "Reader",
    "explain_subject",
    "corrected",
    "read_subject",
]
