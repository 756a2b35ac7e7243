"""What auditors search by."""

from __future__ import annotations

from typing import ClassVar

from django import forms


class SearchForm(forms.Form):
    """Everything is optional."""

    action = forms.CharField(label="操作", required=False)
    subject = forms.CharField(label="对象", required=False)
    firm = forms.CharField(label="统一社会信用代码", required=False, max_length=18)
    person = forms.IntegerField(label="人员编号", required=False, min_value=1)
    since = forms.DateField(label="业务日期自", required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label="至", required=False, widget=forms.DateInput({"type": "date"}))

    LOOKUPS: ClassVar = {
        "action": "action__startswith",
        "subject": "subject__startswith",
        "firm": "firm",
        "person": "person",
        "since": "day__gte",
        "until": "day__lte",
    }

    def lookups(self) -> dict[str, object]:
        """What was filled in, as filters; a form in error filters nothing out by that field."""
        given = self.cleaned_data if self.is_valid() else {}
        return {self.LOOKUPS[name]: value for name, value in given.items() if value}
