"""The form of the language switch."""

from __future__ import annotations

from django import forms
from django.conf import settings


class LanguageForm(forms.Form):
    """One of the site's languages."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
