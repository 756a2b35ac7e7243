"""The filter of the inbox, and what mail a person wants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .kinds import ALL, OPTIONAL


class FilterForm(forms.Form):
    """Everything is optional."""

    kind = forms.ChoiceField(label=_("类别"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        choices: dict[str, Any] = {
            "kind": [("", _("全部")), *((kind.code, kind.title) for kind in ALL)],
            "state": [("", _("全部")), ("unread", _("未读")), ("read", _("已读"))],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options

    def lookups(self) -> dict[str, object]:
        """What was chosen, as filters; a choice in error filters nothing out."""
        self.is_valid()
        kind, state = (self.cleaned_data.get(name) for name in ("kind", "state"))
        found: dict[str, object] = {"kind": kind} if kind else {}
        return {**found, "read__isnull": state == "unread"} if state else found


class MailForm(forms.Form):
    """The kinds of mail that may be switched off."""

    wanted = forms.MultipleChoiceField(
        label=_("邮件提醒"),
        required=False,
        choices=[(kind.code, kind.title) for kind in OPTIONAL],
        widget=forms.CheckboxSelectMultiple,
    )
