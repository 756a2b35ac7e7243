"""The form of the demo's page."""

from __future__ import annotations

from django import forms


class AdvanceForm(forms.Form):
    """How many working days pass."""

    working_days = forms.IntegerField(label="工作日", min_value=1, max_value=260, initial=5)
