"""What is typed: a search, a file, a value with its reason, a decision."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ...vocabulary import Fact
from .values import ValueField, unit

LONGEST = 500


class SearchForm(forms.Form):
    """A part of the name, or the beginning of the code."""

    words = forms.CharField(
        label=_("名称或统一社会信用代码"),
        required=False,
        max_length=60,
        help_text=_("名称的任意一部分（至少两个字），或代码的前几位；几部分之间用空格隔开"),
    )


class FileForm(forms.Form):
    """One file, and the day whose state it records."""

    file = forms.FileField(
        label=_("数据文件"),
        help_text=_("CSV、Excel（.xlsx）或 Parquet；文件名或工作表名写明种类，如 企业.csv"),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.parquet"}),
    )
    known_at = forms.DateField(label=_("数据截至日"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))

    def __init__(self, day: date, data: QueryDict | None = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"known_at": day})


class ValueForm(forms.Form):
    """What a fact really is, and why; ``asked`` False: only the value, as an answer."""

    def __init__(self, fact: Fact, asked: bool, data: QueryDict | None = None) -> None:
        super().__init__(data)
        measured = unit(fact)
        label = f"{fact.name}（{measured}）" if measured else fact.name
        self.fields["value"] = ValueField(fact, label=label, help_text=fact.question)
        if asked:
            self.fields["reason"] = forms.CharField(
                label=_("理由和依据"), max_length=LONGEST, widget=forms.Textarea({"rows": 3})
            )


class DecisionForm(forms.Form):
    """Yes or no, and what it rests on."""

    basis = forms.CharField(
        label=_("核实依据"),
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("看过什么材料、数据"),
    )
