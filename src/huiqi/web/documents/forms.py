"""The form that takes a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("文件"),
        max_length=120,
        help_text=_("PDF、JPG、PNG、DOCX、XLSX，最大 20 MB"),
        widget=forms.FileInput({"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )
