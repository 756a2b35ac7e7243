"""The forms of the demo page and of the language switch."""

from __future__ import annotations

from django import forms
from django.conf import settings


class AdvanceForm(forms.Form):
    """How many working days pass."""

    working_days = forms.IntegerField(label="工作日", min_value=1, max_value=260, initial=5)


class LanguageForm(forms.Form):
    """One of the site's languages."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
