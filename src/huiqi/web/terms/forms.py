"""One form for each kind of value, with what every provision needs beside it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from ..actor import Actor
from ..authorities.models import Authority, Department
from ..authorities.queries import departments, under
from ..core.models import Unit
from .names import Name
from .values import ROUTES, Count, Day, Handling, Office, Span, Value, Wording, read

DATE = {"type": "date"}


class ProvisionForm(forms.Form):
    """For whom, since when, on what ground; the fields of a kind stand between."""

    authority = forms.ModelChoiceField(label="适用机关（含其下级）", queryset=Authority.objects.none())
    measure = forms.CharField(label="只适用于措施（编号）", required=False, max_length=60)
    since = forms.DateField(label="起始日", widget=forms.DateInput(DATE))
    reference = forms.CharField(label="依据（文件、文号、条款）", max_length=200)
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": 3}))

    KIND: ClassVar[type[Value]]
    VALUES: ClassVar[tuple[str, ...]]

    def __init__(self, actor: Actor, name: Name, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self._choose("authority", under(actor.authority))
        self.order_fields(["authority", "department", "measure", *self.VALUES])
        if not name.measured:
            del self.fields["measure"]

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """What was filled in, with the value in one piece."""
        given = super().clean() or {}
        if self.errors:
            return given
        stored = {name: given.pop(name) for name in self.VALUES}
        if "day" in stored:
            stored["day"] = stored["day"].isoformat()
        try:
            given["value"] = read(self.KIND, stored)
        except ValueError as error:
            self.add_error(self.VALUES[0], str(error))
        return given


class SpanForm(ProvisionForm):
    """So many days."""

    count = forms.IntegerField(label="天数", min_value=1)
    unit = forms.ChoiceField(label="单位", choices=Unit.choices)

    KIND = Span
    VALUES = ("count", "unit")


class CountForm(ProvisionForm):
    """So many levels."""

    count = forms.IntegerField(label="级数", min_value=1)

    KIND = Count
    VALUES = ("count",)


class DayForm(ProvisionForm):
    """A day."""

    day = forms.DateField(label="截止日", widget=forms.DateInput(DATE))

    KIND = Day
    VALUES = ("day",)


class WordingForm(ProvisionForm):
    """A text, printed in letters as it stands."""

    wording = forms.CharField(
        label="告知文字",
        max_length=2000,
        widget=forms.Textarea({"rows": 6}),
        help_text="每行一段，照原文印在文书上",
    )

    KIND = Wording
    VALUES = ("wording",)


class HandlingForm(ProvisionForm):
    """A route and a department."""

    route = forms.ChoiceField(label="办理途径", choices=[(route, route) for route in ROUTES])
    department = forms.ModelChoiceField(
        label="主办部门", queryset=Department.objects.none(), to_field_name="code"
    )

    KIND = Handling
    VALUES = ("route", "department")

    def __init__(self, actor: Actor, name: Name, data: QueryDict | None = None) -> None:
        super().__init__(actor, name, data)
        self._choose("department", departments())

    def clean_department(self) -> str:
        """The department's code."""
        code: str = self.cleaned_data["department"].code
        return code


class OfficeForm(ProvisionForm):
    """An office; without a department, a pattern."""

    department = forms.ModelChoiceField(
        label="部门",
        queryset=Department.objects.none(),
        required=False,
        help_text="不选时适用于下级各部门：各栏以 {机关} 和 {部门} 代表名称",
    )
    organ = forms.CharField(label="发文机关全称", max_length=60)
    desk = forms.CharField(label="承办部门名称", max_length=60)
    abbreviation = forms.CharField(
        label="机关代字", max_length=40, help_text="文号〔年份〕之前的部分，不含数字和空格"
    )
    phone = forms.CharField(label="电话", max_length=40)
    address = forms.CharField(label="地址", max_length=120, required=False)

    KIND = Office
    VALUES = ("organ", "desk", "abbreviation", "phone", "address")

    def __init__(self, actor: Actor, name: Name, data: QueryDict | None = None) -> None:
        super().__init__(actor, name, data)
        self._choose("department", departments())


FORMS: dict[type[Value], type[ProvisionForm]] = {
    form.KIND: form for form in (SpanForm, CountForm, DayForm, WordingForm, HandlingForm, OfficeForm)
}
