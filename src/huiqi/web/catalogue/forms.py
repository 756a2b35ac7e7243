"""The search and filters of the list of measures."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ..terms.values import ROUTES
from .queries import Listed


class SearchForm(forms.Form):
    """Everything is optional."""

    words = forms.CharField(label=_("关键词"), required=False, max_length=60)
    route = forms.ChoiceField(label=_("办理途径"), required=False)
    package = forms.ChoiceField(label=_("政策文件"), required=False)
    subject = forms.ChoiceField(label=_("适用对象"), required=False)

    def __init__(self, rows: Iterable[Listed], data: QueryDict) -> None:
        super().__init__(data, auto_id="search-%s")
        every = list(rows)
        choices: dict[str, dict[str, Any]] = {
            "route": {route: _(route) for route in ROUTES},
            "package": {r.package: r.edition.package.name for r in every},
            "subject": {name: name for name in (r.bound.measure.subject.name for r in every)},
        }
        for name, values in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("全部")), *values.items()]

    def wanted(self) -> dict[str, str]:
        """What was asked for; a form in error asks for nothing by that field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
