"""What is written when a run is proposed for publication, or an audience told."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .audience import PARTS


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("发布理由"), max_length=300, widget=forms.Textarea({"rows": 3}))


class TellForm(forms.Form):
    """Whom, and what to add."""

    part = forms.ChoiceField(label=_("告知对象"), choices=[(p.key, p.title) for p in PARTS])
    text = forms.CharField(
        label=_("附加说明"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("每家企业收到的通知已写明结论和理由，这里可以补充一句话"),
    )
