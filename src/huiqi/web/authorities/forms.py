"""The form that proposes a post."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from ..permissions import NAMES, STAFF
from .models import Authority, Department
from .queries import authorities, departments


class PostForm(forms.Form):
    """Who, where, as what."""

    login = forms.CharField(label="用户名", max_length=150)
    authority = forms.ModelChoiceField(label="机关", queryset=Authority.objects.none(), empty_label="请选择")
    department = forms.ModelChoiceField(
        label="部门", queryset=Department.objects.none(), empty_label="请选择"
    )
    role = forms.ChoiceField(
        label="角色", choices=[("", "请选择"), *((role.value, NAMES[role]) for role in STAFF)]
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        choices: dict[str, Any] = {"authority": authorities(), "department": departments()}
        for name, rows in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows
